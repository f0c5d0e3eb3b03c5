import TestSupport
import Testing

/// What a configuration is warned about, line by line.
@Suite(
    "warnings about configurations against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed")
)
struct ProxyWarningDifferentialTests {
    private static let frontend = "frontend f\nbind 127.0.0.1:1\ndefault_backend b\n"
    private static let backend = "backend b\nserver s 127.0.0.1:1\n"

    /// Lines of sections behind complete defaults.
    static let files = [
        frontend + backend,
        // Sides that a proxy does not have.
        frontend + "balance roundrobin\ntimeout server 3s\ncookie A insert\n" + backend,
        frontend + backend + "bind :7\nmaxconn 7\ntimeout client 3s\ndefault_backend b\n"
            + "use_backend b if TRUE\nmonitor-uri /x\n",
        frontend + backend + "option httplog\noption tcplog\n",
        frontend + "server s 127.0.0.1:1\n" + backend,
        // The order of rules.
        "frontend f\nbind 127.0.0.1:1\nuse_backend b if TRUE\nhttp-request deny if FALSE\n"
            + "redirect prefix / if FALSE\nmonitor fail if FALSE\ndefault_backend b\n" + backend,
        "frontend f\nbind 127.0.0.1:1\nredirect prefix / if FALSE\nhttp-request deny if FALSE\n"
            + "http-request allow\nhttp-request deny\nhttp-request set-header A 1\n"
            + "http-response set-header A 1\nhttp-response deny\nhttp-response set-header A 1\n"
            + "default_backend b\n" + backend,
        // Rules of another kind before, and conditions, end nothing.
        "frontend f\nbind 127.0.0.1:1\nhttp-request set-header A 1\nhttp-request deny if FALSE\n"
            + "http-request allow unless TRUE\nhttp-request set-header A 1\ndefault_backend b\n"
            + backend,
        // Defaults by name and without.
        "defaults d\nmode http\ntimeout client 1s\ntimeout connect 1s\ntimeout server 1s\n"
            + "http-request deny if FALSE\nfrontend f from d\nbind 127.0.0.1:1\ndefault_backend b\n"
            + "defaults\nmode http\ntimeout connect 1s\ntimeout server 1s\n" + backend,
        ".warning \"mind\"\n" + frontend + backend,
    ]

    /// The exit status with `-dW`, and the lines that are warned about or refused.
    private func outcome(_ text: String, _ engine: ProxyEngine) throws -> String {
        try withScratchDirectory { directory in
            try write(["warned.cfg": text], below: directory)
            let run = try CommandRun.of(
                [engine.path, "-c", "-dW", "-f", "warned.cfg"],
                directory: directory
            )
            let lines = run.lines.compactMap { line -> Int? in
                if engine == .haproxy {
                    guard line.hasPrefix("[WARNING]") || line.hasPrefix("[ALERT]"),
                        let name = line.firstRange(of: "[warned.cfg:")
                    else { return nil }
                    return Int(line[name.upperBound...].prefix { $0.isNumber })
                }
                let words = line.split(separator: ":")
                guard words.count > 3, words[0] == "warned.cfg",
                    words[3] == " warning" || words[3] == " error"
                else { return nil }
                return Int(words[1])
            }
            return "\(run.status) \(Set(lines).sorted())"
        }
    }

    @Test(
        "the same lines are warned about or refused, and '-dW' makes them fatal",
        arguments: files
    )
    func same(lines: String) throws {
        let text =
            "defaults\nmode http\ntimeout client 1s\ntimeout connect 1s\ntimeout server 1s\n"
            + lines
        #expect(try outcome(text, .switchyard) == outcome(text, .haproxy))
    }
}
