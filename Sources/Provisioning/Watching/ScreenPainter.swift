/// Paints pages on a terminal: of the second page only the lines that are others.
public struct ScreenPainter: Sendable {
    private let usesColors: Bool
    private var shown: [WatchPage.Line] = []
    private var size: (columns: Int, rows: Int)?

    /// A painter of a screen that nothing is on.
    public init(usesColors: Bool) {
        self.usesColors = usesColors
    }

    /// What is written before the first page: a screen of its own without a cursor.
    public static let beginning = "\u{1B}[?1049h\u{1B}[?25l"
    /// What is written after the last page: the screen that was there before.
    public static let ending = "\u{1B}[?25h\u{1B}[?1049l"

    /// What makes the screen show a page, for one write; empty when it does already.
    public mutating func painting(_ lines: [WatchPage.Line], columns: Int, rows: Int) -> String {
        var text = ""
        if size?.columns != columns || size?.rows != rows {
            text = "\u{1B}[2J"
            shown = []
            size = (columns, rows)
        }
        let page = Self.fitting(lines, columns, rows)
        for (index, line) in page.enumerated() where shown.count <= index || shown[index] != line {
            text += "\u{1B}[\(index + 1);1H\(painted(line))\u{1B}[K"
        }
        if page.count < shown.count { text += "\u{1B}[\(page.count + 1);1H\u{1B}[J" }
        shown = page
        return text
    }

    /// The lines that there is room for; the last row tells of the others.
    private static func fitting(
        _ lines: [WatchPage.Line],
        _ columns: Int,
        _ rows: Int
    ) -> [WatchPage.Line] {
        if lines.count <= rows || rows < 1 { return Array(lines.prefix(max(0, rows))) }
        let left = lines.count - rows + 1
        let rest = "\(left) more lines: --once prints them all"
        let last = WatchPage.Line(text: WatchPage.clipped(rest, to: columns), tone: .heading)
        return lines.prefix(rows - 1) + [last]
    }

    private func painted(_ line: WatchPage.Line) -> String {
        let code =
            switch line.tone {
            case .plain: ""
            case .heading: "1"
            case .bad: "31"
            }
        if code.isEmpty || !usesColors { return line.text }
        return "\u{1B}[\(code)m\(line.text)\u{1B}[0m"
    }
}
