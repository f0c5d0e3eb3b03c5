internal import Diagnostics

/// One word of a line, its quotes and escapes already taken off.
struct Word: Sendable {
    /// The text.
    let text: String
    /// Where it begins.
    let place: SourcePlace
}

/// One line of a configuration that holds words.
struct ConfigurationLine: Sendable {
    /// At least one word.
    let words: [Word]
}
