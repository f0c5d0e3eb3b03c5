public import HTTPWire

/// What came of reading a head.
public enum HeadOutcome: Equatable, Sendable {
    /// It is whole, and content may follow as it says.
    case message
    /// It is an interim response: another head follows.
    case interim
    /// It asks for, or begins, a tunnel.
    case tunnel
    /// It is the head of a request that has to be refused; nothing was written.
    case unusable
    /// It is no head, or one that does not fit: the stream was reset.
    case malformed
}

extension HTTP2Connection {
    /// Writes the request that a stream began with to memory, as it would stand there had it come over HTTP/1.
    ///
    /// - Parameters:
    ///   - number: the stream.
    ///   - fields: what came.
    ///   - head: tells where the parts are.
    ///   - memory: takes the bytes.
    ///   - webSocketKey: what an HTTP/1 server is asked to prove itself with when this is a WebSocket's beginning.
    /// - Returns: what came of it.
    public mutating func readRequestHead(
        _ number: StreamNumber,
        from fields: FieldList,
        into head: MessageHead,
        in memory: UnsafeMutableRawBufferPointer,
        webSocketKey: UnsafeRawBufferPointer
    ) -> HeadOutcome {
        guard let index = streams.index(of: number), streams[index].phase != .closed else {
            return .malformed
        }
        guard let pseudo = PseudoFields(fields), let request = RequestFields(pseudo) else {
            return refuseHead(at: index)
        }
        if request.isUnusable {
            streams[index].hasHead = true
            return .unusable
        }
        let isTunnel = request.form == .authority || request.form == .upgrade
        let endsStream = !streams[index].isReceiving
        var builder = HeadBuilder(head, in: memory)
        guard builder.startLine(request) == nil,
            builder.requestLines(request, fields, from: pseudo.count, webSocketKey) == nil
        else { return refuseHead(at: index) }
        let length = head.contentLength
        guard !endsStream || isTunnel || length ?? 0 == 0,
            builder.finish(hasUnknownLength: !endsStream && !isTunnel && length == nil) == nil
        else { return refuseHead(at: index) }
        streams[index].hasHead = true
        streams[index].isTunnel = isTunnel
        streams[index].missing = isTunnel ? nil : length
        return isTunnel ? .tunnel : .message
    }

    /// Resets a stream whose head is none.
    mutating func refuseHead(at index: Int) -> HeadOutcome {
        _ = resetStream(at: index, .protocolError)
        return .malformed
    }
}

extension HeadBuilder {
    fileprivate mutating func startLine(_ request: RequestFields) -> MessageFault? {
        switch request.form {
        case .origin: requestLine(method: request.method, target: request.path)
        case .authority: requestLine(method: request.method, target: request.authority)
        case .absolute, .upgrade:
            requestLine(
                method: request.method,
                scheme: request.scheme,
                authority: request.authority,
                path: request.path
            )
        }
    }

    fileprivate mutating func requestLines(
        _ request: RequestFields,
        _ fields: FieldList,
        from first: Int,
        _ webSocketKey: UnsafeRawBufferPointer
    ) -> MessageFault? {
        var hasHost = false
        var cookie: Int?
        // Where both are told, the authority counts: no two readers see different hosts.
        if !request.authority.isEmpty {
            if let fault = line(bytes(of: "host"), request.authority) { return fault }
            hasHost = true
        }
        var length: UnsafeRawBufferPointer?
        for index in first..<fields.count {
            let name = fields.name(index)
            let value = fields.value(index).trimmed
            switch name.count {
            case 2 where name.elementsEqual(bytes(of: "te")):
                guard value.elementsEqual(bytes(of: "trailers")) else { return .headerValue }
            case 4 where name.elementsEqual(bytes(of: "host")):
                if hasHost { continue }
                guard RequestFields.isAuthority(value) else { return .host }
                hasHost = true
            case 6 where name.elementsEqual(bytes(of: "cookie")):
                cookie = cookie ?? index
                continue
            case 14 where name.elementsEqual(bytes(of: "content-length")):
                // Said twice alike is said once.
                if let length, length.elementsEqual(value) { continue }
                length = value
            default:
                break
            }
            if let fault = line(name, value) { return fault }
        }
        if request.form == .upgrade, let fault = upgradeLines(request, webSocketKey) {
            return fault
        }
        return cookie.flatMap { cookieLine(fields, from: $0) }
    }

    private mutating func upgradeLines(
        _ request: RequestFields,
        _ key: UnsafeRawBufferPointer
    ) -> MessageFault? {
        if let fault = line(bytes(of: "upgrade"), request.webProtocol) { return fault }
        if let fault = line(bytes(of: "connection"), bytes(of: "upgrade")) { return fault }
        guard equalsIgnoringCase(request.webProtocol, "websocket"), !key.isEmpty else { return nil }
        return line(bytes(of: "sec-websocket-key"), key)
    }

    /// Joins the crumbs that a client may cut its cookies into [RFC 9113 8.2.3].
    private mutating func cookieLine(_ fields: FieldList, from first: Int) -> MessageFault? {
        if let fault = beginLine(bytes(of: "cookie")) { return fault }
        var isFirst = true
        for index in first..<fields.count
        where fields.name(index).elementsEqual(bytes(of: "cookie")) {
            if !isFirst, let fault = continueLine(bytes(of: "; ")) { return fault }
            isFirst = false
            if let fault = continueLine(fields.value(index).trimmed) { return fault }
        }
        return endLine(continuing: UnsafeRawBufferPointer(start: nil, count: 0))
    }
}
