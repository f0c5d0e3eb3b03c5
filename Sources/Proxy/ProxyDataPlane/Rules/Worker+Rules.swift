internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// The `http-request` and `redirect` lines of a proxy.
///
/// A rule works on the head as the rules before it have left it.
extension Worker {
    /// Runs the rules for a request, whose head stands in `requestHead`; true when one of them has
    /// answered, or keeps the request waiting.
    func runRequestRules(_ stream: Stream, _ rules: RulePlan, from first: Int = 0) -> Bool {
        let point: SamplePoint = stream.backend == nil ? .requestHead : .backendRequestHead
        var run = RuleRun(context: context(stream, at: point), target: self, isResponse: false)
        if self.run(rules.request, from: first, &run, stream) != .passes { return true }
        return self.run(rules.redirect, &run, stream) == .ended
    }

    /// What running a set of rules came to.
    enum RuleVerdict {
        /// What they are about goes on.
        case passes
        /// Another answer was sent, or will be.
        case ended
        /// It waits for more of its body.
        case waits
    }

    /// Runs a set of rules.
    func run(
        _ rules: [TrafficRule],
        from first: Int = 0,
        _ run: inout RuleRun,
        _ stream: Stream
    ) -> RuleVerdict {
        // Looked at where they stand: a rule that is copied costs more than most rules do.
        rules.withUnsafeBufferPointer { rules in
            let mark = run.context.arena.mark
            for index in first..<rules.count {
                run.context.arena.release(to: mark)
                if rules[index].condition?.holds(&run.context) == false { continue }
                let outcome = rules[index].action.run(&run)
                if case .next = outcome { continue }
                flushHints(stream)
                switch outcome {
                case .next: continue
                case .awaitBody(let demand):
                    let isRequest = !run.isResponse
                    let isHere =
                        isRequest ? hasBody(stream, demand) : hasResponseBody(stream, demand)
                    if isHere { continue }
                    awaitBody(stream, demand, thenRule: index + 1, isRequest: isRequest)
                    return .waits
                case .stop:
                    noteLast(rules[index], stream)
                    return .passes
                case let outcome:
                    noteLast(rules[index], stream)
                    end(stream, with: outcome, &run)
                    return .ended
                }
            }
            flushHints(stream)
            return .passes
        }
    }

    func noteLast(_ rule: TrafficRule, _ stream: Stream) {
        stream.extras?.lastRule = rule.place
    }

    private func end(_ stream: Stream, with outcome: RuleOutcome, _ run: inout RuleRun) {
        switch outcome {
        case .next, .stop, .awaitBody, .closeServer, .switchToHTTP: break
        case .respond(let response): respond(stream, response, &run)
        case .tarpit(let response): holdBack(stream, response)
        case .redirect(let redirect): self.redirect(stream, redirect, &run)
        case .authenticate(let realm): askForPassword(stream, realm)
        case .reject:
            stream.ending.set("P", "R")
            countDenial(stream, isResponse: false)
            logExchange(stream)
            close(stream.client)
        case .drop(let limit):
            if !run.isResponse { stream.timing.headDone = -1 }
            stream.ending.set("P", run.isResponse ? "H" : "R")
            countDenial(stream, isResponse: run.isResponse)
            logExchange(stream)
            hide(from: stream.client, timeToLive: limit)
            close(stream.client.carrier)
        case .invalid:
            stream.ending.set("P", run.isResponse ? "H" : "R")
            if run.isResponse { return answer(stream, page: 502) }
            stream.frontend.counters[index].add(.requestErrors)
            answer(stream, page: 400)
        case .failed:
            stream.ending.set("I", run.isResponse ? "H" : "R")
            answer(stream, page: 500)
        }
    }

    private func countDenial(_ stream: Stream, isResponse: Bool) {
        let number: TrafficNumber = isResponse ? .deniedResponses : .deniedRequests
        stream.frontend.counters[index].add(number)
        stream.backend?.counters[index].add(number)
        if isResponse { stream.server?.counters[index].add(number) }
    }

    /// Answers in a server's place, as `deny` and `return` say.
    private func respond(
        _ stream: Stream,
        _ response: ImmediateResponse,
        _ run: inout RuleRun
    ) {
        if response.isDenial {
            stream.ending.set("P", run.isResponse ? "H" : "R")
            countDenial(stream, isResponse: run.isResponse)
            // For the log no response has come.
            if run.isResponse { stream.timing.responseHead = -1 }
        } else {
            stream.ending.set("L", run.isResponse ? "H" : "R")
            countIntercepted(stream)
        }
        answer(stream, with: response, &run)
    }

    /// Sends the answer that a rule describes.
    func answer(_ stream: Stream, with response: ImmediateResponse, _ run: inout RuleRun) {
        if response.headers.isEmpty,
            response.body == .page || response.body == nil && response.isDenial
        {
            return answer(stream, page: response.status)
        }
        var body: [UInt8] = []
        switch response.body {
        case .bytes(let bytes): body = bytes
        case .format(let format):
            body = format.evaluate(&run.context, limit: 32_768).map { Array($0) } ?? []
        case .response(let bytes):
            let file = ErrorFile(path: "", response: bytes)
            return answer(stream, file: file, response.status)
        case .group(let group):
            guard let file = group.file(of: response.status) else {
                return answer(stream, OwnAnswer(page: response.status))
            }
            return answer(stream, file: file, response.status)
        case .page: return answer(stream, page: response.status)
        case nil: break
        }
        var own = OwnAnswer(status: response.status, body: body)
        add(response.headers, to: &own, &run)
        if let type = response.contentType, !body.isEmpty { own.add("content-type", type.utf8) }
        answer(stream, own)
    }

    private func add(
        _ headers: [ImmediateResponse.Header],
        to own: inout OwnAnswer,
        _ run: inout RuleRun
    ) {
        for header in headers {
            let mark = run.context.arena.mark
            // One without a value is left out.
            if let value = header.value.evaluate(&run.context), !value.isEmpty {
                own.add(header.name, value)
            }
            run.context.arena.release(to: mark)
        }
    }

    /// Counts an answer in a server's place that is no denial, as long as the frontend gave it.
    func countIntercepted(_ stream: Stream) {
        if stream.backend != nil && stream.frontend.ownBackend !== stream.backend { return }
        stream.frontend.counters[index].add(.interceptedRequests)
    }

    /// `auth`.
    private func askForPassword(_ stream: Stream, _ realm: String) {
        stream.ending.set("L", "R")
        let own = OwnAnswer(
            page: 401,
            realm: realm.isEmpty ? (stream.backend?.name ?? stream.frontend.name) : realm
        )
        answer(stream, own)
    }

    /// `tarpit`: the answer waits.
    private func holdBack(_ stream: Stream, _ response: ImmediateResponse) {
        let timeouts = (stream.backend?.settings ?? stream.frontend.settings).timeouts
        countDenial(stream, isResponse: false)
        stream.ending.set("P", "T")
        extras(stream).tarpitted = response
        stream.phase = .pausing
        stream.clientDeadline = .max
        stream.serverDeadline = deadline(after: timeouts.tarpit ?? timeouts.connect ?? .seconds(0))
        arm(stream.client)
    }

    /// Answers a request that was held back; false when none was.
    func releaseFromTarpit(_ stream: Stream) -> Bool {
        guard let response = stream.extras?.tarpitted else { return false }
        stream.extras?.tarpitted = nil
        let context = context(stream, at: .requestHead)
        var run = RuleRun(context: context, target: self, isResponse: false)
        answer(stream, with: response, &run)
        return true
    }

    private func redirect(_ stream: Stream, _ redirect: Redirect, _ run: inout RuleRun) {
        var path = run.context.request?.pathAndQuery.map { Array($0) }
        if redirect.dropsQuery { path = path.map { Array($0.prefix { $0 != 0x3F }) } }
        var location: [UInt8]
        switch redirect.target {
        case .location(let format):
            location = format.evaluate(&run.context).map { Array($0) } ?? []
        case .prefix(let format):
            location = format.evaluate(&run.context).map { Array($0) } ?? []
            if location == [0x2F] { location = [] }
            location += path ?? [0x2F]
            if redirect.appendsSlash && location.last != 0x2F { location.append(0x2F) }
        case .scheme(let format):
            let host = run.context.request?.host.map { Array($0) } ?? []
            location = format.evaluate(&run.context).map { Array($0) } ?? []
            location += Array("://".utf8) + host
            location += path ?? [0x2F]
        }
        stream.ending.set("L", run.isResponse ? "H" : "R")
        countIntercepted(stream)
        var own = OwnAnswer(status: redirect.status, body: [])
        own.add("location", location)
        // A permanent redirect may be kept, as HAProxy lets it be.
        if ![301, 308].contains(redirect.status) { own.add("cache-control", "no-cache".utf8) }
        if let cookie = redirect.cookie { own.add("set-cookie", cookie.utf8) }
        answer(stream, own)
    }
}
