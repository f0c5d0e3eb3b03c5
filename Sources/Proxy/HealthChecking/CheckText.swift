public import Samples

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
        /// What a format makes of the check and of what the server has sent.
        case format(LogFormat)
        /// The bytes whose hexadecimal digits a format makes.
        case digits(LogFormat)
        /// What an expression gives.
        case expression(SampleExpression)
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

    /// A text that a format makes.
    public init(_ format: LogFormat) {
        parts = [format.literal.map { .literal(Array($0.utf8)) } ?? .format(format)]
    }

    /// The text, by what the server has sent; nothing where nobody evaluates expressions.
    func bytes(
        answer: [UInt8],
        seconds: Int64,
        _ expressions: (any CheckExpressions)?
    ) -> [UInt8] {
        parts.flatMap { part -> [UInt8] in
            switch part {
            case .literal(let bytes): return bytes
            case .format(let format):
                // Without an expression a format is its text.
                return format.literal.map { Array($0.utf8) }
                    ?? expressions?.text(format, over: answer) ?? []
            case .digits(let format):
                return bytesOfDigits(expressions?.text(format, over: answer) ?? [])
            case .expression(let expression):
                return expressions?.text(expression, over: answer) ?? []
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

/// What pairs of hexadecimal digits stand for, as far as they are any.
func bytesOfDigits(_ digits: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count - 1, by: 2) {
        guard let byte = hexadecimalByte(digits[start...]) else { break }
        bytes.append(byte)
    }
    return bytes
}
