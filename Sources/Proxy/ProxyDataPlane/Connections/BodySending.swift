internal import EventLoops
internal import LinuxSystem

/// Bodies on their way to a peer: plain bytes in, the form of its protocol out.
extension Worker {
    /// Sends plain bytes of a body, and behind the last of them its end; tells how many were taken.
    ///
    /// Large ones are not copied: what goes around them is sent with them.
    func sendBody(
        _ pipe: Pipe,
        on connection: Connection
    ) -> Transfer {
        if let lane = connection.lane { return sendBody(pipe, on: connection, lane) }
        let bytes = pipe.ready
        if connection.framing.outgoing.passesAsItIs {
            if bytes.isEmpty { return .moved(0) }
            return connection.transport.write(bytes, scratch: cipherScratch)
        }
        // In TLS each write is a record of its own: one for all.
        if connection.transport.tls != nil {
            return sendCopied(pipe, on: connection)
        }
        return sendInParts(pipe, on: connection)
    }

    private func sendCopied(_ pipe: Pipe, on connection: Connection) -> Transfer {
        var writer = HeadWriter(scratch)
        let count = connection.framing.outgoing.write(
            pipe.ready,
            isLast: pipe.isWhole,
            trailers: pipe.trailers,
            &writer
        )
        guard writer.count > 0, send(writer.bytes, on: connection) else {
            return .failed(.brokenPipe)
        }
        return .moved(count)
    }

    private func sendInParts(_ pipe: Pipe, on connection: Connection) -> Transfer {
        var bytes = pipe.ready
        let owed = connection.framing.outgoing.owed
        if owed > 0 && owed < bytes.count {
            bytes = UnsafeRawBufferPointer(rebasing: bytes[0..<owed])
        }
        let isLast = pipe.isWhole && bytes.count == pipe.readyCount
        let edge = BodyEncoder.overhead
        var before = HeadWriter(UnsafeMutableRawBufferPointer(rebasing: scratch[0..<edge]))
        var after = HeadWriter(UnsafeMutableRawBufferPointer(rebasing: scratch[edge...]))
        var encoder = connection.framing.outgoing
        encoder.start(bytes.count, &before)
        let started = encoder
        encoder.end(bytes.count, isLast: isLast, trailers: pipe.trailers, &after)
        if after.hasOverflowed { return .failed(.brokenPipe) }
        let outcome = connection.transport.write(before.bytes, bytes, after.bytes)
        guard case .moved(let moved) = outcome else { return outcome }
        if moved < before.count {
            keep(UnsafeRawBufferPointer(rebasing: before.bytes[moved...]), for: connection)
            connection.framing.outgoing = started
            return .moved(0)
        }
        let count = moved - before.count
        guard count >= bytes.count else {
            connection.framing.outgoing = started
            connection.framing.outgoing.take(count)
            return .moved(count)
        }
        connection.framing.outgoing = encoder
        keep(
            UnsafeRawBufferPointer(rebasing: after.bytes[(count - bytes.count)...]),
            for: connection
        )
        return .moved(bytes.count)
    }
}
