internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// The `http-request` and `redirect` lines of a proxy.
///
/// A rule works on the head as the rules before it have left it.
extension Worker {
    enum RuleOutcome {
        case next
        case stop
        case answered
    }

    /// Runs the rules for a request, whose head stands in `requestHead`; true when one of them has
    /// answered.
    func runRequestRules(_ session: Stream, _ settings: ProxySettings) -> Bool {
        if settings.requestRules.isEmpty && settings.redirectRules.isEmpty { return false }
        let source = SampleSource(session: session, hasRequest: true, hasResponse: false)
        rules: for rule in settings.requestRules {
            if let condition = rule.condition, !holds(condition, source) { continue }
            switch apply(rule.action, source) {
            case .next: continue
            case .stop: break rules
            case .answered: return true
            }
        }
        for rule in settings.redirectRules {
            if let condition = rule.condition, !holds(condition, source) { continue }
            if apply(rule.action, source) == .answered { return true }
        }
        return false
    }

    private func apply(_ action: RequestAction, _ source: SampleSource) -> RuleOutcome {
        let session = source.session
        switch action {
        case .setHeader(let name, let value):
            return setHeader(name, value, source)
        case .addHeader(let name, let value):
            return changeHeader(session, .add(name: Array(name.utf8), value: text(value, source)))
        case .deleteHeader(let name):
            return changeHeader(session, .delete(name: Array(name.utf8)))
        case .setPath(let path):
            return setPath(text(path, source), session)
        case .setMethod(let method):
            let method = text(method, source).filter { $0 > 0x20 }
            let outcome = change(session, .method(method))
            session.request.sentMethod = session.requestHead.method
            return outcome
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

    /// Makes a change; one that does not fit, or would leave no head, ends the exchange with 500.
    private func change(_ session: Stream, _ edit: HeadEdit) -> RuleOutcome {
        if editRequest(session, edit) { return .next }
        session.ending.set("I", "R")
        answer(session, page: 500)
        return .answered
    }

    private func changeHeader(_ session: Stream, _ edit: HeadEdit) -> RuleOutcome {
        if edit.isOfFraming { return .next }
        if edit.closesConnection { session.request.closesServer = true }
        return change(session, edit)
    }

    private func setHeader(
        _ name: String,
        _ template: SampleTemplate,
        _ source: SampleSource
    ) -> RuleOutcome {
        let session = source.session
        let value = text(template, source)
        let outcome = changeHeader(session, .set(name: Array(name.utf8), value: value))
        guard outcome == .next, equalsIgnoringCase(name.utf8, "host".utf8),
            let bytes = session.requestHeadBytes
        else { return outcome }
        // The target of the absolute form names the host too, and has to go on naming the same.
        let target = RequestTarget(session.requestHead.target, in: bytes)
        guard target.form == .absolute else { return outcome }
        let scheme = bytes[session.requestHead.target.start..<(target.scheme.end + 3)]
        let path = target.path.map { Array(bytes[slice: $0]) } ?? []
        return change(session, .target(Array(scheme) + value + path))
    }

    private func setPath(_ path: [UInt8], _ session: Stream) -> RuleOutcome {
        guard let bytes = session.requestHeadBytes else { return .next }
        let target = session.requestHead.target
        let old = session.requestHead.path ?? HeadSlice(start: target.end, count: 0)
        let query = bytes[slice: old].firstIndex(of: UInt8(ascii: "?")).map { old.start + $0 }
        let changed =
            Array(bytes[target.start..<old.start]) + path.filter { $0 > 0x20 }
            + Array(bytes[(query ?? old.end)..<target.end])
        return change(session, .target(changed))
    }

    /// Answers in a server's place, as `deny` and `return` say.
    func respond(_ session: Stream, _ response: ImmediateResponse, _ source: SampleSource) {
        if response.isDenial {
            session.ending.set("P", source.hasResponse ? "H" : "R")
            if !source.hasResponse {
                session.frontend.counters[index].add(.deniedRequests)
                session.backend?.counters[index].add(.deniedRequests)
            }
        } else {
            session.ending.set("L", "R")
            countIntercepted(session)
        }
        if response.body == nil && response.isDenial && response.headers.isEmpty {
            return answer(session, page: response.status)
        }
        let body: [UInt8] =
            switch response.body {
            case .bytes(let bytes): bytes
            case .template(let template): text(template, source)
            case nil: []
            }
        var answer = OwnAnswer(status: response.status, body: body)
        for header in response.headers { answer.add(header.name, text(header.value, source)) }
        if let type = response.contentType, !body.isEmpty { answer.add("content-type", type.utf8) }
        self.answer(session, answer)
    }

    /// Counts an answer in a server's place that is no denial, as long as the frontend gave it.
    func countIntercepted(_ session: Stream) {
        if session.backend != nil && session.frontend.ownBackend !== session.backend { return }
        session.frontend.counters[index].add(.interceptedRequests)
    }

    private func redirect(_ session: Stream, _ redirect: Redirect, _ source: SampleSource) {
        var path = source.request.flatMap { bytes in
            session.requestHead.path.map { Array(bytes[slice: $0]) }
        }
        if redirect.dropsQuery { path = path.map { Array($0.prefix { $0 != UInt8(ascii: "?") }) } }
        var location: [UInt8]
        switch redirect.target {
        case .location(let template):
            location = text(template, source)
        case .prefix(let template):
            location = text(template, source)
            if location == Array("/".utf8) { location = [] }
            location += path ?? Array("/".utf8)
            if redirect.appendsSlash && location.last != UInt8(ascii: "/") {
                location.append(UInt8(ascii: "/"))
            }
        case .scheme(let template):
            let host = values(.init(.requestHeaderLine("host", occurrence: nil)), source).last ?? []
            location = text(template, source) + Array("://".utf8) + host
            location += path ?? Array("/".utf8)
        }
        session.ending.set("L", "R")
        countIntercepted(session)
        var answer = OwnAnswer(status: redirect.status, body: [])
        answer.add("location", location)
        // A permanent redirect may be kept, as HAProxy lets it be.
        if ![301, 308].contains(redirect.status) { answer.add("cache-control", "no-cache".utf8) }
        if let cookie = redirect.cookie { answer.add("set-cookie", cookie.utf8) }
        self.answer(session, answer)
    }
}

extension HeadEdit {
    /// The name and the new value of the lines that it is about.
    private var line: (name: [UInt8], value: [UInt8])? {
        switch self {
        case .add(let name, let value), .set(let name, let value): (name, value)
        case .delete(let name): (name, [])
        case .deleteCookie, .method, .target, .status: nil
        }
    }

    /// Whether it is about how the body ends, which is the proxy's to say and no rule's.
    var isOfFraming: Bool {
        guard let name = line?.name else { return false }
        return equalsIgnoringCase(name, "content-length".utf8)
            || equalsIgnoringCase(name, "transfer-encoding".utf8)
    }

    /// Whether it asks for the connection's end after the message.
    var closesConnection: Bool {
        guard let line, equalsIgnoringCase(line.name, "connection".utf8) else { return false }
        return line.value.withUnsafeBytes { containsToken($0, "close") }
    }
}
