internal import RegularExpressions

/// One change of a message's head by a rule; its bytes are copied where it is made.
public enum HeadChange {
    /// One more line.
    case add(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
    /// This line, and no other of the name.
    case set(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer)
    /// None of the lines whose names match.
    case remove(HeaderMatch)
    /// Another value of one line.
    case value(UnsafeRawBufferPointer, line: Int)
    /// Another method.
    case method(UnsafeRawBufferPointer)
    /// Another target.
    case target(UnsafeRawBufferPointer)
    /// Another status and reason.
    case status(Int, reason: UnsafeRawBufferPointer)
}

/// Which lines of a head a rule means.
public final class HeaderMatch: Sendable {
    /// How the name is compared.
    public let method: MatchMethod
    /// What it is compared with.
    public let name: LogFormat
    private let expression: Replacement?

    /// Lines whose names match.
    public init(_ name: LogFormat, _ method: MatchMethod, _ expression: Replacement? = nil) {
        self.name = name
        self.method = method
        self.expression = expression
    }

    /// Whether a line of that name is meant.
    public func matches(
        _ line: UnsafeRawBufferPointer,
        _ memory: SampleMemory
    ) -> Bool {
        let part = name.constant ?? UnsafeRawBufferPointer(start: nil, count: 0)
        switch method {
        case .beg: return line.holds(part, at: 0, ignoringCase: true)
        case .end: return line.holds(part, at: line.count - part.count, ignoringCase: true)
        case .sub: return line.contains(part, ignoringCase: true)
        case .reg: return expression?.expression.matches(line, scratch: memory.matches) == true
        default: return line.count == part.count && line.holds(part, at: 0, ignoringCase: true)
        }
    }
}
