internal import Diagnostics

/// A name with arguments in parentheses, as `hdr(host)` of `balance`.
struct FunctionCall {
    let name: String
    let arguments: [String]

    /// The call at the beginning of a text, and what follows it.
    static func first(
        in text: Substring,
        _ word: Word
    ) throws(Diagnostic) -> (FunctionCall, Substring) {
        let name = text.prefix { $0 != "(" && $0 != "," }
        let rest = text[name.endIndex...]
        guard rest.hasPrefix("(") else {
            return (FunctionCall(name: String(name), arguments: []), rest)
        }
        guard let close = rest.firstIndex(of: ")") else {
            throw Diagnostic(
                "the arguments of '\(name)' are never closed",
                at: word.place,
                expected: "')'"
            )
        }
        let inner = rest[..<close].dropFirst()
        let arguments = inner.split(separator: ",", omittingEmptySubsequences: false)
            .map { String($0.trimming(" ")) }
        let call = FunctionCall(
            name: String(name),
            arguments: inner.isEmpty ? [] : arguments
        )
        return (call, rest[close...].dropFirst())
    }

    /// Refuses a wrong number of arguments.
    func expectArguments(_ range: ClosedRange<Int>, _ word: Word) throws(Diagnostic) {
        if range.contains(arguments.count) { return }
        let expected =
            range.lowerBound == range.upperBound
            ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        throw Diagnostic(
            "'\(name)' takes \(expected) arguments, not \(arguments.count)",
            at: word.place
        )
    }

    /// The argument that is a number; nil when it is not there.
    func number(_ index: Int, _ word: Word) throws(Diagnostic) -> Int? {
        guard index < arguments.count else { return nil }
        guard let number = Int(arguments[index]) else {
            throw Diagnostic("'\(arguments[index])' is not a number", at: word.place)
        }
        return number
    }
}
