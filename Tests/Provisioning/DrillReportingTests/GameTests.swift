import Diagnostics
import DocumentValues
import DrillReporting
import Drilling
import Testing

@Suite("reports of game days")
struct GameReportTests {
    @Test("a state is read as it was written")
    func roundTrip() throws {
        var state = SampleGame.state
        state.runningIndex = 2
        #expect(try GameState(text: state.data.json(), name: "day.state") == state)
    }

    @Test("a state that cannot be read is refused, and how to begin anew is said")
    func broken() {
        do {
            _ = try GameState(text: "{}", name: "day.state")
            Issue.record("accepted")
        } catch {
            #expect(error.message.contains("'day.state' can't be read as the state of a game day"))
            #expect(error.hint == "'--fresh' begins the day anew")
        }
    }

    @Test("a day's page has its verdict and budget first, then a line for each drill, then all")
    func page() throws {
        let html = SampleGame.page
        let words = [
            "class=\"word\">Aborted<", "ended with fail", "1200 requests lost, 700 allowed",
            "href=\"#drill-1\"", "href=\"#drill-2\"", "Not carried out", ">Nobody knows.<",
            "id=\"drill-1\"", "id=\"drill-2\"",
        ]
        let places = words.compactMap { html.firstRange(of: $0)?.lowerBound }
        #expect(places.count == words.count)
        #expect(places == places.sorted())
    }
}
