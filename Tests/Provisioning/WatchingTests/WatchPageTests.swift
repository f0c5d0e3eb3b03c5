import DocumentValues
import Testing

@testable import Watching

@Suite("the page of a watch")
struct WatchPageTests {
    private static let now: Int64 = 1_000_000_000

    private func balancer(
        host: String = "= addresses\n2: eth0 inet 10.0.0.20/24\n= same /etc/p.cfg\n"
    ) throws -> BalancerState {
        let earlier = WatchFixtures.look(WatchFixtures.replies(requests: 100))
        let replies = WatchFixtures.replies(requests: 140, errors: 3, uptime: 7384, host: host)
        let later = try #require(WatchFixtures.look(replies))
        return BalancerState(later, after: earlier, in: .seconds(2))
    }

    private func state(_ hosts: WatchState.Host...) -> WatchState {
        WatchState(seconds: Self.now, hosts: hosts)
    }

    @Test("it shows who holds the address, and pools and servers of each balancer")
    func whole() throws {
        let silent = WatchState.Host(
            name: "lb-2",
            addresses: ["10.0.0.20"],
            knowledge: .silent("timed out", seconds: 65)
        )
        let state = state(WatchFixtures.host("lb-1", try balancer()), silent)
        let text = WatchPage.lines(of: state, width: 200).map(\.text).joined(separator: "\n")
        #expect(
            text == """
                10.0.0.20 is held by lb-1 (unknown of lb-2)
                  pool, server status    now    req/s   err/s last check
                lb-1  HAProxy 2.6.12  up 2h3m  20.0 req/s  1.5 err/s  5 sessions  file as proven
                  api          UP          2     20.0     1.5
                    a          UP 1/2      2     10.0     1.5 L7OK/200 in 3 ms
                    b          DOWN        0      0.0     0.0 L4CON in 1 ms: Connection refused
                lb-2  does not answer for 1m5s: timed out
                """
        )
        #expect(!state.isWhole)
    }

    @Test("an address that nobody or more than one holds stands out")
    func holders() throws {
        let holding = WatchFixtures.host("lb-1", try balancer())
        var other = WatchFixtures.host("lb-2", try balancer())
        let split = WatchPage.lines(of: state(holding, other), width: 80)[0]
        #expect(split.text == "10.0.0.20 is held by lb-1 and lb-2")
        #expect(split.tone == .bad)
        other.knowledge = .balancer(try balancer(host: "= addresses\n1: lo inet 127.0.0.1/8\n"))
        let nobody = WatchPage.lines(of: state(other), width: 80)[0]
        #expect(nobody.text == "10.0.0.20 is held by nobody")
        #expect(nobody.tone == .bad)
    }

    /// What is left of a certificate, and how the page says it.
    struct Remainder: CustomTestStringConvertible, Sendable {
        let left: Int64?
        let text: String
        let isBad: Bool
        var testDescription: String { text }
    }

    @Test(
        "the days of a certificate stand out when they are few",
        arguments: [
            Remainder(left: 90 * 86_400 + 5, text: "certificate 90 days", isBad: false),
            Remainder(left: 86_400, text: "certificate 1 day", isBad: true),
            Remainder(left: -1, text: "the certificate has expired", isBad: true),
            Remainder(left: nil, text: "the certificate can't be read", isBad: true),
        ]
    )
    func certificate(_ remainder: Remainder) throws {
        var balancer = try balancer()
        balancer.certificateEnd = remainder.left.map { Self.now + $0 }
        let state = state(WatchFixtures.host("lb-1", balancer, hasCertificate: true))
        let line = try #require(
            WatchPage.lines(of: state, width: 200).first { $0.text.contains("certificate") }
        )
        #expect(line.text.contains(remainder.text))
        #expect((line.tone == .bad) == remainder.isBad)
    }

    @Test("a configuration that differs from what ran last stands out")
    func drift() throws {
        let balancer = try balancer(host: "= differs /etc/p.cfg\n")
        let lines = WatchPage.lines(of: state(WatchFixtures.host("lb-1", balancer)), width: 200)
        let text = "  the configuration file differs from what ran last"
        #expect(lines.contains(WatchPage.Line(text: text, tone: .bad)))
    }

    @Test("no line is wider than the screen, and nothing in it is for the terminal to obey")
    func width() throws {
        var host = WatchFixtures.host("lb-1", try balancer())
        host.name = "lb\u{1B}[2J\u{9B}1"
        for width in [0, 1, 7, 40] {
            for line in WatchPage.lines(of: state(host), width: width) {
                #expect(line.text.count <= width)
                #expect(!line.text.unicodeScalars.contains { $0.value < 0x20 || $0 == "\u{9B}" })
            }
        }
    }

    @Test("the record has the same, and null where nothing is known")
    func record() throws {
        var balancer = try balancer()
        balancer.rates = nil
        let record = state(WatchFixtures.host("lb-1", balancer)).record.json()
        #expect(record.contains(#""held_by":["lb-1"]"#), "\(record)")
        #expect(record.contains(#""requests_per_second":null,"errors_per_second":null"#))
        #expect(record.contains(#""configuration":"same""#))
        #expect(record.contains(#""check":"L7OK/200 in 3 ms""#))
    }

    @Test(
        "figures are short",
        arguments: [(0, "0s"), (59, "59s"), (3600, "1h0m"), (90_000, "1d1h")]
    )
    func ages(_ seconds: Int, _ text: String) {
        #expect(WatchFigures.age(seconds) == text)
    }
}
