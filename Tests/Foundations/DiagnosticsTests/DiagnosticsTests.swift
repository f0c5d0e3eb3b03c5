import Diagnostics
import Testing

@Suite("diagnostics")
struct DiagnosticsTests {
    @Test("a diagnostic shows place, excerpt, caret, expectation, hint and what included it")
    func rendering() {
        let source = SourceText(name: "web.cfg.j2", text: "listen {{ port\n")
        let outer = SourceText(name: "site.yml", text: "")
        let diagnostic = Diagnostic(
            "this expression is never closed",
            at: SourcePlace(source, line: 1, column: 8),
            expected: "'}}' before the end of the template",
            hint: "write '{{ '{{' }}' to print two braces",
            includedFrom: [SourcePlace(outer, line: 12, column: 3)]
        )
        #expect(
            diagnostic.rendered() == """
                web.cfg.j2:1:8: error: this expression is never closed
                 1 | listen {{ port
                   |        ^
                  expected: '}}' before the end of the template
                  hint: write '{{ '{{' }}' to print two braces
                  included from site.yml:12:3
                """
        )
    }

    @Test("an unknown word gets one suggestion when a known word is close")
    func suggestion() {
        let diagnostic = Diagnostic.unknown(
            "keyword",
            "blance",
            among: ["balance", "bind"],
            at: nil
        )
        #expect(diagnostic.message == "unknown keyword 'blance'; did you mean 'balance'?")
        #expect(diagnostic.expected == "one of balance, bind")
    }

    @Test("a word that resembles nothing gets no suggestion")
    func noSuggestion() {
        #expect(closestWord(to: "zzz", among: ["balance", "bind"]) == nil)
    }

    @Test("swapped neighbours count as one slip")
    func swap() {
        #expect(closestWord(to: "tpl", among: ["tlp"]) == "tlp")
    }

    @Test("an offset is turned into line and column")
    func offset() {
        let source = SourceText(name: "a", text: "ab\ncd")
        #expect(SourcePlace(source, offset: 4) == SourcePlace(source, line: 2, column: 2))
    }
}
