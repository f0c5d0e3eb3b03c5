import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// What operators change while traffic runs, with reloads in between.
@Suite("changes at run time under load", .serialized)
struct RuntimeChangeTests {
    private func global(_ threads: Int = 2) -> String {
        "nbthread \(threads)\n    stats socket {{directory}}/s level admin"
    }

    private func path(_ proxy: ProxyProcess) -> String { "\(proxy.directory)/s" }

    private func reload(_ proxy: ProxyProcess, _ text: String) throws {
        let whole = text.replacing("{{directory}}", with: proxy.directory)
        try FileSystem.writeAtomically(whole, to: proxy.configurationPath)
        try proxy.process.send(.user2)
    }

    /// Clients that ask one request after another until the body returns; how many were not answered
    /// with 200, and who answered the others.
    private func underLoad(
        _ port: UInt16,
        clients count: Int = 6,
        _ body: () throws -> Void
    ) throws -> (lost: Int, servedBy: Set<String>) {
        let isOver = Atomic<Bool>(false)
        let lost = Atomic<Int>(0)
        let seen = Mutex<Set<String>>([])
        let threads = try (0..<count).map { _ in
            try Thread.start(name: "client") {
                while !isOver.load(ordering: .relaxed) {
                    guard let client = try? TestClient(port: port) else {
                        lost.add(1, ordering: .relaxed)
                        continue
                    }
                    for _ in 0..<10 {
                        try? client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                        let response = try? client.readResponse()
                        if response?.status != 200 { lost.add(1, ordering: .relaxed) }
                        seen.withLock { _ = $0.insert(response?.text ?? "nothing") }
                    }
                }
            }
        }
        let outcome = Result { try body() }
        isOver.store(true, ordering: .relaxed)
        for thread in threads { thread.join() }
        try outcome.get()
        return (lost.load(ordering: .relaxed), seen.withLock { $0 })
    }

    @Test("a server is added, serves, outlives a reload, and is taken away without a lost request")
    func dynamicServers() throws {
        let origins = try ["one", "two"].map { try TestOrigin.named($0) }
        defer { for origin in origins { origin.stop() } }
        func sections(_ more: String = "") -> String {
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend be
            backend be
                \(more)
                server s1 127.0.0.1:\(origins[0].port)
            """
        }
        try withConfiguredProxy(sections(), global: global()) { port, proxy in
            let (lost, servedBy) = try underLoad(port) {
                let added = try ask(
                    "add server be/s2 127.0.0.1:\(origins[1].port) weight 1",
                    at: path(proxy)
                )
                #expect(added == "New server registered.\n\n")
                #expect(origins[1].requests.isEmpty)
                _ = try ask("enable server be/s2", at: path(proxy))
                #expect(try eventually { origins[1].requests.count > 20 })
                let text = configurationText(
                    sections("timeout queue 9s"),
                    global: global(),
                    port: port
                )
                try reload(proxy, text)
                #expect(proxy.line(containing: "generation 2") != nil)
                let count = origins[1].requests.count
                #expect(try eventually { origins[1].requests.count > count + 20 })
                let gone = try ask(
                    "disable server be/s2;wait 10s srv-removable be/s2;del server be/s2",
                    at: path(proxy)
                )
                #expect(gone == "\nDone.\n\nServer deleted.\n")
                let last = origins[1].requests.count
                MonotonicClock.sleep(for: .milliseconds(200))
                #expect(origins[1].requests.count == last)
            }
            #expect(lost == 0)
            #expect(servedBy == ["one", "two"])
            #expect(try !ask("show servers state", at: path(proxy)).contains(" s2 "))
        }
    }

    @Test("a limit holds through reloads and changes, and nobody who waits is forgotten")
    func limits() throws {
        let running = Atomic<Int>(0)
        let most = Atomic<Int>(0)
        let origin = try TestOrigin { _ in
            let now = running.add(1, ordering: .sequentiallyConsistent).newValue
            most.max(now, ordering: .relaxed)
            MonotonicClock.sleep(for: .milliseconds(3))
            running.subtract(1, ordering: .sequentiallyConsistent)
            return .respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        let methods = ["roundrobin", "leastconn", "random", "first"]
        func sections(_ number: Int) -> String {
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend be
            backend be
                timeout queue 9s
                balance \(methods[number % methods.count])
                server s1 127.0.0.1:\(origin.port) maxconn 2
            """
        }
        try withConfiguredProxy(sections(0), global: global()) { port, proxy in
            let (lost, _) = try underLoad(port, clients: 8) {
                for number in 1...6 {
                    let text = configurationText(sections(number), global: global(), port: port)
                    try reload(proxy, text)
                    #expect(proxy.line(containing: "generation \(number + 1)") != nil)
                    let limited = "set maxconn server be/s1 1;set maxconn server be/s1 2"
                    #expect(try ask(limited, at: path(proxy)) == "\n\n")
                }
            }
            #expect(lost == 0)
            #expect(most.load(ordering: .relaxed) <= 2)
            let left = try ask("show servers conn", at: path(proxy))
            #expect(
                try eventually { try statistic("scur", of: "s1", in: "be", at: path(proxy)) == "0" }
            )
            #expect(left.contains("be/s1"))
            #expect(try statistic("qcur", of: "s1", in: "be", at: path(proxy)) == "0")
            #expect(try statistic("qcur", of: "BACKEND", in: "be", at: path(proxy)) == "0")
        }
    }

    @Test(
        "a frontend that is disabled turns clients away and keeps those it has; enabled it takes them"
    )
    func frontends() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let sections = """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend be
            backend be
                server s1 127.0.0.1:\(origin.port)
            """
        try withConfiguredProxy(sections, global: global()) { port, proxy in
            func status() throws -> String {
                try statistic("status", of: "FRONTEND", in: "fe", at: path(proxy))
            }
            let client = try TestClient(port: port)
            try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.readResponse()?.status == 200)
            for _ in 0..<3 {
                #expect(try ask("disable frontend fe", at: path(proxy)) == "\n")
                #expect(try status() == "PAUSED")
                #expect(try eventually { (try? TestClient(port: port)) == nil })
                try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try client.readResponse()?.status == 200)
                #expect(try ask("enable frontend fe", at: path(proxy)) == "\n")
                #expect(try status() == "OPEN")
                #expect(try TestClient.fetch(port: port)?.text == "one")
            }
            #expect(try ask("shutdown frontend fe", at: path(proxy)) == "\n")
            #expect(try status() == "STOP")
            #expect(try eventually { (try? TestClient(port: port)) == nil })
            // The configuration has it: a reload opens it again.
            try reload(proxy, configurationText(sections, global: global(), port: port))
            #expect(proxy.line(containing: "generation 2") != nil)
            #expect(try eventually { (try? TestClient.fetch(port: port))??.text == "one" })
        }
    }

    @Test("limits of connections can be set, and clients above them wait until there is room")
    func connectionLimits() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let sections = """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend be
            backend be
                server s1 127.0.0.1:\(origin.port)
            """
        try withConfiguredProxy(sections, global: global()) { port, proxy in
            #expect(try ask("set maxconn frontend fe 1", at: path(proxy)) == "\n")
            func firstAndSecond(_ widen: String) throws {
                let first = try TestClient(port: port)
                try first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try first.readResponse()?.status == 200)
                let second = try TestClient(port: port)
                try second.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(second.read(within: .milliseconds(300)) == nil)
                #expect(try ask(widen, at: path(proxy)) == "\n")
                #expect(try second.readResponse()?.status == 200)
            }
            try firstAndSecond("set maxconn frontend fe 100")
            #expect(
                try eventually {
                    try statistic("scur", of: "FRONTEND", in: "fe", at: path(proxy)) == "0"
                }
            )
            #expect(try ask("set maxconn global 1", at: path(proxy)) == "\n")
            #expect(try ask("show info", at: path(proxy)).contains("\nMaxconn: 1\n"))
            try firstAndSecond("set maxconn global 0")
        }
    }

    @Test("what all threads count adds up, and lives on over a reload")
    func counters() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        func sections(_ more: String = "") -> String {
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend be
            backend be
                \(more)
                server s1 127.0.0.1:\(origin.port)
            """
        }
        try withConfiguredProxy(sections(), global: global(4)) { port, proxy in
            let before = origin.requests.count
            // A connection that says nothing counts for the frontend, as with HAProxy, when it ends: the one that asked
            // whether the proxy is there.
            let frontend = {
                try statistic("req_tot", of: "FRONTEND", in: "fe", at: self.path(proxy))
            }
            #expect(try eventually { try frontend() != "0" })
            let silent = try frontend()
            let (lost, _) = try underLoad(port) {
                for number in 1...3 {
                    let more = "timeout queue \(number)s"
                    let text = configurationText(sections(more), global: global(4), port: port)
                    try reload(proxy, text)
                    #expect(proxy.line(containing: "generation \(number + 1)") != nil)
                }
            }
            #expect(lost == 0)
            let count = "\(origin.requests.count - before)"
            for (name, kind) in [("fe", "FRONTEND"), ("be", "BACKEND"), ("be", "s1")] {
                #expect(
                    try eventually {
                        try statistic("hrsp_2xx", of: kind, in: name, at: path(proxy)) == count
                    }
                )
                let told = try statistic("req_tot", of: kind, in: name, at: path(proxy))
                let others = kind == "FRONTEND" ? Int(silent) ?? 0 : 0
                #expect(Int(told) == Int(count).map { $0 + others }, "\(kind) of \(name)")
            }
            let activity = try ask("show activity", at: path(proxy)).split(separator: "\n")
            #expect(activity.contains { $0.hasPrefix("requests: \(count) [ ") })
        }
    }
}
