import DrillReporting
import Drilling
import Testing

@Suite("pages of drills")
struct PageTests {
    private func page(_ record: DrillRecord, among earlier: [DrillRecord] = []) -> String {
        DrillPage.html(of: record, earlier: EarlierRuns(of: record, among: earlier))
    }

    @Test("the verdict comes first, then the reasons, and only then everything else")
    func order() throws {
        let html = page(SampleDrill.failed())
        let places = [
            "class=\"word\">Fail<", "longest_gap: 3.02 s, allowed 500 ms", "<svg", "Figures",
        ]
        .map { html.firstRange(of: $0)?.lowerBound }
        let found = places.compactMap { $0 }
        #expect(found.count == places.count)
        #expect(found == found.sorted())
    }

    @Test(
        "nothing is loaded from anywhere, and nothing runs",
        arguments: [SampleDrill.failed(), SampleDrill.endless(), SampleDrill.eventful()]
    )
    func selfContained(_ record: DrillRecord) {
        let html = page(record)
        for word in ["<script", "<link", "<img", "<iframe", " src=", "url(", "@import", " onload"] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains("default-src &#39;none&#39;"))
    }

    @Test("texts of operators and hosts are shown, not obeyed")
    func escaped() {
        let html = page(SampleDrill.endless())
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;so&quot; on"))
        #expect(html.contains("&#39;x&#39; &amp; &lt;b&gt;"))
    }

    @Test("thousands of events are drawn; the table holds some and says how many it does not")
    func bounded() {
        let html = page(SampleDrill.eventful())
        #expect(html.contains("4753 more are in the drawing and in the JSON."))
        #expect(html.utf8.count < 900_000)
    }

    @Test("a figure is held against its limit and against earlier runs")
    func compared() {
        var earlier = SampleDrill.passed(startedAt: 1000)
        earlier.figures = [Figure("slowest", .duration(.milliseconds(250)))]
        var oldest = SampleDrill.passed(startedAt: 500)
        oldest.figures = [Figure("slowest", .duration(.milliseconds(400)))]
        let html = page(SampleDrill.passed(), among: [oldest, earlier])
        #expect(html.contains(">289 ms (+16 %)<"))
        #expect(html.contains(">250 ms; 250 ms to 400 ms in 2 runs<"))
        #expect(html.contains("✓ kept"))
    }

    @Test("what went wrong is the first of the actions to fill in")
    func actions() {
        let html = page(SampleDrill.failed())
        #expect(html.contains(">failed was 612, allowed 0: <"))
        #expect(html.contains(">recover was not measured, allowed 60.00 s: <"))
    }

    @Test("a stage that was not reached is told as such")
    func unreached() {
        #expect(page(SampleDrill.short()).contains(">not carried out<"))
    }
}
