import Testing

@testable import Watching

@Suite("the page of a watch in a browser")
struct WatchDocumentTests {
    private func balancer(
        _ findings: String = "= addresses\n2: eth0 inet 10.0.0.20/24\n= same /etc/p.cfg\n"
    ) throws -> BalancerState {
        let earlier = WatchFixtures.look(WatchFixtures.replies(requests: 100))
        let replies = WatchFixtures.replies(requests: 140, errors: 3, uptime: 7384, host: findings)
        let later = try #require(WatchFixtures.look(replies))
        return BalancerState(later, after: earlier, in: .seconds(2))
    }

    private func html(
        _ hosts: WatchState.Host...,
        every pause: Duration = .seconds(2),
        masked: @escaping @Sendable (String) -> String = { $0 }
    ) -> String {
        let state = WatchState(seconds: 1_000_000_000, hosts: hosts)
        return WatchDocument(state, every: pause, masked: masked).html
    }

    @Test("it shows what the terminal shows, in the same words")
    func whole() throws {
        let silent = WatchState.Host(
            name: "lb-2",
            addresses: ["10.0.0.20"],
            knowledge: .silent("timed out", seconds: 65)
        )
        let page = html(WatchFixtures.host("lb-1", try balancer()), silent)
        for text in [
            "<title>(!) Balancers</title>", "at 2001-09-09 01:46:40 UTC",
            "10.0.0.20 is held by lb-1 (unknown of lb-2)", "<h2>lb-1</h2>", ">HAProxy 2.6.12<",
            ">up 2h3m<", ">20.0 req/s<", ">1.5 err/s<", ">5 sessions<", ">file as proven<",
            #"<tr class="pool"><th scope="row">api</th>"#,
            #"<tr class="server"><th scope="row">a</th><td data-column="status">UP 1/2</td>"#,
            ">L7OK/200 in 3 ms<", #"<tr class="server bad"><th scope="row">b</th>"#,
            #"<p class="bad">does not answer for 1m5s: timed out</p>"#,
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test("it loads nothing, runs nothing, and is asked for again after the pause")
    func selfContained() throws {
        let page = html(WatchFixtures.host("lb-1", try balancer()), every: .milliseconds(2500))
        for word in ["<script", "<link", "<img", "<iframe", " src=", "url(", "@import", " onload"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("http-equiv=\"refresh\" content=\"3\""))
    }

    @Test("while a host has not answered yet the next page comes after a second")
    func asked() {
        let page = html(
            WatchState.Host(name: "lb-1", knowledge: .asked),
            every: .seconds(30)
        )
        #expect(page.contains(#"<p class="plain">has not answered yet</p>"#))
        #expect(page.contains("http-equiv=\"refresh\" content=\"1\""))
        #expect(page.contains("<title>Balancers</title>"))
        #expect(html().contains("No host has a proxy that answers."))
    }

    @Test("texts of hosts are shown, not obeyed, and secrets are masked before they are escaped")
    func escaped() throws {
        let markup = "<script>alert(1)</script>"
        var state = try balancer()
        state.engine = markup
        state.pools[0].name = markup
        state.pools[0].servers[0].check = "L7RSP: \(markup) a&b"
        var host = WatchFixtures.host(markup, state)
        host.addresses = [markup]
        let other = WatchState.Host(name: "lb-2", knowledge: .noProxy(markup))
        let page = html(host, other) { $0.replacing("a&b", with: "****") }
        #expect(!page.contains("<script"))
        #expect(page.contains("L7RSP: &lt;script&gt;alert(1)&lt;/script&gt; ****"))
        #expect(!page.contains("a&amp;b"))
    }

    @Test("what stands out on the terminal stands out here")
    func bad() throws {
        let page = html(WatchFixtures.host("lb-1", try balancer("= differs /etc/p.cfg\n")))
        let warning = "the configuration file differs from what ran last"
        #expect(page.contains("<p class=\"bad\">\(warning)</p>"))
        let nobody = #"<li class="bad">10.0.0.20 is held by nobody"#
        #expect(page.contains(nobody))
    }
}
