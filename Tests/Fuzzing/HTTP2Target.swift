internal import HTTP2Wire
internal import HTTPWire

extension FuzzTarget {
    /// What a client sends over HTTP/2, preface included; the first byte of an input says in what pieces it comes.
    ///
    /// What was consumed was there; the connection ends by itself or waits for more.
    static let http2 = FuzzTarget(name: "http2") { bytes in
        guard let first = bytes.first else { return }
        let server = HTTP2Reader()
        var rest = bytes.dropFirst()
        while !rest.isEmpty, server.connection.failure == nil {
            let piece = rest.prefix(Int(first) + 1)
            rest = rest.dropFirst(piece.count)
            server.receive(piece)
        }
    }
}

/// The server's end of a connection, which reads all heads and uses all data at once.
private final class HTTP2Reader {
    var connection = HTTP2Connection(.server, ConnectionSettings())
    private let fields = FieldList(byteCapacity: 16384, fieldCapacity: 202)
    private let head = MessageHead()
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    private var input: [UInt8] = []

    deinit { memory.deallocate() }

    func receive(_ bytes: Slice<UnsafeRawBufferPointer>) {
        input += bytes
        while true {
            let step = input.withUnsafeBytes { connection.next($0, fields: fields) }
            precondition(step.consumed >= 0 && step.consumed <= input.count)
            take(step.event)
            input.removeFirst(step.consumed)
            while connection.controlByteCount > 0 { _ = connection.takeControl(into: memory) }
            switch step.event {
            case .needsInput, .failed: return
            case .needsOutput: continue
            default: precondition(connection.heldStreamCount >= 0)
            }
        }
    }

    private func take(_ event: ConnectionEvent) {
        switch event {
        case .head(let stream, _):
            let key: StaticString = "the sample nonce"
            let outcome = connection.readRequestHead(
                stream,
                from: fields,
                into: head,
                in: memory,
                webSocketKey: UnsafeRawBufferPointer(
                    start: key.utf8Start,
                    count: key.utf8CodeUnitCount
                )
            )
            guard outcome != .malformed, outcome != .unusable else { return }
            // What it is translated to is a request that HTTP/1 reads the same way.
            let again = MessageHead()
            let text = UnsafeRawBufferPointer(rebasing: memory[..<head.byteCount])
            precondition(HeadParser.parseEditedRequest(text, into: again) == .complete)
            precondition(again.headerCount == head.headerCount)
        case .data(let stream, let range, _):
            precondition(range.upperBound <= input.count)
            connection.use(range.count, of: stream)
        case .trailers: _ = HTTP2Connection.readTrailers(fields, in: memory)
        default: break
        }
    }
}
