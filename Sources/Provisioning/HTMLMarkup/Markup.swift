/// HTML that is put together of elements: a text gets into it only escaped.
public struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// The HTML.
    public let html: String

    /// A text, for people.
    public init(stringLiteral text: String) {
        html = Self.escaped(text)
    }

    /// A text, for people.
    public init(_ text: String) {
        html = Self.escaped(text)
    }

    /// Markup one after the other.
    public init(_ parts: [Markup]) {
        html = parts.map(\.html).joined()
    }

    private init(html: String) {
        self.html = html
    }

    /// Nothing.
    public static let none = Markup(html: "")

    /// An element with what is in it.
    public static func tag(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        _ children: Markup...
    ) -> Markup {
        tag(name, attributes, children)
    }

    /// An element with what is in it.
    public static func tag(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        _ children: [Markup]
    ) -> Markup {
        let inside = children.map(\.html).joined()
        return Markup(html: "<\(name)\(written(attributes))>\(inside)</\(name)>")
    }

    /// An element that holds nothing: `<meta …>`, or a shape of a drawing.
    public static func empty(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:]
    ) -> Markup {
        Markup(html: "<\(name)\(written(attributes))/>")
    }

    /// A style sheet, a text of the program's own.
    static func style(_ sheet: StaticString) -> Markup {
        Markup(html: "<style>\(sheet)</style>")
    }

    /// A whole page that loads nothing from anywhere and runs nothing.
    ///
    /// With `refreshSeconds` the browser asks for it again after so many seconds.
    public static func page(
        title: String,
        style sheet: StaticString,
        refreshSeconds: Int? = nil,
        _ body: [Markup]
    ) -> Markup {
        var head: [Markup] = [
            .empty("meta", ["charset": "utf-8"]),
            .empty(
                "meta",
                ["name": "viewport", "content": "width=device-width, initial-scale=1"]
            ),
            .empty("meta", ["name": "color-scheme", "content": "light dark"]),
            .empty("meta", ["http-equiv": "Content-Security-Policy", "content": contentPolicy]),
        ]
        if let refreshSeconds {
            head.append(.empty("meta", ["http-equiv": "refresh", "content": "\(refreshSeconds)"]))
        }
        head += [.tag("title", [:], Markup(title)), .style(sheet)]
        let inside = tag("head", [:], head).html + "\n" + tag("body", [:], body).html
        return Markup(html: "<!DOCTYPE html>\n<html lang=\"en\">\n\(inside)\n</html>\n")
    }

    /// What a page's `Content-Security-Policy` says: there is nothing but the page's own style.
    public static let contentPolicy = "default-src 'none'; style-src 'unsafe-inline'"

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
