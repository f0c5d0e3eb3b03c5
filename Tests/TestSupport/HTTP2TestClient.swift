public import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem

/// One connection of HTTP/2 of a test to a loopback port; every wait has a time limit.
///
/// It says what it is told to, also what no honest client says.
public final class HTTP2TestClient {
    /// What came on one stream.
    public struct Answer: Equatable, Sendable {
        /// The heads as over HTTP/1, interim ones first; lines divided by bars.
        public var heads: [String] = []
        /// The data.
        public var data: [UInt8] = []
        /// The lines behind the data, divided by bars.
        public var trailers = ""
        /// How it was broken off, if it was.
        public var reset: UInt32?
        /// Whether the message is over.
        public var isWhole = false

        /// The data as text.
        public var text: String { String(decoding: data, as: UTF8.self) }
        /// The status of the last head; zero without one.
        public var status: Int {
            heads.last.flatMap { Int($0.dropFirst(9).prefix(3)) } ?? 0
        }
        /// Whether nothing more comes.
        public var isOver: Bool { isWhole || reset != nil }
    }

    private let client: TestClient
    private var connection: HTTP2Connection
    private let fields = FieldList(byteCapacity: 1 << 17, fieldCapacity: 1000)
    private let head = MessageHead()
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
    private var input: [UInt8] = []
    private var answers: [StreamNumber: Answer] = [:]
    private var nextStream: StreamNumber = 1

    /// Whether the windows of streams are filled up again as data comes.
    public var grantsData = true
    /// What the peer has said when it went away.
    public private(set) var goAway: (last: StreamNumber, code: UInt32)?
    /// Whether the peer has closed.
    public private(set) var isClosed = false

    /// Connects to a port of this machine and says the first words.
    public init(port: UInt16, initialWindow: Int = 65535) throws {
        client = try TestClient(port: port)
        var settings = ConnectionSettings()
        settings.initialWindow = initialWindow
        settings.concurrentStreams = 0
        settings.receiveBuffer = 0
        connection = HTTP2Connection(.client, settings)
        try sendControl()
    }

    deinit { memory.deallocate() }

    /// Begins a stream with these fields; tells its number.
    public func begin(_ request: [(String, String)], ends: Bool = true) throws -> StreamNumber {
        let stream = nextStream
        nextStream += 2
        let block = request.flatMap(Self.field)
        let isHead = request.contains { $0 == (":method", "HEAD") }
        let isUpgrade = request.contains { $0.0 == ":protocol" }
        if connection.nextStream == stream {
            connection.beginStream(
                stream,
                endsStream: ends,
                isHead: isHead,
                asksForTunnel: isUpgrade
            )
        }
        answers[stream] = Answer()
        try send(frame(1, flags: ends ? 5 : 4, stream, block))
        return stream
    }

    /// A plain request for a path.
    public static func request(
        _ path: String,
        method: String = "GET",
        _ more: [(String, String)] = []
    ) -> [(String, String)] {
        [(":method", method), (":scheme", "http"), (":authority", "host.test"), (":path", path)]
            + more
    }

    /// Sends data as windows allow; false when they do not in time.
    @discardableResult
    public func send(
        _ data: [UInt8],
        on stream: StreamNumber,
        ends: Bool,
        within limit: Duration = .seconds(5)
    ) throws -> Bool {
        var rest = data[...]
        let end = MonotonicClock.now + limit
        repeat {
            let room = connection.room(on: stream)
            let count = min(rest.count, room)
            if count == 0 && !rest.isEmpty {
                guard MonotonicClock.now < end, answers[stream]?.isOver == false else {
                    return false
                }
                receive(within: .milliseconds(100))
                continue
            }
            guard connection.isSending(on: stream), let base = memory.baseAddress else {
                return false
            }
            let isLast = ends && count == rest.count
            connection.writeDataHeader(count, on: stream, endsStream: isLast, to: base)
            try send(Array(memory[0..<HTTP2Connection.dataHeaderByteCount]) + rest.prefix(count))
            rest = rest.dropFirst(count)
        } while !rest.isEmpty
        return true
    }

    /// Sends trailers, which end the message.
    public func sendTrailers(_ lines: [(String, String)], on stream: StreamNumber) throws {
        let block = lines.flatMap(Self.field)
        try send(frame(1, flags: 5, stream, block))
    }

    /// Takes a stream back.
    public func reset(_ stream: StreamNumber, _ code: UInt32 = 8) throws {
        connection.reset(stream, ErrorCode(rawValue: code))
        connection.release(stream)
        try sendControl()
    }

    /// Lets more data come on a stream.
    public func grant(_ count: Int, on stream: StreamNumber) throws {
        connection.use(count, of: stream)
        try sendControl()
    }

    /// Sends bytes as they are.
    public func send(_ bytes: [UInt8]) throws { try client.send(bytes) }

    /// What has come on a stream, once nothing more comes or the condition holds, or time is up.
    public func answer(
        _ stream: StreamNumber,
        within limit: Duration = .seconds(5),
        until isEnough: (Answer) -> Bool = { $0.isOver }
    ) -> Answer {
        let end = MonotonicClock.now + limit
        while let answer = answers[stream], !isEnough(answer), !isClosed,
            MonotonicClock.now < end
        {
            receive(within: .milliseconds(100))
        }
        return answers[stream] ?? Answer()
    }

    /// Reads until the condition holds or time is up.
    public func wait(within limit: Duration = .seconds(5), until isEnough: () -> Bool) {
        let end = MonotonicClock.now + limit
        while !isEnough(), !isClosed, MonotonicClock.now < end {
            receive(within: .milliseconds(50))
        }
    }

    /// Asks for a path and waits for the answer.
    public func fetch(_ request: [(String, String)], body: [UInt8]? = nil) throws -> Answer {
        let stream = try begin(request, ends: body == nil)
        if let body { try send(body, on: stream, ends: true) }
        return answer(stream)
    }

    private func receive(within limit: Duration) {
        guard let bytes = client.read(within: limit) else { return }
        if bytes.isEmpty { isClosed = true }
        input += bytes
        while true {
            let step = input.withUnsafeBytes { connection.next($0, fields: fields) }
            note(step.event)
            input.removeFirst(step.consumed)
            switch step.event {
            case .needsInput, .needsOutput, .failed:
                try? sendControl()
                return
            default: break
            }
        }
    }

    private func note(_ event: ConnectionEvent) {
        switch event {
        case .head(let stream, let endsStream):
            let outcome = Array("websocket".utf8).withUnsafeBytes {
                connection.readResponseHead(
                    stream,
                    from: fields,
                    into: head,
                    in: memory,
                    upgrade: $0
                )
            }
            guard outcome != .malformed else { return answers[stream, default: Answer()].reset = 1 }
            answers[stream, default: Answer()].heads.append(text(head.byteCount))
            if endsStream { answers[stream, default: Answer()].isWhole = true }
        case .data(let stream, let range, let endsStream):
            answers[stream, default: Answer()].data += input[range]
            if endsStream { answers[stream, default: Answer()].isWhole = true }
            if grantsData { connection.use(range.count, of: stream) }
        case .trailers(let stream):
            let count = HTTP2Connection.readTrailers(fields, in: memory) ?? 0
            answers[stream, default: Answer()].trailers = text(count)
            answers[stream, default: Answer()].isWhole = true
        case .reset(let stream, let code, _):
            answers[stream, default: Answer()].reset = code.rawValue
        case .goAway(let last, let code):
            goAway = (last, code.rawValue)
        case .needsInput, .needsOutput, .failed, .settled, .windowOpened:
            break
        }
    }

    private func text(_ count: Int) -> String {
        String(decoding: memory[0..<count], as: UTF8.self).split(separator: "\r\n")
            .joined(separator: "|")
    }

    private func sendControl() throws {
        while connection.controlByteCount > 0 {
            let count = connection.takeControl(into: memory)
            try client.send(Array(memory[0..<count]))
        }
    }

    private func frame(
        _ kind: UInt8,
        flags: UInt8,
        _ stream: StreamNumber,
        _ payload: [UInt8]
    ) -> [UInt8] {
        [
            UInt8(payload.count >> 16 & 0xFF), UInt8(payload.count >> 8 & 0xFF),
            UInt8(payload.count & 0xFF), kind, flags, UInt8(stream >> 24),
            UInt8(stream >> 16 & 0xFF), UInt8(stream >> 8 & 0xFF), UInt8(stream & 0xFF),
        ] + payload
    }

    /// A field that names nothing by number.
    private static func field(_ name: String, _ value: String) -> [UInt8] {
        [0] + text(name) + text(value)
    }

    /// A text of a block, not shortened.
    private static func text(_ text: String) -> [UInt8] {
        var rest = text.utf8.count
        guard rest >= 127 else { return [UInt8(rest)] + Array(text.utf8) }
        var bytes: [UInt8] = [127]
        rest -= 127
        while rest >= 128 {
            bytes.append(UInt8(rest % 128) | 128)
            rest /= 128
        }
        return bytes + [UInt8(rest)] + Array(text.utf8)
    }
}
