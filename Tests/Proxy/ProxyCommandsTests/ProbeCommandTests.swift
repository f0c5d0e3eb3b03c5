import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// What `switchyard-proxy probe` says of proxies that serve, and of those that do not.
@Suite("probe")
struct ProbeCommandTests {
    /// The engines that a canary can be sent through on this machine.
    private static let engines = ProxyEngine.allCases.filter(\.isInstalled)

    /// Runs a proxy before one server, which may be a port that nobody has.
    private func withProbedProxy(
        _ engine: ProxyEngine,
        server: UInt16,
        _ body: (ProxyProcess, UInt16) throws -> Void
    ) throws {
        let port = try freePort()
        let configuration = """
            global
                stats socket {{directory}}/admin.sock mode 600 level admin
            defaults
                mode http
                retries 1
                timeout connect 1s
                timeout client 10s
                timeout server 10s
            frontend public
                bind 127.0.0.1:\(port)
                bind {{directory}}/traffic.sock mode 600
                monitor-uri /alive
                default_backend pool
            backend pool
                server one 127.0.0.1:\(server)

            """
        try withProxy(engine, configuration: configuration, waitingFor: port) { proxy in
            try body(proxy, port)
        }
    }

    @Test("an answer from a server is good, over TCP and over a unix socket", arguments: engines)
    func answers(engine: ProxyEngine) throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withProbedProxy(engine, server: origin.port) { proxy, port in
            let named = ["--header", "x-served-by", "-t", "5s"]
            let run = try probe(
                ["http://127.0.0.1:\(port)/health?deep=1", "--host", "api"] + named
            )
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.hasPrefix("good: status 200 from one in "))
            #expect(run.output.split(separator: "\n").count == 1)
            #expect(origin.requests.last?.target == "/health?deep=1")
            #expect(origin.requests.last?.headers["Host"] == "api")
            let socket = ["http://proxy/", "--unix", "\(proxy.directory)/traffic.sock"]
            #expect(try probe(socket + named).status == 0)
        }
    }

    @Test("what the proxy says itself is not an answer from a server", arguments: engines)
    func ownAnswers(engine: ProxyEngine) throws {
        try withProbedProxy(engine, server: freePort()) { _, port in
            let url = "http://127.0.0.1:\(port)"
            let run = try probe([url, "-t", "5s"])
            #expect(run.status == 1)
            #expect(run.output == "bad: status 503, not 200\n")
            #expect(try probe([url, "-t", "5s", "--status", "200,500-599"]).status == 0)
            // The proxy alone: it needs no server to be alive.
            #expect(try probe(["\(url)/alive", "-t", "5s"]).status == 0)
            let canary = try probe(["\(url)/alive", "-t", "5s", "--header", "X-Served-By"])
            #expect(canary.status == 1)
            #expect(
                canary.output == "bad: status 200 without the header 'X-Served-By': "
                    + "no server behind the proxy gave it\n"
            )
        }
    }

    @Test("a proxy that hangs, has no descriptors left, or is gone is none", arguments: engines)
    func hanging(engine: ProxyEngine) throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withProbedProxy(engine, server: origin.port) { proxy, port in
            let words = ["http://127.0.0.1:\(port)/", "--timeout", "300ms"]
            #expect(try probe(["http://127.0.0.1:\(port)/", "-t", "5s"]).status == 0)
            try proxy.process.send(.stop)
            let hung = try probe(words)
            try proxy.process.send(.continue)
            #expect(hung.status == 1)
            #expect(hung.output == "bad: no answer within 300 ms\n")

            // No number is left below the limit; one that was about to be closed may become free.
            let process = String(proxy.process.id)
            var starved: ProgramRun?
            for _ in 0..<20 where starved?.status != 1 {
                let used = try FileSystem.entries(of: "/proc/\(process)/fd").compactMap { Int($0) }
                let free = (0...).first { !used.contains($0) } ?? 0
                let limit = try ProgramRun(["prlimit", "--pid", process, "--nofile=\(free)"])
                #expect(limit.status == 0, "\(limit.output)")
                starved = try probe(words)
            }
            #expect(starved?.status == 1, "\(starved?.output ?? "")")

            try proxy.process.send(.kill)
            _ = try proxy.ending()
            let gone = try probe(words)
            #expect(gone.status == 1)
            #expect(gone.output == "bad: connect 127.0.0.1:\(port): connection refused\n")
        }
    }

    @Test("the deadline counts for all of an answer", arguments: engines)
    func slow(engine: ProxyEngine) throws {
        // The origin writes to clients that are gone.
        Signal.brokenPipe.ignore()
        let text = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
        let origin = try TestOrigin { request in
            request.target == "/half"
                ? .echo(text + "o")
                : .respondAfter(.seconds(2), text + "ok")
        }
        defer { origin.stop() }
        try withProbedProxy(engine, server: origin.port) { _, port in
            let url = "http://127.0.0.1:\(port)"
            let none = try probe(["\(url)/", "-t", "300ms"])
            #expect(none.status == 1)
            #expect(none.output == "bad: no answer within 300 ms\n")
            let half = try probe(["\(url)/half", "-t", "300ms"])
            #expect(half.status == 1)
            #expect(half.output == "bad: no end of the answer within 300 ms\n")
        }
    }

    @Test("a failure that the peer shares does not count")
    func peer() throws {
        let dead = try freePort()
        let origin = try TestOrigin.named("one")
        let url = "http://127.0.0.1:\(dead)/"
        let better = "http://127.0.0.1:\(origin.port)/"
        #expect(try probe([url, "--peer", better, "-t", "5s"]).status == 1)
        origin.stop()
        let shared = try probe([url, "--peer", better, "-t", "5s"])
        #expect(shared.status == 0)
        #expect(shared.output.hasPrefix("good: does not count: connect 127.0.0.1:\(dead): "))
    }

    @Test("what is no HTTP, or ends too early, is said so")
    func broken() throws {
        let origin = try ScriptedOrigin { client, number in
            _ = client.readHead()
            if number == 1 { try client.send("SSH-2.0-OpenSSH\r\n") }
        }
        defer { origin.stop() }
        let url = "http://127.0.0.1:\(origin.port)/"
        #expect(try probe([url]).output == "bad: what came back is no HTTP/1 response\n")
        #expect(try probe([url]).output == "bad: the connection ended: no answer\n")
        let lost = try probe(["http://name.invalid/", "-t", "20s"])
        #expect(lost.status == 1)
        #expect(lost.output.hasPrefix("bad: resolve name.invalid: "))
    }

    @Test("a standing probe keeps its verdict in a file", arguments: engines)
    func standing(engine: ProxyEngine) throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withProbedProxy(engine, server: origin.port) { proxy, port in
            let file = "\(proxy.directory)/verdict"
            let watch = try Subprocess.start(
                [
                    builtProgram("switchyard-proxy"), "probe", "http://127.0.0.1:\(port)/alive",
                    "--every", "20ms", "--timeout", "400ms", "--file", file, "--rise", "2",
                ],
                output: .none,
                error: .none
            )
            defer {
                try? watch.send(.kill)
                _ = try? watch.wait()
            }
            #expect(becomes("0\n", file))
            try proxy.process.send(.stop)
            #expect(becomes("1\n", file))
            try proxy.process.send(.continue)
            #expect(becomes("0\n", file))
        }
    }

    private func becomes(_ text: String, _ file: String) -> Bool {
        let deadline = MonotonicClock.now + .seconds(20)
        while MonotonicClock.now < deadline {
            if (try? FileSystem.readText(file)) == text { return true }
            MonotonicClock.sleep(for: .milliseconds(10))
        }
        return false
    }
}

/// Runs `switchyard-proxy probe` to its end.
func probe(_ words: [String]) throws -> ProgramRun {
    try ProgramRun([builtProgram("switchyard-proxy"), "probe"] + words)
}
