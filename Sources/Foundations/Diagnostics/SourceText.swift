/// A text that an operator wrote, with the name it goes by in messages.
///
/// A class, so that thousands of places can point into one text without copying it.
public final class SourceText: Sendable {
    /// The path as the operator knows it, or a word in angle brackets such as `<command line>`.
    public let name: String

    /// The whole text.
    public let text: String

    /// Names a text.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// The line of that number, from one, without its end; nil past the end of the text.
    public func line(_ number: Int) -> Substring? {
        var current = 1
        var start = text.utf8.startIndex
        let end = text.utf8.endIndex
        while current < number {
            guard let newline = text.utf8[start...].firstIndex(of: 0x0A) else { return nil }
            start = text.utf8.index(after: newline)
            current += 1
        }
        guard number >= 1 else { return nil }
        let stop = text.utf8[start...].firstIndex(of: 0x0A) ?? end
        return text[start..<stop]
    }
}

/// A place in a text: line and column count from one, columns in characters.
public struct SourcePlace: Sendable {
    /// The text that the place is in.
    public let source: SourceText

    /// The line, from one.
    public let line: Int

    /// The column, from one, in characters.
    public let column: Int

    /// Points at a character of a text.
    public init(_ source: SourceText, line: Int, column: Int) {
        self.source = source
        self.line = line
        self.column = column
    }

    /// The place of the character at `offset` characters from the start of the text.
    public init(_ source: SourceText, offset: Int) {
        var line = 1
        var column = 1
        for character in source.text.prefix(offset) {
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        self.init(source, line: line, column: column)
    }
}

extension SourcePlace: CustomStringConvertible {
    /// `name:line:column`.
    public var description: String { "\(source.name):\(line):\(column)" }
}

extension SourcePlace: Hashable {
    /// Two places are the same when they name the same text, line and column.
    public static func == (left: SourcePlace, right: SourcePlace) -> Bool {
        left.line == right.line && left.column == right.column
            && left.source.name == right.source.name
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(source.name)
        hasher.combine(line)
        hasher.combine(column)
    }
}
