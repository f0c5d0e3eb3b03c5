/// HTML that is put together of elements: a text gets into it only escaped.
struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The HTML.
    let html: String

    /// A text, for people.
    init(stringLiteral text: String) {
        html = Self.escaped(text)
    }

    /// A text, for people.
    init(_ text: String) {
        html = Self.escaped(text)
    }

    /// Markup one after the other.
    init(_ parts: [Markup]) {
        html = parts.map(\.html).joined()
    }

    private init(html: String) {
        self.html = html
    }

    /// Nothing.
    static let none = Markup(html: "")

    /// An element with what is in it.
    static func tag(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        _ children: Markup...
    ) -> Markup {
        tag(name, attributes, children)
    }

    /// An element with what is in it.
    static func tag(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        _ children: [Markup]
    ) -> Markup {
        let inside = children.map(\.html).joined()
        return Markup(html: "<\(name)\(written(attributes))>\(inside)</\(name)>")
    }

    /// An element that holds nothing: `<meta …>`, or a shape of a drawing.
    static func empty(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:]
    ) -> Markup {
        Markup(html: "<\(name)\(written(attributes))/>")
    }

    /// The style sheet, a text of this module's own.
    static func style(_ sheet: StaticString) -> Markup {
        Markup(html: "<style>\(sheet)</style>")
    }

    /// A whole page.
    static func page(language: String, _ children: Markup...) -> Markup {
        let inside = children.map(\.html).joined(separator: "\n")
        return Markup(html: "<!DOCTYPE html>\n<html lang=\"\(language)\">\n\(inside)\n</html>\n")
    }

    private static func written(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0.key)=\"\(escaped($0.value))\"" }.joined()
    }

    /// The text with nothing in it that HTML reads as markup, or that no page may hold.
    static func escaped(_ text: String) -> String {
        // Nearly all that a drawing consists of.
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<")
                && byte != UInt8(ascii: ">") && byte != UInt8(ascii: "\"")
                && byte != UInt8(ascii: "'")
        }
        if isPlain { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n", "\t": result.unicodeScalars.append(scalar)
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                result += "\u{FFFD}"
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

/// A table whose columns have names.
struct MarkupTable {
    private let columns: [String]
    private let kind: String
    private var rows: [Markup] = []

    /// A table; `kind` is its class in the style sheet.
    init(_ kind: String, columns: [String]) {
        self.kind = kind
        self.columns = columns
    }

    /// Adds a row; its first cell is the row's name.
    mutating func add(_ cells: Markup..., kind: String = "") {
        let written = cells.enumerated().map { number, cell in
            number == 0
                ? Markup.tag("th", ["scope": "row"], cell)
                : Markup.tag("td", ["data-column": columns[number]], cell)
        }
        rows.append(.tag("tr", ["class": kind], written))
    }

    /// Whether it has no rows.
    var isEmpty: Bool { rows.isEmpty }

    /// The table.
    var markup: Markup {
        let heads = columns.map { Markup.tag("th", ["scope": "col"], Markup($0)) }
        return .tag(
            "table",
            ["class": kind],
            .tag("thead", [:], .tag("tr", [:], heads)),
            .tag("tbody", [:], rows)
        )
    }
}
