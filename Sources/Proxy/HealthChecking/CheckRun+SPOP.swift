/// What an agent of the stream processing offload protocol says to a greeting.
extension CheckRun {
    /// Four bytes of length, a type, four bytes of flags, two numbers, then names with values.
    mutating func judgeSPOP(
        _ expectation: CheckExpectation,
        _ step: CheckStep
    ) -> CheckJudgement {
        let fault: SPOPFault?
        if received.count < 11 {
            fault = isLast ? .invalidFrame : nil
            if fault == nil { return .undecided }
        } else {
            let length = received[..<4].reduce(0) { $0 << 8 | Int($1) }
            let isHeader =
                (received[4] == 101 || received[4] == 102)
                && received[5..<9].elementsEqual([0, 0, 0, 1]) && received[9] == 0
                && received[10] == 0
            if isHeader, received.count < 4 + length, !isLast { return .undecided }
            fault =
                isHeader && received.count >= 4 + length && length >= 7
                ? SPOPReply(received[11..<(4 + length)]).fault(isHello: received[4] == 101)
                : .invalidFrame
        }
        guard let fault else { return .met }
        let text = Array(fault.rawValue.utf8)
        return .decided(
            failure(
                expectation,
                step,
                expectation.failureStatus ?? .invalidAnswer,
                false,
                told: text
            )
        )
    }
}

/// Why a check of an agent fails, in HAProxy's words.
private enum SPOPFault: String {
    case invalidFrame = "invalid frame received"
    case noVersion = "version value not found"
    case noFrameSize = "max-frame-size value not found"
    case noCapabilities = "capabilities value not found"
    case badVersion = "unsupported version"
    case badFrameSize = "max-frame-size too big or too small"
    case disconnected = "an unknown error occurred"
}

/// The names and values of a frame.
private struct SPOPReply {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// What is wrong with it; nil when the agent is well.
    func fault(isHello: Bool) -> SPOPFault? {
        guard isHello else { return .disconnected }
        var reply = self
        var version: [UInt8]?
        var frameSize: Int?
        var hasCapabilities = false
        while !reply.rest.isEmpty {
            guard let name = reply.text(), !name.isEmpty, let kind = reply.rest.popFirst() else {
                return .invalidFrame
            }
            switch String(decoding: name, as: UTF8.self) {
            case "version":
                guard kind & 15 == 8, let text = reply.text() else { return .invalidFrame }
                version = text
                let words = String(decoding: text, as: UTF8.self).split(separator: " ")
                guard words == ["2.0"] else { return .badVersion }
            case "max-frame-size":
                guard (2...5).contains(kind & 15), let size = reply.number() else {
                    return .invalidFrame
                }
                frameSize = size
                guard size >= 256, size <= 16_380 else { return .badFrameSize }
            case "capabilities":
                guard kind & 15 == 8, reply.text() != nil else { return .invalidFrame }
                hasCapabilities = true
            default:
                guard reply.skip(kind) else { return .invalidFrame }
            }
        }
        if version == nil { return .noVersion }
        if frameSize == nil { return .noFrameSize }
        return hasCapabilities ? nil : .noCapabilities
    }

    /// A number of one byte, or with 240 and above of more: each further one has seven bits.
    private mutating func number() -> Int? {
        guard let first = rest.popFirst() else { return nil }
        var value = Int(first)
        guard first >= 240 else { return value }
        for shift in stride(from: 4, through: 46, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value += Int(byte) << shift
            if byte < 128 { return value }
        }
        return nil
    }

    private mutating func text() -> [UInt8]? {
        guard let count = number(), count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    private mutating func skip(_ kind: UInt8) -> Bool {
        let byteCount: Int
        switch kind & 15 {
        case 0, 1: byteCount = 0
        case 2...5: return number() != nil
        case 6: byteCount = 4
        case 7: byteCount = 16
        case 8, 9: return text() != nil
        default: return false
        }
        guard rest.count >= byteCount else { return false }
        rest = rest.dropFirst(byteCount)
        return true
    }
}
