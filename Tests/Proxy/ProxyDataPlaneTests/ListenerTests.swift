import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Listeners that stop taking connections, and go on.
@Suite("listeners", .serialized)
struct ListenerTests {
    private let answer = """
        listen pool
            bind 127.0.0.1:{{port}}
            http-request return status 200 content-type text/plain string ok
        """

    /// Every one of many new connections is answered, whichever thread it falls to.
    private func expectAnswers(_ port: UInt16) throws {
        for _ in 0..<24 { #expect(try TestClient.fetch(port: port)?.text == "ok") }
    }

    @Test("after a burst above 'maxconn' no thread leaves connections waiting")
    func connectionLimit() throws {
        try withConfiguredProxy(answer, global: "nbthread 2\n    maxconn 4") { port, _ in
            for _ in 0..<3 {
                var burst = try (0..<24).map { _ in try TestClient(port: port) }
                for client in burst { try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
                // Only some are taken; the others wait in the kernel until these have gone.
                var answered = 0
                while answered < 24 {
                    let before = burst.count
                    burst.removeAll { client in
                        (try? client.readResponse(within: .milliseconds(100))) != nil
                    }
                    answered += before - burst.count
                    #expect(before > burst.count, "nobody was answered")
                    if before == burst.count { return }
                }
                try expectAnswers(port)
            }
        }
    }

    @Test("after a time without descriptors no thread leaves connections waiting")
    func descriptorLimit() throws {
        try withConfiguredProxy(answer, global: "nbthread 2") { port, proxy in
            let used = try FileSystem.entries(of: "/proc/\(proxy.process.id)/fd").count
            let limited = try Subprocess.run([
                "prlimit", "--pid", String(proxy.process.id), "--nofile=\(used + 4):",
            ])
            #expect(limited.ending.isSuccess, "\(limited.errorText)")
            var burst = try (0..<24).map { _ in try TestClient(port: port) }
            for client in burst { try client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n") }
            MonotonicClock.sleep(for: .milliseconds(300))
            burst = []
            try expectAnswers(port)
        }
    }
}
