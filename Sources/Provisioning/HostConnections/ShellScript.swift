/// A constant fragment of POSIX `sh`, written as a literal in the source.
///
/// It cannot hold data: a literal with interpolation does not compile. Data travel beside it as
/// positional parameters (`"$1"`, `"$@"`).
public struct ShellScript: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The text of the fragment.
    public let text: String

    /// Takes a literal.
    public init(_ text: StaticString) {
        self.text = text.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    }

    /// Takes a literal.
    public init(stringLiteral value: StaticString) {
        self.init(value)
    }

    private init(joined text: String) {
        self.text = text
    }

    /// One fragment after the other.
    public static func + (left: ShellScript, right: ShellScript) -> ShellScript {
        ShellScript(joined: left.text + "\n" + right.text)
    }
}
