import Cryptography
import HTTPWire
import LinuxSystem
import Synchronization
import TestSupport
import Testing

@testable import Drilling

@Suite("kinds of traffic")
struct TrafficTests {
    private static let ok = "HTTP/1.1 200 OK\r\nX-Backend: a\r\nContent-Length: 0\r\n\r\n"

    private func traffic(
        _ url: String,
        port: UInt16,
        rate: Double = 50,
        clients: Int = 4
    ) throws -> LoadTraffic {
        LoadTraffic(
            target: try #require(LoadTarget(url: url)),
            address: .loopback(port: port),
            rate: rate,
            clientCount: clients,
            timeout: .seconds(10)
        )
    }

    /// Runs a load until it holds something, ten seconds at most.
    private func run(
        _ traffic: LoadTraffic,
        until holds: (TrafficMeasures) -> Bool
    ) throws -> TrafficMeasures {
        let load = try LoadMix([traffic])
        while load.elapsed < .seconds(10), !load.measures.traffic.allSatisfy(holds) {
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        return try #require(load.stop().traffic.first)
    }

    @Test("a POST whose connection closes without an answer is lost, and is not asked twice")
    func lostPost() throws {
        let origin = try TestOrigin { $0.method == "POST" ? .close : .respond(Self.ok) }
        defer { origin.stop() }
        var orders = try traffic("http://127.0.0.1/", port: origin.port)
        orders.method = "POST"
        orders.body = Array("order".utf8)
        orders.isIdempotent = false
        let felt = try run(orders) { $0.load.sentCount >= 10 }
        #expect(felt.load.lostCount == felt.load.sentCount)
        #expect(felt.load.unknownCount == felt.load.sentCount)
        #expect(origin.requests.count == felt.load.sentCount)
        #expect(origin.requests.allSatisfy { $0.body == Array("order".utf8) })
    }

    @Test("a GET that finds its kept connection closed is asked again and no failure")
    func staleGet() throws {
        // Every other request of a connection is not answered.
        let counts = Mutex<[Int: Int]>([:])
        let origin = try TestOrigin { request in
            let count = counts.withLock { counts in
                counts[request.connection, default: 0] += 1
                return counts[request.connection] ?? 0
            }
            return count > 1 ? .close : .respond(Self.ok)
        }
        defer { origin.stop() }
        let pages = try traffic("http://127.0.0.1/", port: origin.port)
        let felt = try run(pages) { $0.load.sentCount >= 20 }
        #expect(felt.load.failedCount == 0)
        #expect(origin.requests.count > felt.load.sentCount)
    }

    @Test("a request that no byte of left has failed, and nothing of it is unknown")
    func refused() throws {
        let pages = try traffic("http://127.0.0.1/", port: try freePort())
        let felt = try run(pages) { $0.load.sentCount >= 5 }
        #expect(felt.load.failedCount == felt.load.sentCount)
        #expect(felt.load.unknownCount == 0)
        #expect(felt.load.failures.map(\.reason) == ["connection refused"])
    }

    @Test("a patient client asks again until it is answered, be it refused, cut off or left alone")
    func patience() throws {
        let count = Mutex(0)
        let origin = try TestOrigin { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            switch number {
            case 1: return .respondAfter(.seconds(2), Self.ok)
            case 2: return .close
            default: return .respond(Self.ok)
            }
        }
        defer { origin.stop() }
        var pages = try traffic("http://127.0.0.1/", port: origin.port, rate: 1, clients: 1)
        pages.retryTime = .milliseconds(200)
        let felt = try run(pages) { $0.load.sentCount >= 1 }
        #expect(felt.load.failedCount == 0)
        #expect(felt.load.unknownCount == 0)
        #expect(origin.requests.count >= 3)
        // All of it counts: the time that was waited in vain, and the pauses.
        #expect(try #require(felt.load.slowest) > .milliseconds(400))
        var refused = try traffic("http://127.0.0.1/", port: try freePort(), rate: 1, clients: 1)
        refused.retryTime = .milliseconds(50)
        refused.timeout = .milliseconds(500)
        let nothing = try run(refused) { $0.load.sentCount >= 1 }
        #expect(nothing.load.failedCount == nothing.load.sentCount)
    }

    @Test("fresh connections are one for each request, kept ones are few")
    func connections() throws {
        let origin = try TestOrigin { _ in .respond(Self.ok) }
        defer { origin.stop() }
        var fresh = try traffic("http://127.0.0.1/", port: origin.port)
        fresh.keepsConnections = false
        let felt = try run(fresh) { $0.load.sentCount >= 20 }
        #expect(origin.connectionCount == felt.load.sentCount)
        let before = origin.connectionCount
        _ = try run(try traffic("http://127.0.0.1/", port: origin.port)) { $0.load.sentCount >= 20 }
        #expect(origin.connectionCount - before <= 4)
    }

    @Test("a download is read at its rate, and its body kept nowhere")
    func download() throws {
        let body = [UInt8](repeating: 65, count: 200_000)
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n"
        let origin = try TestOrigin { _ in .respondBytes(Array(head.utf8) + body, closes: false) }
        defer { origin.stop() }
        var film = try traffic("http://127.0.0.1/", port: origin.port, rate: 1, clients: 2)
        film.readRate = 400_000
        let felt = try run(film) { $0.begunCount > 0 }
        #expect(felt.load.failedCount == 0)
        #expect(try #require(felt.load.slowest) > .milliseconds(300))
    }

    @Test("a session that another server answers has moved, a stateless one has not")
    func sticky() throws {
        let count = Mutex(0)
        let origin = try TestOrigin { _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            let server = number < 10 ? "a" : "b"
            return .respond(
                "HTTP/1.1 200 OK\r\nX-Backend: \(server)\r\nSet-Cookie: srv=\(server)\r\n"
                    + "Content-Length: 0\r\n\r\n"
            )
        }
        defer { origin.stop() }
        var pages = try traffic("http://127.0.0.1/", port: origin.port, clients: 1)
        pages.isSticky = true
        let felt = try run(pages) { $0.load.sentCount >= 15 }
        #expect(felt.moves.map(\.from) == ["a"])
        #expect(felt.moves.map(\.to) == ["b"])
        #expect(origin.requests.dropFirst().first?.headers["Cookie"] == "srv=a")
        var measures = DrillMeasures(load: felt.load, traffic: [felt])
        measures.noteNeedlessMoves(victims: ["b"])
        #expect(measures.traffic[0].needlessMoves.count == 1)
        measures.noteNeedlessMoves(victims: ["a"])
        #expect(measures.traffic[0].needlessMoves.isEmpty)
    }

    @Test("the messages of WebSockets are echoed, and one that is closed is opened again")
    func webSocket() throws {
        let origin = try TestOrigin { request in
            let key = request.headers["Sec-WebSocket-Key"] ?? ""
            let head =
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nX-Backend: a\r\n"
                + "Sec-WebSocket-Accept: \(WebSocketHandshake.accept(key: key))\r\n\r\n"
            // The first one is closed at once, without a word.
            return request.connection == 1 ? .respondAndClose(head) : .echo(head)
        }
        defer { origin.stop() }
        var chat = try traffic("ws://127.0.0.1/chat", port: origin.port, clients: 2)
        chat.isIdempotent = false
        let felt = try run(chat) { $0.closures.first?.reopened != nil && $0.load.sentCount >= 20 }
        #expect(felt.closures.count == 1)
        #expect(felt.closures.first?.server == "a")
        #expect(felt.longestReopening != nil)
        #expect(felt.load.answers.map(\.server) == ["a"])
        #expect(felt.load.failedCount == felt.load.lostCount)
        #expect(felt.exchangeCount == 3)
    }

    @Test("a WebSocket that is refused fails its messages with the reason")
    func noWebSocket() throws {
        let origin = try TestOrigin { _ in .respond(Self.ok) }
        defer { origin.stop() }
        var chat = try traffic("ws://127.0.0.1/chat", port: origin.port, clients: 1)
        chat.timeout = .milliseconds(300)
        let felt = try run(chat) { $0.load.sentCount >= 3 }
        #expect(felt.load.failures.map(\.reason) == ["no WebSocket: status 200"])
        #expect(felt.load.unknownCount == 0)
    }

    @Test("TLS is spoken with the authority and the name that are told, and with no other")
    func secure() throws {
        let origin = try TestOrigin { _ in .respond(Self.ok) }
        defer { origin.stop() }
        let certificate = try TestCertificate(name: "site.test")
        try withScratchDirectory { folder in
            try FileSystem.writeAtomically(certificate.whole, to: "\(folder)/site.pem")
            let port = try freePort()
            let configuration = """
                defaults
                    mode http
                    timeout connect 5s
                    timeout client 5s
                    timeout server 5s
                listen site
                    bind 127.0.0.1:\(port) ssl crt \(folder)/site.pem
                    server a 127.0.0.1:\(origin.port)

                """
            try withProxy(configuration: configuration, waitingFor: port) { _ in
                var settings = TLSSettings()
                settings.verification = .requiredBy(
                    authoritiesPEM: Array(certificate.certificate.utf8)
                )
                var pages = try traffic("https://site.test/", port: port)
                pages.tls = try TLSContext(server: false, settings)
                pages.serverName = "site.test"
                let felt = try run(pages) { $0.load.sentCount >= 20 }
                #expect(felt.load.failures.isEmpty)
                #expect(felt.load.answers.map(\.server) == ["a"])
                pages.serverName = "other.test"
                let other = try run(pages) { $0.load.sentCount >= 3 }
                #expect(other.load.failedCount == other.load.sentCount)
                #expect(other.load.unknownCount == 0)
                #expect(other.load.failures.first?.reason.hasPrefix("TLS: ") ?? false)
            }
        }
    }

    @Test("several kinds run side by side, each with its own times")
    func mix() throws {
        let origin = try TestOrigin { _ in .respond(Self.ok) }
        defer { origin.stop() }
        var (fast, slow) = (
            try traffic("http://127.0.0.1/fast", port: origin.port, rate: 100),
            try traffic("http://127.0.0.1/slow", port: origin.port, rate: 10)
        )
        (fast.name, slow.name) = ("fast", "slow")
        let load = try LoadMix([fast, slow])
        while load.elapsed < .seconds(1) { MonotonicClock.sleep(for: .milliseconds(20)) }
        let measures = load.stop()
        #expect(measures.traffic.map(\.name) == ["fast", "slow"])
        let counts = measures.traffic.map(\.load.sentCount)
        #expect(counts[0] > counts[1])
        #expect(measures.load.sentCount == counts[0] + counts[1])
        #expect(origin.requests.count { $0.target == "/slow" } == counts[1])
    }
}
