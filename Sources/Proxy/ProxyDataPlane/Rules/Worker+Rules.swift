internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// The `http-request`, `redirect`, `http-response` and `http-after-response` lines of a proxy.
extension Worker {
    /// What running the rules for a response came to.
    enum ResponseVerdict {
        /// The response goes on.
        case passes
        /// Another answer was sent in its place.
        case denied
    }

    /// Runs the rules for a request; true when one of them has answered.
    func runRequestRules(
        _ session: Session,
        _ settings: ProxySettings,
        _ input: ByteBuffer
    ) -> Bool {
        if settings.requestRules.isEmpty && settings.redirectRules.isEmpty { return false }
        let source = SampleSource(session: session, request: input.bytes, response: nil)
        for rule in settings.requestRules {
            if let condition = rule.condition, !holds(condition, source) { continue }
            switch apply(rule.action, session, source) {
            case .next: continue
            case .stop: return runRedirects(session, settings, source)
            case .answered: return true
            }
        }
        return runRedirects(session, settings, source)
    }

    private enum RuleOutcome {
        case next
        case stop
        case answered
    }

    private func runRedirects(
        _ session: Session,
        _ settings: ProxySettings,
        _ source: SampleSource
    ) -> Bool {
        for rule in settings.redirectRules {
            if let condition = rule.condition, !holds(condition, source) { continue }
            if apply(rule.action, session, source) == .answered { return true }
        }
        return false
    }

    private func apply(
        _ action: RequestAction,
        _ session: Session,
        _ source: SampleSource
    ) -> RuleOutcome {
        switch action {
        case .setHeader(let name, let value):
            let name = Array(name.utf8)
            session.request.edits.removeAll { sameName($0.name, name) }
            session.request.edits.append(.set(name: name, value: text(value, source)))
        case .addHeader(let name, let value):
            session.request.edits.append(.add(name: Array(name.utf8), value: text(value, source)))
        case .deleteHeader(let name):
            let name = Array(name.utf8)
            session.request.edits.removeAll { sameName($0.name, name) }
            session.request.edits.append(.delete(name: name))
        case .setPath(let path):
            let query = values(.init(.query), source).first ?? ""
            let rest = query.isEmpty ? [] : Array("?\(query)".utf8)
            session.request.newTarget = text(path, source).filter { $0 > 0x20 } + rest
        case .setMethod(let method):
            session.request.newMethod = text(method, source).filter { $0 > 0x20 }
        case .respond(let response):
            respond(session, response, source)
            return .answered
        case .redirect(let redirect):
            self.redirect(session, redirect, source)
            return .answered
        case .disableRetryAfterSending:
            session.request.mayRetryAfterSending = false
        case .allow:
            return .stop
        }
        return .next
    }

    private func sameName(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { ($0 | 0x20) == ($1 | 0x20) }
    }

    private func respond(_ session: Session, _ response: ImmediateResponse, _ source: SampleSource)
    {
        let isDenial = response.usesErrorPage
        session.ending.set(isDenial ? "P" : "L", "R")
        if isDenial {
            session.frontend.counters.deniedRequests.add()
            session.backend?.counters.deniedRequests.add()
        }
        if response.body == nil && isDenial && response.headers.isEmpty {
            return answer(session, page: response.status)
        }
        let body: [UInt8] =
            switch response.body {
            case .bytes(let bytes): bytes
            case .template(let template): text(template, source)
            case nil: []
            }
        var lines = response.headers.map { header in
            "\(header.name): \(String(decoding: text(header.value, source), as: UTF8.self))\r\n"
        }
        if let type = response.contentType, !body.isEmpty {
            lines.append("content-type: \(type)\r\n")
        }
        sendOwn(session, status: response.status, lines: lines.joined(), body: body)
    }

    private func sendOwn(_ session: Session, status: Int, lines: String, body: [UInt8]) {
        let keeps = keepsConnection(session, afterStatus: status)
        let head =
            "HTTP/1.1 \(status) \(ErrorPages.reason(of: status))\r\n"
            + "content-length: \(body.count)\r\n\(lines)"
            + "\(connectionLine(session, keeps: keeps))\r\n"
        let sent = session.request.method == .head ? [] : body
        answer(session, status: status, whole: Array(head.utf8) + sent, keeps: keeps)
    }

    private func redirect(_ session: Session, _ redirect: Redirect, _ source: SampleSource) {
        let target = values(.init(.url), source).first ?? "/"
        let path = redirect.dropsQuery ? String(target.prefix { $0 != "?" }) : target
        var location: [UInt8]
        switch redirect.target {
        case .location(let template):
            location = text(template, source)
        case .prefix(let template):
            location = text(template, source)
            if location == Array("/".utf8) { location = [] }
            location += Array(path.utf8)
            if redirect.appendsSlash && location.last != UInt8(ascii: "/") {
                location.append(UInt8(ascii: "/"))
            }
        case .scheme(let template):
            let host = values(.init(.requestHeaderLine("host", occurrence: nil)), source).last ?? ""
            location = text(template, source) + Array("://\(host)\(path)".utf8)
        }
        session.ending.set("L", "R")
        var lines = "location: \(String(decoding: location, as: UTF8.self))\r\n"
        lines = "cache-control: no-cache\r\n" + lines
        if let cookie = redirect.cookie { lines += "set-cookie: \(cookie)\r\n" }
        sendOwn(session, status: redirect.status, lines: lines, body: [])
    }

    /// Runs the rules for a server's response, whose head stands in `responseHead`.
    func runResponseRules(
        _ session: Session,
        _ input: ByteBuffer,
        _ writer: inout HeadWriter
    ) -> ResponseVerdict {
        let backend = session.backend?.settings
        let frontend = session.frontend.settings
        let isListen = session.frontend.ownBackend === session.backend
        for settings in [backend, isListen ? nil : frontend] {
            guard let settings,
                !settings.responseRules.isEmpty || !settings.afterResponseRules.isEmpty
            else { continue }
            let verdict = run(settings.responseRules + settings.afterResponseRules, session, input)
            if verdict == .denied { return .denied }
        }
        return .passes
    }

    private func run(
        _ rules: [ResponseRule],
        _ session: Session,
        _ input: ByteBuffer
    ) -> ResponseVerdict {
        var request: UnsafeRawBufferPointer?
        if session.request.isReplayable, let bytes = session.input?.bytes,
            case .complete = HeadParser.parseRequest(bytes, into: requestHead)
        {
            request = bytes
        }
        let source = SampleSource(session: session, request: request, response: input.bytes)
        for rule in rules {
            if let condition = rule.condition, !holds(condition, source) { continue }
            switch rule.action {
            case .setHeader(let name, let value):
                let name = Array(name.utf8)
                session.responseEdits.headers.removeAll { sameName($0.name, name) }
                session.responseEdits.headers.append(.set(name: name, value: text(value, source)))
            case .addHeader(let name, let value):
                session.responseEdits.headers.append(
                    .add(name: Array(name.utf8), value: text(value, source))
                )
            case .deleteHeader(let name):
                let name = Array(name.utf8)
                session.responseEdits.headers.removeAll { sameName($0.name, name) }
                session.responseEdits.headers.append(.delete(name: name))
            case .setStatus(let status, let reason):
                let reason = reason ?? ErrorPages.reason(of: status)
                session.responseEdits.status = (status, Array(reason.utf8))
            case .respond(let response):
                session.frontend.counters.deniedResponses.add()
                session.backend?.counters.deniedResponses.add()
                respond(session, response, source)
                return .denied
            case .allow:
                return .passes
            }
        }
        return .passes
    }
}
