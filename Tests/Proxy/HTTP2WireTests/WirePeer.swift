import HTTP2Wire
import HTTPWire

/// One end of a connection, with all that it was told of.
final class WirePeer {
    /// What was told of, with the bytes that went along.
    enum Told: Equatable {
        case request(StreamNumber, String, endsStream: Bool)
        case response(StreamNumber, String, endsStream: Bool)
        case data(StreamNumber, String, endsStream: Bool)
        case trailers(StreamNumber, String)
        case malformed(StreamNumber)
        case unusable(StreamNumber)
        case event(ConnectionEvent)
    }

    var connection: HTTP2Connection
    private let fields: FieldList
    private let head = MessageHead()
    private var input: [UInt8] = []
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    /// All that was told and not asked for.
    var told: [Told] = []
    /// The key of WebSockets that this end asks servers for.
    var webSocketKey = "the sample nonce"
    /// Whether data is said to be used as soon as it comes.
    var usesData = true
    /// Whether requests are read by hand.
    var readsHeads = true

    init(
        _ role: ConnectionRole,
        _ settings: ConnectionSettings = ConnectionSettings(),
        headerBytes: Int = 16384,
        headerFields: Int = 202
    ) {
        connection = HTTP2Connection(role, settings)
        fields = FieldList(byteCapacity: headerBytes, fieldCapacity: headerFields)
    }

    deinit { memory.deallocate() }

    var failure: ErrorCode? { connection.failure }
    var glitchCount: Int { connection.glitchCount }
    var nextStream: StreamNumber? { connection.nextStream }
    var availableStreamCount: Int { connection.availableStreamCount }
    var controlByteCount: Int { connection.controlByteCount }
    var heldStreamCount: Int { connection.heldStreamCount }
    var peerGoesAwayAfter: StreamNumber? { connection.peerGoesAwayAfter }
    var peerTakesExtendedConnect: Bool { connection.peerTakesExtendedConnect }

    func room(on stream: StreamNumber) -> Int { connection.room(on: stream) }
    func isSending(on stream: StreamNumber) -> Bool { connection.isSending(on: stream) }
    func isReceiving(on stream: StreamNumber) -> Bool { connection.isReceiving(on: stream) }

    /// A server whose client has said its first words, and which has said its own.
    static func greetedServer(_ settings: ConnectionSettings = ConnectionSettings()) -> WirePeer {
        let peer = WirePeer(.server, settings)
        peer.receive(FrameText.preface + FrameText.settings() + FrameText.settingsAcknowledgement)
        _ = peer.takeControl()
        peer.told = []
        return peer
    }

    func receive(_ bytes: [UInt8]) {
        input += bytes
        while true {
            let step = input.withUnsafeBytes { connection.next($0, fields: fields) }
            note(step.event)
            input.removeFirst(step.consumed)
            switch step.event {
            case .needsInput, .needsOutput, .failed: return
            default: break
            }
        }
    }

    private func note(_ event: ConnectionEvent) {
        switch event {
        case .needsInput: break
        case .head(let stream, let endsStream) where readsHeads:
            told.append(readHead(stream, endsStream))
        case .data(let stream, let range, let endsStream):
            let text = String(decoding: input[range], as: UTF8.self)
            told.append(.data(stream, text, endsStream: endsStream))
            if usesData { connection.use(range.count, of: stream) }
        case .trailers(let stream):
            let count = HTTP2Connection.readTrailers(fields, in: memory)
            told.append(count.map { .trailers(stream, text($0)) } ?? .malformed(stream))
        default: told.append(.event(event))
        }
    }

    private func readHead(_ stream: StreamNumber, _ endsStream: Bool) -> Told {
        if connection.role == .server {
            let outcome = Array(webSocketKey.utf8).withUnsafeBytes {
                connection.readRequestHead(
                    stream,
                    from: fields,
                    into: head,
                    in: memory,
                    webSocketKey: $0
                )
            }
            if outcome == .unusable { return .unusable(stream) }
            guard outcome != .malformed else { return .malformed(stream) }
            return .request(stream, text(head.byteCount), endsStream: endsStream)
        }
        let outcome = Array("websocket".utf8).withUnsafeBytes {
            connection.readResponseHead(stream, from: fields, into: head, in: memory, upgrade: $0)
        }
        guard outcome != .malformed else { return .malformed(stream) }
        return .response(stream, text(head.byteCount), endsStream: endsStream)
    }

    private func text(_ count: Int) -> String {
        String(decoding: memory[0..<count], as: UTF8.self)
            .split(separator: "\r\n", omittingEmptySubsequences: true).joined(separator: "|")
    }

    /// All control frames that wait.
    func takeControl() -> [UInt8] {
        var bytes: [UInt8] = []
        while connection.controlByteCount > 0 {
            let count = connection.takeControl(into: memory)
            bytes += memory[0..<count]
        }
        return bytes
    }

    /// A head for the other end: a request or a response, written as over HTTP/1.
    func head(
        _ stream: StreamNumber,
        _ text: String,
        ends: Bool = true,
        upgrade: String? = nil
    ) -> [UInt8] {
        let bytes = Array(text.replacing("|", with: "\r\n").utf8) + Array("\r\n\r\n".utf8)
        return bytes.withUnsafeBytes { bytes in
            var writer = connection.beginBlock(on: stream, in: memory)
            if connection.role == .client {
                precondition(HeadParser.parseRequest(bytes, into: head) == .complete)
                let name = upgrade.map { Array($0.utf8) }
                name.withBytes { writer.request(head, bytes, upgrade: $0, isSecure: true) }
            } else {
                precondition(HeadParser.parseResponse(bytes, into: head) == .complete)
                writer.response(head, bytes, isUpgrade: upgrade != nil)
            }
            guard let count = connection.finishBlock(&writer, endsStream: ends) else { return [] }
            if connection.role == .client {
                connection.beginStream(
                    stream,
                    endsStream: ends,
                    isHead: head.method == .head,
                    asksForTunnel: upgrade != nil
                )
            }
            return Array(memory[0..<count])
        }
    }

    /// Trailers for the other end.
    func trailers(_ stream: StreamNumber, _ text: String) -> [UInt8] {
        var writer = connection.beginBlock(on: stream, in: memory)
        Array(text.replacing("|", with: "\r\n").utf8).withUnsafeBytes { writer.trailers($0) }
        guard let count = connection.finishBlock(&writer, endsStream: true) else { return [] }
        return Array(memory[0..<count])
    }

    /// As much data for the other end as fits into one frame, and how many bytes that was.
    func data(_ stream: StreamNumber, _ text: some StringProtocol, ends: Bool) -> [UInt8] {
        let count = min(text.utf8.count, connection.room(on: stream))
        guard let base = memory.baseAddress else { return [] }
        let isLast = ends && count == text.utf8.count
        connection.writeDataHeader(count, on: stream, endsStream: isLast, to: base)
        return Array(memory[0..<HTTP2Connection.dataHeaderByteCount])
            + Array(text.utf8.prefix(count))
    }
}

extension [UInt8]? {
    fileprivate func withBytes(_ body: (UnsafeRawBufferPointer?) -> Void) {
        guard let self else { return body(nil) }
        self.withUnsafeBytes { body($0) }
    }
}

/// A client and a server that hear each other.
func connectedPair(
    client: ConnectionSettings = ConnectionSettings(),
    server: ConnectionSettings = ConnectionSettings()
) -> (client: WirePeer, server: WirePeer) {
    let pair = (client: WirePeer(.client, client), server: WirePeer(.server, server))
    settle(pair.client, pair.server)
    pair.client.told = []
    pair.server.told = []
    return pair
}

/// Passes control frames on until there are none.
func settle(_ client: WirePeer, _ server: WirePeer) {
    while true {
        let words = client.takeControl()
        let answers = server.takeControl()
        if words.isEmpty && answers.isEmpty { return }
        server.receive(words)
        client.receive(answers)
    }
}
