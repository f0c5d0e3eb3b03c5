/// A text that a check sends or says: literal bytes, and parts that are known only while it runs.
public struct CheckText: Sendable, Hashable {
    /// A part of it.
    public enum Part: Sendable, Hashable {
        /// These bytes.
        case literal([UInt8])
        /// What the server has sent, from an offset on, so many bytes of it or all.
        case answer(from: Int, count: Int?, Trimming)
        /// The seconds since 1970 as four bytes.
        case time
    }

    /// What is left out of a part.
    public enum Trimming: Sendable, Hashable {
        /// Nothing.
        case none
        /// Everything from the first end of a line on.
        case firstLine
        /// The blanks in front too.
        case firstLineWithoutBlanks
    }

    /// The parts in order.
    public var parts: [Part]

    /// A text of parts.
    public init(_ parts: [Part]) {
        self.parts = parts
    }

    /// Bytes as they are.
    public init(_ bytes: [UInt8]) {
        parts = [.literal(bytes)]
    }

    /// A text as it is.
    public init(_ text: String) {
        parts = [.literal(Array(text.utf8))]
    }

    /// The text, by what the server has sent.
    func bytes(answer: [UInt8], seconds: Int64) -> [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case .literal(let bytes): return bytes
            case .answer(let start, let count, let trimming):
                // As HAProxy's `payload`: a part that is not there at all is empty.
                guard start < answer.count else { return [] }
                if let count, start + count > answer.count { return [] }
                let rest = answer[start...]
                return trimming.apply(count.map { rest.prefix($0) } ?? rest)
            case .time:
                let number = UInt32(truncatingIfNeeded: seconds)
                return withUnsafeBytes(of: number.bigEndian) { Array($0) }
            }
        }
    }
}

extension CheckText.Trimming {
    fileprivate func apply(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .none: return Array(bytes)
        case .firstLine: return Array(bytes.prefix { $0 != 0x0D && $0 != 0x0A })
        case .firstLineWithoutBlanks:
            return Array(bytes.drop { $0 == 0x20 }.prefix { $0 != 0x0D && $0 != 0x0A })
        }
    }
}
