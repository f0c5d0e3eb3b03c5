/// Reads one response out of bytes as they arrive.
///
/// Informational responses (1xx, but for 101) are skipped. Bytes past the end, of the next response
/// or of an upgraded connection, are in `rest`.
public struct HTTPResponseReader: Sendable {
    /// How far the response has come.
    public enum Progress: Equatable, Sendable {
        /// More bytes are needed.
        case incomplete
        /// The response is whole.
        case complete(HTTPResponse)
    }

    private enum State {
        case head
        case body(BodyFraming)
        case complete
    }

    private let method: RequestMethod
    private let bodyLimit: Int
    private let keepsBody: Bool
    private var bodyByteCount = 0
    private var state = State.head
    private var pending: [UInt8] = []
    private var response = HTTPResponse(status: 0, reason: "", headers: [:], body: [])
    private var chunks = ChunkScanner(acceptsBlanks: true)
    private var keepsAlive = true

    /// The most bytes of a head.
    public static let headLimit = 65_536

    /// Reads the response to a request of that method.
    ///
    /// Without `keepsBody` the body is read to its end and left out of the response.
    public init(requestMethod: String = "GET", bodyLimit: Int = 1 << 30, keepsBody: Bool = true) {
        method = requestMethod == "HEAD" ? .head : requestMethod == "CONNECT" ? .connect : .get
        self.bodyLimit = bodyLimit
        self.keepsBody = keepsBody
    }

    /// The bytes after the response.
    public var rest: [UInt8] { if case .complete = state { pending } else { [] } }

    /// The head, as soon as it is whole; its body is what has arrived.
    public var partial: HTTPResponse? { if case .head = state { nil } else { response } }

    /// Whether another request may follow on the connection.
    public var connectionCanBeReused: Bool {
        if case .complete = state { return keepsAlive }
        return false
    }

    /// Takes bytes that arrived.
    public mutating func push(_ bytes: some Collection<UInt8>) throws(MessageFault) -> Progress {
        pending += bytes
        while true {
            switch state {
            case .head:
                guard try readHead() else { return .incomplete }
            case .body(let framing):
                guard try readBody(framing) else { return .incomplete }
                state = .complete
            case .complete:
                return .complete(response)
            }
        }
    }

    /// Takes the end of the connection: completes a body that lasts until then, nil when the
    /// response was cut off.
    public mutating func finish() -> HTTPResponse? {
        if case .body(.untilClose) = state { state = .complete }
        if case .complete = state { return response }
        return nil
    }

    private mutating func readHead() throws(MessageFault) -> Bool {
        let head = MessageHead()
        var result = pending.withUnsafeBytes { HeadParser.parseResponse($0, into: head) }
        if result == .invalid(.foldedLine), pending.withUnsafeMutableBytes(HeadParser.unfold) {
            result = pending.withUnsafeBytes { HeadParser.parseResponse($0, into: head) }
        }
        switch result {
        case .invalid(let fault):
            throw fault
        case .incomplete:
            if pending.count > HTTPResponseReader.headLimit { throw .tooLarge }
            return false
        case .complete:
            break
        }
        if head.status / 100 == 1 && head.status != 101 {
            pending.removeFirst(head.byteCount)
            return true
        }
        response.status = head.status
        response.reason = text(head.reason)
        for index in 0..<head.headerCount {
            response.headers.add(text(head[index].name), text(head[index].value))
        }
        let framing = head.responseFraming(to: method)
        keepsAlive =
            head.keepsAlive && !head.hasTwoFramings && framing != .untilClose && framing != .tunnel
        state = framing == .none || framing == .tunnel ? .complete : .body(framing)
        pending.removeFirst(head.byteCount)
        return true
    }

    private func text(_ slice: HeadSlice) -> String {
        String(decoding: pending[slice.start..<slice.end], as: UTF8.self)
    }

    private mutating func readBody(_ framing: BodyFraming) throws(MessageFault) -> Bool {
        switch framing {
        case .length(let length):
            let left = Int(length) - bodyByteCount
            try take(min(left, pending.count))
            return bodyByteCount == Int(length)
        case .chunked:
            return try readChunks()
        case .untilClose:
            try take(pending.count)
            return false
        case .none, .tunnel:
            return true
        }
    }

    private mutating func take(_ count: Int) throws(MessageFault) {
        try keep(pending.prefix(count))
        pending.removeFirst(count)
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) throws(MessageFault) {
        if bodyByteCount + bytes.count > bodyLimit { throw .tooLarge }
        bodyByteCount += bytes.count
        if keepsBody { response.body += bytes }
    }

    private mutating func readChunks() throws(MessageFault) -> Bool {
        var position = 0
        defer { pending.removeFirst(position) }
        while position < pending.count {
            let step = pending.withUnsafeBytes { bytes in
                chunks.next(UnsafeRawBufferPointer(rebasing: bytes[position...]))
            }
            switch step {
            case .control(let count), .trailer(let count), .dropped(let count):
                position += count
            case .data(let count):
                try keep(pending[position..<(position + count)])
                position += count
            case .end(let count):
                position += count
                return true
            case .invalid(let fault):
                throw fault
            }
        }
        return false
    }
}
