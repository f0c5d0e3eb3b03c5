internal import Diagnostics

/// Nothing of that name, with what to say where it is used.
struct Undefined {
    /// Where the name stands.
    let origin: TextOrigin
    let offset: Int
    /// What is undefined, in the words of Jinja.
    let message: String
    /// The names that would have been right; looked for only when the error is said.
    let known: () -> [String]
    let word: String
    /// Why the variable's own text could not be evaluated, when that is the reason.
    let cause: Diagnostic?

    init(
        _ message: String,
        word: String,
        among known: @escaping @autoclosure () -> [String],
        at offset: Int,
        in origin: TextOrigin,
        cause: Diagnostic? = nil
    ) {
        self.message = message
        self.word = word
        self.known = known
        self.offset = offset
        self.origin = origin
        self.cause = cause
    }

    /// The error of using it.
    var failure: TemplateFailure {
        if let cause { return TemplateFailure(cause, isUndefined: true) }
        var message = message
        if let close = closestWord(to: word, among: known()) {
            message += "; did you mean '\(close)'?"
        }
        let diagnostic = Diagnostic(message, at: origin.place(ofByte: offset))
        return TemplateFailure(diagnostic, isUndefined: true)
    }
}

/// What stopped an evaluation: a diagnostic, and whether something undefined is the reason.
struct TemplateFailure: Error {
    var diagnostic: Diagnostic
    let isUndefined: Bool

    init(_ diagnostic: Diagnostic, isUndefined: Bool = false) {
        self.diagnostic = diagnostic
        self.isUndefined = isUndefined
    }
}

/// What a filter, test, lookup or operator refuses; the evaluator knows the place.
struct OperationFailure: Error {
    let message: String
    var expected: String?
    var hint: String?

    init(_ message: String, expected: String? = nil, hint: String? = nil) {
        self.message = message
        self.expected = expected
        self.hint = hint
    }
}
