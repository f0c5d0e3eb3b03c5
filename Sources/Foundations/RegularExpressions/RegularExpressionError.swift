/// Why a pattern could not be compiled, or a match could not be decided.
public struct RegularExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// PCRE2's words, in lower case as it says them.
    public let message: String

    /// Where in the pattern, in characters from its start; nil for a failure while matching.
    public let offset: Int?

    /// Says what failed, and where in the pattern.
    public init(message: String, offset: Int?) {
        self.message = message
        self.offset = offset
    }

    /// The message alone; the offset is for the place of a diagnostic.
    public var description: String { message }
}
