import HealthChecking
import Testing

@Suite("reports of agents")
struct AgentReportTests {
    private func report(_ text: String) -> AgentReport? { AgentReport(Array(text.utf8)) }

    @Test("a line is read at its end, and no further")
    func lines() throws {
        #expect(report("") == nil)
        #expect(report("up") == nil)
        #expect(report("up\0\n") == nil)
        let first = try #require(report("up\r\ndown\n"))
        #expect(first.health?.isUp == true)
        #expect(report(" ,\t\n") == report("\n"))
    }

    @Test("words stand in any order and case, of each kind the last counts")
    func words() throws {
        let all = try #require(report("drain,75%\tmaxconn:30 UP ready down Fail\n"))
        #expect(all.order == .ready)
        #expect(all.weight == "75%")
        #expect(all.maximumConnections == "30")
        #expect(all.health?.isUp == false)
        #expect(all.health?.word == "Fail")
        #expect(all.unknownWord == nil)
        #expect(try #require(report("MAINT 5%5 100%\n")).order == .maintenance)
        #expect(try #require(report("what 7 %7 up\n")).unknownWord == "what")
    }

    @Test(
        "what is told of a report is what haproxy tells",
        arguments: [
            ("up\n", nil, "via agent : up"),
            ("Down # too hot \n", nil, "via agent : Down (too hot )"),
            ("stopped nonsense\n", nil, "via agent : stopped (nonsense)"),
            ("down nonsense #hot\n", nil, "via agent : down (hot)"),
            ("up nonsense #fine\n", nil, "via agent : up (nonsense)"),
            ("up #fine\n", "no such weight", "via agent : up (no such weight)"),
            ("ready nonsense\n", "no such weight", "agent reports an error : nonsense"),
            ("300%\n", "no such weight", "agent warns : no such weight"),
            ("drain #why\n", nil, ""),
        ] as [(String, String?, String)]
    )
    func sentences(_ line: String, _ complaint: String?, _ sentence: String) throws {
        #expect(try #require(report(line)).sentence(complaint: complaint) == sentence)
    }
}
