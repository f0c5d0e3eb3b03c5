import Testing

@testable import Watching

@Suite("painting on the terminal")
struct ScreenPainterTests {
    private func lines(_ texts: String...) -> [WatchPage.Line] { texts.map { .init(text: $0) } }

    @Test("only lines that have changed are written")
    func changes() {
        var painter = ScreenPainter(usesColors: false)
        let first = painter.painting(lines("a", "b", "c"), columns: 80, rows: 24)
        #expect(first == "\u{1B}[2J\u{1B}[1;1Ha\u{1B}[K\u{1B}[2;1Hb\u{1B}[K\u{1B}[3;1Hc\u{1B}[K")
        #expect(painter.painting(lines("a", "b", "c"), columns: 80, rows: 24).isEmpty)
        let second = painter.painting(lines("a", "x"), columns: 80, rows: 24)
        #expect(second == "\u{1B}[2;1Hx\u{1B}[K\u{1B}[3;1H\u{1B}[J")
    }

    @Test("a screen of another size is painted anew")
    func resized() {
        var painter = ScreenPainter(usesColors: false)
        _ = painter.painting(lines("a"), columns: 80, rows: 24)
        let text = painter.painting(lines("a"), columns: 100, rows: 24)
        #expect(text == "\u{1B}[2J\u{1B}[1;1Ha\u{1B}[K")
    }

    @Test("lines that there is no room for are counted")
    func tooMany() {
        var painter = ScreenPainter(usesColors: false)
        let text = painter.painting(lines("a", "b", "c"), columns: 80, rows: 2)
        #expect(text.contains("\u{1B}[2;1H2 more lines: --once prints them all"))
        #expect(!text.contains("\u{1B}[3;1H"))
    }

    @Test("what is bad is red, unless there are no colours")
    func colors() {
        let line = WatchPage.Line(text: "a", tone: .bad)
        for usesColors in [true, false] {
            var painter = ScreenPainter(usesColors: usesColors)
            let text = painter.painting([line], columns: 80, rows: 24)
            #expect(text.contains("\u{1B}[31ma\u{1B}[0m") == usesColors)
        }
    }
}
