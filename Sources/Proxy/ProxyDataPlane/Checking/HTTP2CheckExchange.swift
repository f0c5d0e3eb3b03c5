internal import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem

/// The requests of a check as streams of HTTP/2: texts of HTTP/1 go in and come out, frames go over the
/// connection.
final class HTTP2CheckExchange {
    /// What frames came to.
    enum Progress {
        /// These bytes of an answer, as HTTP/1 would have it; none when there is nothing new.
        case bytes([UInt8])
        /// The answer is over, with these bytes.
        case ended([UInt8])
        /// There will be no answer.
        case failed
    }

    private static let blockByteCount = 65_536

    private var wire = HTTP2Connection(.client, ConnectionSettings())
    private let fields = FieldList(
        byteCapacity: blockByteCount,
        fieldCapacity: MessageHead.maximumHeaderCount
    )
    private let head = MessageHead()
    private let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: blockByteCount,
        alignment: 16
    )
    private var input: [UInt8] = []
    private let isEncrypted: Bool

    init(isEncrypted: Bool) {
        self.isEncrypted = isEncrypted
    }

    deinit { memory.deallocate() }

    /// The frames of a request that is a text of HTTP/1; nil when it cannot be told by HTTP/2.
    func frames(of request: [UInt8]) -> [UInt8]? {
        var output = takeControl()
        guard let number = wire.nextStream else { return nil }
        let block = request.withUnsafeBytes { bytes -> (frame: [UInt8], body: [UInt8])? in
            guard HeadParser.parseEditedRequest(bytes, into: head) == .complete else { return nil }
            let body = Array(bytes[head.byteCount...])
            var writer = wire.beginBlock(on: number, in: memory)
            writer.request(head, bytes, upgrade: nil, isSecure: isEncrypted)
            guard let count = wire.finishBlock(&writer, endsStream: body.isEmpty) else {
                return nil
            }
            return (Array(memory[0..<count]), body)
        }
        guard let (frame, body) = block else { return nil }
        wire.beginStream(
            number,
            endsStream: body.isEmpty,
            isHead: head.method == .head,
            asksForTunnel: false
        )
        output += frame
        guard !body.isEmpty else { return output }
        // No window is known yet but the first; a check's content is short.
        guard body.count <= wire.room(on: number) else { return nil }
        var header = [UInt8](repeating: 0, count: HTTP2Connection.dataHeaderByteCount)
        header.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            wire.writeDataHeader(body.count, on: number, endsStream: true, to: base)
        }
        return output + header + body
    }

    /// Takes what came over the connection.
    func receive(_ bytes: some Collection<UInt8>) -> Progress {
        input += bytes
        var answer: [UInt8] = []
        while true {
            wire.now = MonotonicClock.now.milliseconds
            let input = input
            let step = input.withUnsafeBytes { wire.next($0, fields: fields) }
            defer { self.input.removeFirst(min(step.consumed, self.input.count)) }
            switch step.event {
            case .needsInput, .needsOutput: return .bytes(answer)
            case .settled, .windowOpened, .goAway: continue
            case .head(let number, let endsStream):
                let outcome = wire.readResponseHead(
                    number,
                    from: fields,
                    into: head,
                    in: memory,
                    upgrade: UnsafeRawBufferPointer(start: nil, count: 0)
                )
                switch outcome {
                case .message:
                    answer += memory[0..<head.byteCount]
                    if endsStream { return .ended(answer) }
                case .interim: continue
                case .tunnel, .unusable, .malformed: return .failed
                }
            case .data(let number, let range, let endsStream):
                answer += input[range]
                wire.use(range.count, of: number)
                if endsStream { return .ended(answer) }
            case .trailers: return .ended(answer)
            case .reset, .failed: return .failed
            }
        }
    }

    /// What has to be sent of the connection's own frames.
    func takeControl() -> [UInt8] {
        var output: [UInt8] = []
        while wire.controlByteCount > 0 {
            let count = wire.takeControl(into: memory)
            guard count > 0 else { break }
            output += memory[0..<count]
        }
        return output
    }
}
