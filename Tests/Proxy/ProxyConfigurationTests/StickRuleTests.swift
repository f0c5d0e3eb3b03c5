import Testing

@testable import ProxyConfiguration

@Suite("stick rules are read")
struct StickRuleTests {
    private func backend(_ mode: String, _ rule: String) -> String {
        """
        backend pool
            mode \(mode)
            timeout connect 1s
            timeout server 1s
            stick-table type string size 10
            stick \(rule)
            server one 127.0.0.1:80
        """
    }

    @Test("what nothing would be done with is refused: something of a response of mode tcp")
    func responseOfTCP() {
        let rule = "store-response res.payload(0,4)"
        #expect(
            outcome(of: backend("tcp", rule)).hasPrefix(
                "proxy.cfg:6:26: error: 'stick store-response' in mode tcp is not supported by "
                    + "switchyard-proxy"
            ),
            "\(outcome(of: backend("tcp", rule)))"
        )
        #expect(outcome(of: backend("http", "store-response res.hdr(x)")) == "valid")
        #expect(outcome(of: backend("tcp", "on src")) == "valid")
    }
}
