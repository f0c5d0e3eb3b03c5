import Diagnostics
import EventLoops
import ProxyConfiguration
import Testing

@testable import ProxyDataPlane

/// Places on servers and the queues for them, without any traffic.
@Suite("places and queues")
struct PlacesTests {
    private func makeRuntime(_ backend: String) throws -> ProxyRuntime {
        try ProxyRuntime(configuration(backend))
    }

    private func configuration(_ backend: String) throws -> ProxyConfiguration {
        let text = """
            global
                nbthread 1
            defaults
                mode http
                timeout connect 5s
                timeout client 5s
                timeout server 5s
            frontend fe
                bind 127.0.0.1:1
                default_backend be
            backend be
            \(backend)
            """
        return try ProxyConfigurationReader().read([SourceText(name: "proxy.cfg", text: text)]).0
    }

    private func request(
        _ number: UInt64,
        bound: ServerRuntime? = nil
    ) -> BackendRuntime.PlaceRequest {
        .init(worker: 0, token: SlotToken(rawValue: number), bound: bound)
    }

    private func numbers(_ invitations: [Invitation]) -> [UInt64] {
        invitations.map(\.guest.token.rawValue)
    }

    /// The ticket of a stream that has to wait.
    private func ticket(_ placement: BackendRuntime.Placement) throws -> UInt64 {
        guard case .waiting(_, let ticket) = placement else {
            Issue.record("it does not wait: \(placement)")
            return 0
        }
        return ticket
    }

    private func server(_ placement: BackendRuntime.Placement) -> String? {
        if case .server(let server) = placement { server.settings.name } else { nil }
    }

    @Test("a place that is given back goes to the first that waits, before anybody who comes later")
    func handing() throws {
        let runtime = try makeRuntime("    server s1 127.0.0.1:2 maxconn 1")
        let backend = try #require(runtime.generation.backend(named: "be"))
        let s1 = backend.servers[0]
        #expect(server(backend.place(request(1))) == "s1")
        let second = try ticket(backend.place(request(2, bound: s1)))
        _ = try ticket(backend.place(request(3, bound: s1)))
        #expect(numbers(backend.release(s1)) == [2])
        #expect(backend.settle(ticket: second))
        _ = try ticket(backend.place(request(4, bound: s1)))
        #expect(numbers(backend.release(s1)) == [3])
        #expect((s1.servedStreams, s1.queue.current) == (1, 1))
    }

    @Test("a stream that leaves with a place it was given passes it on")
    func leavingWithAPlace() throws {
        let runtime = try makeRuntime("    server s1 127.0.0.1:2 maxconn 1")
        let backend = try #require(runtime.generation.backend(named: "be"))
        let s1 = backend.servers[0]
        _ = backend.place(request(1))
        let second = try ticket(backend.place(request(2, bound: s1)))
        _ = try ticket(backend.place(request(3, bound: s1)))
        #expect(numbers(backend.release(s1)) == [2])
        // The second has gone before it heard of its place.
        #expect(numbers(backend.leaveQueue(ticket: second, server: s1)) == [3])
        #expect(!backend.settle(ticket: second))
        #expect((s1.servedStreams, s1.queue.current) == (1, 0))
    }

    @Test("a stream that leaves the middle of a line is skipped, and counts no more")
    func leavingTheLine() throws {
        let runtime = try makeRuntime("    server s1 127.0.0.1:2 maxconn 1")
        let backend = try #require(runtime.generation.backend(named: "be"))
        let s1 = backend.servers[0]
        _ = backend.place(request(1))
        let tickets = try (2...200).map { try ticket(backend.place(request($0, bound: s1))) }
        for ticket in tickets[0..<150] {
            #expect(backend.leaveQueue(ticket: ticket, server: s1).isEmpty)
        }
        #expect(s1.queue.current == 49)
        #expect(numbers(backend.release(s1)) == [152])
        #expect(backend.leaveQueue(ticket: tickets[0], server: s1).isEmpty)
        #expect(s1.queue.current == 48)
    }

    @Test("of those that wait for one server and those that take any, the oldest goes first")
    func oldestFirst() throws {
        let runtime = try makeRuntime("    server s1 127.0.0.1:2 maxconn 1")
        let backend = try #require(runtime.generation.backend(named: "be"))
        let s1 = backend.servers[0]
        _ = backend.place(request(1))
        _ = try ticket(backend.place(request(2)))
        _ = try ticket(backend.place(request(3, bound: s1)))
        _ = try ticket(backend.place(request(4)))
        #expect((s1.queue.current, backend.queue.current) == (1, 2))
        #expect((0..<3).map { _ in numbers(backend.release(s1)) } == [[2], [3], [4]])
        #expect((s1.queue.current, backend.queue.current) == (0, 0))
    }

    @Test("a backup takes no stream that waits for the servers while they serve")
    func backups() throws {
        let runtime = try makeRuntime(
            """
                server s1 127.0.0.1:2 maxconn 1
                server s2 127.0.0.1:3 maxconn 1 backup
            """
        )
        let backend = try #require(runtime.generation.backend(named: "be"))
        let backup = backend.servers[1]
        #expect(server(backend.place(request(1))) == "s1")
        #expect(server(backend.place(request(2, bound: backup))) == "s2")
        _ = try ticket(backend.place(request(3)))
        #expect(numbers(backend.release(backup)) == [])
        #expect(numbers(backend.release(backend.servers[0])) == [3])
    }

    @Test("the draw of 'balance random' lets nobody wait while a server has room")
    func randomDraw() throws {
        let runtime = try makeRuntime(
            """
                balance random(1)
                server s1 127.0.0.1:2 maxconn 1
                server s2 127.0.0.1:3 maxconn 1
            """
        )
        let backend = try #require(runtime.generation.backend(named: "be"))
        for _ in 0..<50 {
            let both = [backend.place(request(1)), backend.place(request(2))]
            #expect(Set(both.map { server($0) }) == ["s1", "s2"])
            for server in backend.servers { _ = backend.release(server) }
        }
    }

    @Test("'maxqueue' holds for streams that a cookie has bound")
    func fullQueue() throws {
        let runtime = try makeRuntime("    server s1 127.0.0.1:2 maxconn 1 maxqueue 1")
        let backend = try #require(runtime.generation.backend(named: "be"))
        let s1 = backend.servers[0]
        _ = backend.place(request(1, bound: s1))
        _ = try ticket(backend.place(request(2, bound: s1)))
        guard case .refused = backend.place(request(3, bound: s1)) else {
            Issue.record("the third found room")
            return
        }
    }

    @Test("a reload moves those who wait, and counts what runs")
    func reload() throws {
        let old = "    server s1 127.0.0.1:2 maxconn 1"
        let runtime = try makeRuntime(old)
        let before = runtime.generation
        let backend = try #require(before.backend(named: "be"))
        let s1 = backend.servers[0]
        _ = backend.place(request(1))
        _ = try ticket(backend.place(request(2, bound: s1)))
        _ = try ticket(backend.place(request(3)))

        let after = try runtime.prepare(
            configuration("    hash-balance-factor 0\n    timeout queue 9s\n" + old),
            continuing: before
        )
        let successor = try #require(after.backend(named: "be"))
        #expect(successor !== backend)
        let moved = backend.giveWay(to: successor)
        #expect(moved.map(\.token.rawValue) == [2, 3])
        #expect((s1.queue.current, backend.queue.current) == (0, 0))
        // A worker that does not know yet is sent to the new one.
        guard case .replaced(let next) = backend.place(request(4)), next === successor else {
            Issue.record("the old backend still gives places")
            return
        }
        let new = successor.servers[0]
        _ = try ticket(successor.place(request(2, bound: new)))
        #expect((new.servedStreams, new.queue.current) == (1, 1))
        // What the old one gave is given back to it, and the new one passes it on.
        #expect(numbers(backend.release(s1)) == [2])
    }
}
