import Diagnostics
import HealthChecking
import ProxyConfiguration
import Testing

@Suite("rules on messages, as they are read")
struct MessageRuleTests {
    private func outcome(_ line: String, files: [String: [UInt8]] = [:]) -> String {
        let text = """
            frontend web
                mode http
                timeout client 1s
                bind :80
                \(line)

            """
        let environment = ConfigurationEnvironment(
            variable: { _ in nil },
            readFile: { path in
                files[path].map { .bytes($0) } ?? .unreadable("no such file or directory")
            }
        )
        do {
            let (_, warnings) = try ProxyConfigurationReader(environment: environment)
                .read([SourceText(name: "proxy.cfg", text: text)])
            return warnings.first?.rendered().split(separator: "\n").first.map(String.init)
                ?? "fine"
        } catch {
            return "\(error)".split(separator: "\n").first.map(String.init) ?? ""
        }
    }

    @Test(
        "a rule on how a body ends is taken with a warning, an interim status refused",
        arguments: [
            (
                "http-request del-header Content-Length",
                "proxy.cfg:5:29: warning: 'http-request del-header Content-Length' has no effect"
            ),
            (
                "http-response set-header transfer-encoding x",
                "proxy.cfg:5:30: warning: 'http-response set-header transfer-encoding' has no effect"
            ),
            ("http-response set-status 101", "proxy.cfg:5:30: error: 101 is out of range"),
            ("http-response del-header Server", "fine"),
        ]
    )
    func framing(line: String, first: String) {
        #expect(outcome(line) == first)
    }

    @Test("a mark that combines with a quote or a hash does not hide it")
    func combiningMarks() {
        #expect(outcome("#\u{301} a comment") == "fine")
        #expect(outcome("acl a path \"x\"\u{301}") == "fine")
    }

    @Test("patterns of a file may end in CR LF, and are UTF-8")
    func patternFiles() throws {
        let line = "http-request deny if { path -f /paths }"
        #expect(outcome(line, files: ["/paths": Array("# all\r\n/a\r\n\r\n/b\r\n".utf8)]) == "fine")
        let latin = outcome(line, files: ["/paths": [0x2F, 0xE9]])
        #expect(latin.hasSuffix("error: the pattern file '/paths' holds bytes that are no UTF-8"))
    }

    @Test(
        "'http-check send' begins anew over a request in defaults, and goes on from one beside it"
    )
    func checkRequests() throws {
        func check(_ defaults: String, _ backend: String) throws -> String {
            let (configuration, _) = try read(
                """
                defaults
                    mode http
                    timeout connect 1s
                    timeout server 1s
                    \(defaults)
                backend b
                    \(backend)
                    server a 10.0.0.1:80 check
                """
            )
            let settings = try #require(configuration.backend(named: "b"))
            for step in settings.check.steps {
                guard case .request(let request) = step.action else { continue }
                let uri = request.uri.map { text -> String in
                    guard case .literal(let bytes)? = text.parts.first else { return "" }
                    return String(decoding: bytes, as: UTF8.self)
                }
                return "\(request.method ?? "OPTIONS") \(uri ?? "/")"
            }
            return "none"
        }
        #expect(try check("option httpchk GET /a", "http-check send hdr Host x") == "OPTIONS /")
        #expect(try check("option httpchk GET /a", "http-check expect status 200") == "none")
        #expect(
            try check("retries 2", "option httpchk GET /a\n    http-check send uri /b") == "GET /b"
        )
    }
}
