import HTTPWire
import LinuxSystem

extension HTTPCall {
    /// Makes the exchange over streams that `open` opens, and follows redirects.
    func exchange(
        opening open: (StreamEndpoint) throws(ConnectionFailure) -> any ByteStream
    ) throws(ConnectionFailure) -> HTTPOutcome {
        var deadline = MonotonicClock.now + timeout
        guard var address = WebAddress(url) else {
            return .failed("'\(url)' is no http or https address")
        }
        var call = self
        var redirectsLeft = redirectLimit
        while true {
            let outcome = try call.once(to: address, until: deadline, opening: open)
            guard case .response(let answer) = outcome, redirectsLeft > 0,
                [301, 302, 303, 307, 308].contains(answer.status),
                let location = answer.header("Location"),
                let next = address.following(location)
            else { return outcome }
            redirectsLeft -= 1
            if next.host != address.host {
                call.headers.removeAll { $0.name.lowercased() == "authorization" }
            }
            address = next
            if isTimeoutOfSilence { deadline = MonotonicClock.now + timeout }
            if answer.status == 303 || (answer.status < 303 && call.method == "POST") {
                call.method = call.method == "HEAD" ? "HEAD" : "GET"
                call.body = []
            }
        }
    }

    private func once(
        to address: WebAddress,
        until deadline: MonotonicInstant,
        opening open: (StreamEndpoint) throws(ConnectionFailure) -> any ByteStream
    ) throws(ConnectionFailure) -> HTTPOutcome {
        let endpoint: StreamEndpoint =
            unixSocket.map { .unix(path: $0) } ?? .tcp(host: address.host, port: address.port)
        let plain: any ByteStream
        do throws(ConnectionFailure) {
            plain = try open(endpoint)
        } catch {
            guard case .streamRefused(_, let why) = error.reason else { throw error }
            return .failed(why)
        }
        defer { plain.close() }
        do throws(StreamFailure) {
            var stream = plain
            if address.isSecure {
                let left = deadline - MonotonicClock.now
                stream = try TLSStream(over: plain, name: address.host, trust: trust, timeout: left)
            }
            return .response(try response(from: stream, address: address, until: deadline))
        } catch {
            if case .timedOut = error { return .failed("no answer within \(secondsText(timeout))") }
            return .failed("\(error)")
        }
    }

    private func response(
        from stream: any ByteStream,
        address: WebAddress,
        until deadline: MonotonicInstant
    ) throws(StreamFailure) -> HTTPAnswer {
        var fields: HTTPHeaders = [:]
        if !headers.contains(where: { $0.name.lowercased() == "host" }) {
            fields.add("Host", address.authority)
        }
        for header in headers { fields.add(header.name, header.value) }
        if fields["Connection"] == nil { fields.add("Connection", "close") }
        let head = HTTPRequestHead(method: method, target: address.target, headers: fields)
        try stream.writeAll(head.serialized(body: body), timeout: deadline - MonotonicClock.now)
        var reader = HTTPResponseReader(requestMethod: method, bodyLimit: bodyLimit)
        while true {
            let left = isTimeoutOfSilence ? timeout : deadline - MonotonicClock.now
            if left <= .zero { throw .timedOut(timeout) }
            let bytes = try stream.read(upTo: 65_536, timeout: left)
            if bytes.isEmpty {
                guard let response = reader.finish() else {
                    throw .closed("before the answer was whole")
                }
                return answer(response, from: address)
            }
            do {
                guard case .complete(let response) = try reader.push(bytes) else { continue }
                return answer(response, from: address)
            } catch {
                throw .closed("the answer is no HTTP, or too large")
            }
        }
    }

    private func answer(_ response: HTTPResponse, from address: WebAddress) -> HTTPAnswer {
        HTTPAnswer(
            status: response.status,
            reason: response.reason,
            headers: response.headers.lines.map { Header($0.name, $0.value) },
            body: response.body,
            url: address.text
        )
    }
}
