import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// Queues under traffic: what a client sees when servers are full.
@Suite("queues under traffic", .serialized)
struct QueueTests {
    private func get(_ port: UInt16, cookie: String? = nil) throws -> Int {
        var headers: HTTPHeaders = ["Host": "x"]
        if let cookie { headers.add("Cookie", cookie) }
        return try TestClient.fetch(port: port, headers: headers)?.status ?? 0
    }

    @Test(
        "clients that give up waiting take nothing from those who come after them",
        arguments: [1, 2]
    )
    func manyWaiting(threads: Int) throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(4), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend be
            backend be
                cookie SRV insert indirect nocache
                timeout queue 150ms
                retries 0
                server s1 127.0.0.1:\(origin.port) maxconn 1 cookie s1
            """,
            global: "nbthread \(threads)"
        ) { port, _ in
            let good = Atomic<Int>(0)
            let others = Atomic<Int>(0)
            let clients = try (0..<40).map { _ in
                try Thread.start(name: "client") {
                    for _ in 0..<12 {
                        let status = (try? get(port, cookie: "SRV=s1")) ?? 0
                        if status == 200 { good.add(1, ordering: .relaxed) }
                        if status != 200 && status != 503 { others.add(1, ordering: .relaxed) }
                    }
                }
            }
            for client in clients { client.join() }
            #expect(good.load(ordering: .relaxed) > 0)
            #expect(others.load(ordering: .relaxed) == 0)
            // Nobody is there any more: a place that was lost would be missed now.
            for _ in 0..<10 { #expect(try get(port, cookie: "SRV=s1") == 200) }
        }
    }

    @Test("a reload forgets nobody who waits")
    func reload() throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.milliseconds(700), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        func sections(_ more: String) -> String {
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend be
            backend be
                timeout queue 5s
                \(more)
                server s1 127.0.0.1:\(origin.port) maxconn 1
            """
        }
        try withConfiguredProxy(sections("balance roundrobin")) { port, proxy in
            let clients = try (0..<3).map { _ in try TestClient(port: port) }
            func ask(_ index: Int) throws {
                try clients[index].send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            }
            try ask(0)
            while origin.requests.isEmpty { MonotonicClock.sleep(for: .milliseconds(5)) }
            try ask(1)
            let changed = configurationText(sections("balance leastconn"), port: port)
            try FileSystem.writeAtomically(changed, to: proxy.configurationPath)
            try proxy.process.send(.user2)
            #expect(proxy.line(containing: "generation 2") != nil)
            try ask(2)
            for client in clients { #expect(try client.readResponse()?.status == 200) }
        }
    }

    @Test(
        "a server, or its backend, that one reload takes away and the next brings back counts on",
        arguments: ["server", "backend"]
    )
    func returning(_ what: String) throws {
        let origin = try TestOrigin { _ in
            .respondAfter(.seconds(2), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        func sections(_ name: String) -> String {
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                default_backend \(what == "backend" ? name : "be")
            backend \(what == "backend" ? name : "be")
                timeout queue 10s
                timeout server 10s
                server \(what == "backend" ? "s" : name) 127.0.0.1:\(origin.port) maxconn 1
            """
        }
        try withConfiguredProxy(sections("s1")) { port, proxy in
            let clients = try (0..<2).map { _ in try TestClient(port: port) }
            let request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
            try clients[0].send(request)
            while origin.requests.isEmpty { MonotonicClock.sleep(for: .milliseconds(5)) }
            for (number, name) in [(2, "s2"), (3, "s1")] {
                let changed = configurationText(sections(name), port: port)
                try FileSystem.writeAtomically(changed, to: proxy.configurationPath)
                try proxy.process.send(.user2)
                #expect(proxy.line(containing: "generation \(number)") != nil)
            }
            try clients[1].send(request)
            MonotonicClock.sleep(for: .milliseconds(300))
            #expect(origin.requests.count == 1, "the second request waits")
            for client in clients { #expect(try client.readResponse()?.status == 200) }
        }
    }
}
