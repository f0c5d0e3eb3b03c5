import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Which lines of a log go to which targets, and who they say has sent them.
@Suite(
    "targets of logs against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyLogTargetDifferentialTests {
    @Test(
        "'sample' sends some lines of a row",
        arguments: ["1:3", "2,4-5:6", "1-2:2", "3:3", "1,3,5:7"]
    )
    func sampling(_ ranges: String) throws {
        let (ours, theirs) = try throughBoth(
            """
            frontend web
                bind 127.0.0.1:{{port}}
                no log
                log-format "line %HP"
                log stdout format raw sample \(ranges) local0
                log stdout format short local1
                http-request return status 200
            """
        ) { port, proxy -> [String] in
            let client = try TestClient(port: port)
            for number in 1...15 {
                try client.send("GET /\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try client.readResponse()
            }
            // The second target gets all, and the last of them when everything before is there.
            for _ in 0..<200 where !proxy.output.contains(where: { $0.hasSuffix(">line /15") }) {
                MonotonicClock.sleep(for: .milliseconds(20))
            }
            let lines = Set(proxy.output)
            return (1...15).map(String.init).filter { lines.contains("line /\($0)") }
        }
        #expect(ours == theirs)
        #expect(!ours.isEmpty && ours.count < 15 || ranges == "1-2:2")
    }

    @Test(
        "ranges that make no sense are refused",
        arguments: ["1", "1:0", "4:3", "0:3", "1-:3", "2-1:3", "1-3,2:4", ":3", "a:3"]
    )
    func refusals(_ ranges: String) throws {
        let text = """
            frontend web
                mode http
                bind :80
                timeout client 1s
                log stdout format raw sample \(ranges) local0

            """
        try withScratchDirectory { directory in
            try write(["proxy.cfg": text], below: directory)
            let verdicts = try [ProxyEngine.switchyard, .haproxy].map { engine in
                try CommandRun.of([engine.path, "-c", "-f", "\(directory)/proxy.cfg"]).status == 0
            }
            #expect(verdicts == [false, false])
        }
    }

    @Test(
        "the sender's name stands where the format has one",
        arguments: [
            "format rfc3164 ", "format rfc5424 ", "format local ", "format raw ", "format iso ",
        ]
    )
    func names(_ format: String) throws {
        let (ours, theirs) = try throughBoth(
            """
            frontend web
                bind 127.0.0.1:{{port}}
                no log
                log-tag web
                log-format "line"
                log stdout \(format)local0
                http-request return status 200
            """,
            global: "nbthread 1\n    log-send-hostname balancer.example"
        ) { port, proxy -> Bool in
            _ = try TestClient.fetch("/", port: port)
            return proxy.line(containing: "line")?.contains(" balancer.example ") ?? false
        }
        #expect(ours == theirs)
    }
}
