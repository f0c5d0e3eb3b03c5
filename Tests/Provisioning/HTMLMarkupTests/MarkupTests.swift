import HTMLMarkup
import Testing

@Suite("markup")
struct MarkupTests {
    @Test("texts and attributes are escaped, and what no page may hold is replaced")
    func escaped() {
        let text = "<b> & \"so\" 'on'\u{1B}\u{9B}\u{202E}é"
        let markup = Markup.tag("p", ["title": text], Markup(text))
        let escaped = "&lt;b&gt; &amp; &quot;so&quot; &#39;on&#39;\u{FFFD}\u{FFFD}\u{FFFD}é"
        #expect(markup.html == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test("a page loads nothing and runs nothing, and is asked for again only when it says so")
    func page() {
        let still = Markup.page(title: "a < b", style: "p { color: red; }", [.tag("p", [:], "x")])
        #expect(still.html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n<head>"))
        #expect(still.html.contains("<title>a &lt; b</title>"))
        #expect(still.html.contains("content=\"default-src &#39;none&#39;; style-src "))
        #expect(!still.html.contains("refresh"))
        let live = Markup.page(title: "", style: "", refreshSeconds: 2, [])
        #expect(live.html.contains("<meta http-equiv=\"refresh\" content=\"2\"/>"))
    }

    @Test("a cell of a table tells its column")
    func table() {
        var table = MarkupTable("pools", columns: ["name", "now"])
        #expect(table.isEmpty)
        table.add("a", "1", kind: "bad")
        let row = #"<tr class="bad"><th scope="row">a</th><td data-column="now">1</td></tr>"#
        #expect(table.markup.html.contains(row))
    }
}
