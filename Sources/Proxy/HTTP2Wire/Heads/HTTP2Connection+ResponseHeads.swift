public import HTTPWire

extension HTTP2Connection {
    /// Writes the response head that came on a stream to memory, as it would stand there had it come over HTTP/1.
    ///
    /// Success for CONNECT with `:protocol` is told as 101 [RFC 8441 5].
    ///
    /// - Parameters:
    ///   - number: the stream.
    ///   - fields: what came.
    ///   - head: tells where the parts are.
    ///   - memory: takes the bytes.
    ///   - upgrade: the protocol that was asked for, if any.
    /// - Returns: what came of it.
    public mutating func readResponseHead(
        _ number: StreamNumber,
        from fields: FieldList,
        into head: MessageHead,
        in memory: UnsafeMutableRawBufferPointer,
        upgrade: UnsafeRawBufferPointer
    ) -> HeadOutcome {
        guard let index = streams.index(of: number) else { return .malformed }
        let endsStream = !streams[index].isReceiving
        guard let pseudo = PseudoFields(fields), pseudo.areOfResponse,
            let told = pseudo.status.flatMap(HTTP2Connection.status)
        else { return refuseHead(at: index) }
        let begins = streams[index].askedForTunnel && told / 100 == 2
        guard told != 101, told >= 200 || !endsStream else { return refuseHead(at: index) }
        var builder = HeadBuilder(head, in: memory)
        guard builder.statusLine(begins ? 101 : told) == nil,
            builder.responseLines(fields, from: pseudo.count) == nil,
            !begins || builder.upgradeAnswer(upgrade) == nil
        else { return refuseHead(at: index) }
        let isInterim = told < 200
        let hasNoContent = streams[index].hasNoContent || told == 204 || told == 304
        let length = head.contentLength
        let hasUnknownLength =
            !endsStream && !hasNoContent && !isInterim && !begins && length == nil
        guard hasNoContent || begins || isInterim || !endsStream || length ?? 0 == 0,
            builder.finish(hasUnknownLength: hasUnknownLength) == nil
        else { return refuseHead(at: index) }
        if isInterim { return .interim }
        streams[index].hasHead = true
        streams[index].hasNoContent = hasNoContent
        streams[index].isTunnel = begins
        streams[index].missing = begins ? nil : length
        return begins ? .tunnel : .message
    }

    private static func status(_ text: UnsafeRawBufferPointer) -> Int? {
        guard text.count == 3, text.allSatisfy({ $0 &- 0x30 < 10 }), text[0] > 0x30 else {
            return nil
        }
        return Int(text[0] &- 0x30) * 100 + Int(text[1] &- 0x30) * 10 + Int(text[2] &- 0x30)
    }

    /// Writes the fields behind a message's content to memory, as lines of HTTP/1; nil when they are none.
    public static func readTrailers(
        _ fields: FieldList,
        in memory: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard fields.count <= MessageHead.maximumHeaderCount,
            PseudoFields.areRegular(fields, from: 0)
        else { return nil }
        var count = 0
        for index in 0..<fields.count {
            let name = fields.name(index)
            let value = fields.value(index).trimmed
            if mayNotTrail(name) { return nil }
            for part in [name, bytes(of: ": "), value, bytes(of: "\r\n")] {
                guard part.count <= memory.count - count else { return nil }
                UnsafeMutableRawBufferPointer(rebasing: memory[count...]).copyMemory(from: part)
                count += part.count
            }
        }
        return count
    }

    private static func mayNotTrail(_ name: UnsafeRawBufferPointer) -> Bool {
        equalsIgnoringCase(name, "host") || equalsIgnoringCase(name, "content-length")
            || equalsIgnoringCase(name, "te")
    }
}

extension HeadBuilder {
    fileprivate mutating func responseLines(
        _ fields: FieldList,
        from first: Int
    ) -> MessageFault? {
        for index in first..<fields.count {
            if let fault = line(fields.name(index), fields.value(index).trimmed) { return fault }
        }
        return nil
    }

    fileprivate mutating func upgradeAnswer(_ upgrade: UnsafeRawBufferPointer) -> MessageFault? {
        line(bytes(of: "connection"), bytes(of: "upgrade")) ?? line(bytes(of: "upgrade"), upgrade)
    }
}
