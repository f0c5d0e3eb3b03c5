public import HTTPWire

/// Heads as blocks: what is about one connection of HTTP/1 stays behind.
extension HeaderBlockWriter {
    /// Writes the fields of a response's head; its status comes first.
    ///
    /// - Parameters:
    ///   - head: where its lines are.
    ///   - bytes: what it was parsed in.
    ///   - isUpgrade: whether it answers CONNECT with `:protocol`, which knows no 101.
    public mutating func response(
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer,
        isUpgrade: Bool
    ) {
        status(isUpgrade && head.status == 101 ? 200 : head.status)
        for index in 0..<head.headerCount {
            let name = bytes[slice: head[index].name]
            if isOfConnection(name) { continue }
            if isUpgrade && equalsIgnoringCase(name, "sec-websocket-accept") { continue }
            field(name, bytes[slice: head[index].value])
        }
    }

    /// Writes the fields of a request's head.
    ///
    /// An authority is told when the target tells one; else `host` goes as it is, and a target without a scheme gets
    /// that of the connection, as a browser would say it.
    ///
    /// - Parameters:
    ///   - head: where its lines are.
    ///   - bytes: what it was parsed in.
    ///   - upgrade: the protocol of an upgrade, told by CONNECT with `:protocol`; nil for none.
    ///   - isSecure: the scheme where the target does not tell it.
    public mutating func request(
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer,
        upgrade: UnsafeRawBufferPointer?,
        isSecure: Bool
    ) {
        let target = RequestTarget(head.target, in: bytes)
        method(upgrade == nil ? bytes[slice: head.methodText] : HTTP2Wire.bytes(of: "CONNECT"))
        var told = bytes[slice: target.authority]
        if head.method == .connect && upgrade == nil {
            authority(told)
        } else {
            if upgrade != nil, let host = head.host { told = bytes[slice: host] }
            if target.form == .absolute {
                scheme(bytes[slice: target.scheme])
            } else {
                scheme(isSecure: isSecure)
            }
            if !told.isEmpty { authority(told) }
            path(pathText(head, target, bytes))
            if let upgrade { webProtocol(upgrade) }
        }
        for index in 0..<head.headerCount {
            requestField(head[index], bytes, hasAuthority: !told.isEmpty, isUpgrade: upgrade != nil)
        }
    }

    private func pathText(
        _ head: MessageHead,
        _ target: RequestTarget,
        _ bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer {
        if let path = target.path { return bytes[slice: path] }
        let isAsterisk = target.form == .asterisk || head.method == .options
        return HTTP2Wire.bytes(of: isAsterisk ? "*" : "/")
    }

    private mutating func requestField(
        _ line: HeaderLine,
        _ bytes: UnsafeRawBufferPointer,
        hasAuthority: Bool,
        isUpgrade: Bool
    ) {
        let name = bytes[slice: line.name]
        let value = bytes[slice: line.value]
        switch line.field {
        case .host where hasAuthority:
            return
        case .acceptedEncodings:
            if containsToken(value, "trailers") { field(name, HTTP2Wire.bytes(of: "trailers")) }
        case .other where isUpgrade && equalsIgnoringCase(name, "sec-websocket-key"):
            return
        default:
            if !isOfConnection(name) { field(name, value) }
        }
    }

    /// Writes trailers that stand as lines of HTTP/1 in bytes.
    public mutating func trailers(_ lines: UnsafeRawBufferPointer) {
        var start = 0
        while let end = lines[start...].firstIndex(of: 0x0A) {
            let line = UnsafeRawBufferPointer(rebasing: lines[start..<end])
            start = end + 1
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
            var value = UnsafeRawBufferPointer(rebasing: line[(colon + 1)...])
            if value.last == 0x0D { value = UnsafeRawBufferPointer(rebasing: value.dropLast()) }
            if !isOfConnection(name) { field(name, value.trimmed) }
        }
    }
}
