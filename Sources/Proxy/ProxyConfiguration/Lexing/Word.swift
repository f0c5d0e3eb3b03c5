internal import Diagnostics

/// One word of a line, its quotes and escapes already taken off.
struct Word: Sendable {
    /// The text.
    let text: String
    /// Where it begins.
    let place: SourcePlace
}
