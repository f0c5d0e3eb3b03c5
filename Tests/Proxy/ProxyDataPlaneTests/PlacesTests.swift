import Diagnostics
import EventLoops
import LinuxSystem
import ProxyConfiguration
import Synchronization
import Testing

@testable import ProxyDataPlane

/// Places on servers and the queues for them, without any traffic.
@Suite("places and queues")
struct PlacesTests {
    private func makeRuntime(_ backend: String, threads: Int = 1) throws -> ProxyRuntime {
        let runtime = try ProxyRuntime(configuration(backend, threads: threads))
        for _ in 0..<threads { runtime.add(try WorkerInbox()) }
        return runtime
    }

    private func configuration(_ backend: String, threads: Int = 1) throws -> ProxyConfiguration {
        let text = """
            global
                nbthread \(threads)
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
        #expect(numbers(backend.leaveQueue(ticket: second)) == [3])
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
            #expect(backend.leaveQueue(ticket: ticket).isEmpty)
        }
        #expect(s1.queue.current == 49)
        #expect(numbers(backend.release(s1)) == [152])
        #expect(backend.leaveQueue(ticket: tickets[0]).isEmpty)
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

    @Test("a reload leaves those who wait where they are, and counts what runs")
    func reload() throws {
        let old = "    server s1 127.0.0.1:2 maxconn 1"
        let runtime = try makeRuntime(old)
        let backend = try #require(runtime.generation.backend(named: "be"))
        let s1 = backend.servers[0]
        _ = backend.place(request(1))
        _ = try ticket(backend.place(request(2, bound: s1)))
        let third = try ticket(backend.place(request(3)))

        try reload(runtime, "    hash-balance-factor 0\n    timeout queue 9s\n" + old)
        let successor = try #require(runtime.generation.backend(named: "be"))
        #expect(successor !== backend)
        let new = successor.servers[0]
        #expect((new.servedStreams, new.queue.current, successor.queue.current) == (1, 1, 1))
        // A worker that does not know yet asks the old one, and waits behind the others.
        _ = try ticket(backend.place(request(4)))
        // What the old one gave is given back to it, and the first that waits gets it.
        #expect(numbers(backend.release(s1)) == [2])
        #expect(numbers(successor.release(new)) == [3])
        #expect(backend.settle(ticket: third))
        #expect(numbers(successor.release(new)) == [4])
        #expect((new.servedStreams, new.queue.current, successor.queue.current) == (1, 0, 0))
    }

    @Test(
        "a reload that raises the limit lets in who waits, and one that takes the server away moves him"
    )
    func reloadOfLimits() throws {
        let runtime = try makeRuntime(
            """
                server s1 127.0.0.1:2 maxconn 1
                server s2 127.0.0.1:3 maxconn 1
            """
        )
        let backend = try #require(runtime.generation.backend(named: "be"))
        let (s1, s2) = (backend.servers[0], backend.servers[1])
        for number in 1...2 { _ = backend.place(request(UInt64(number))) }
        let bound = try ticket(backend.place(request(3, bound: s2)))
        let any = try ticket(backend.place(request(4)))
        try reload(runtime, "    server s1 127.0.0.1:2 maxconn 2")
        // The fourth takes any server, and the first one has room by now.
        #expect((s1.servedStreams, s1.maximumConnections) == (2, 2))
        #expect(backend.settle(ticket: any))
        // The third is told to choose again: it is in no line any more.
        #expect(!backend.settle(ticket: bound))
        #expect(s2.queue.current == 0)
        // Who had a place there gives it back to nobody.
        #expect(numbers(backend.release(s2)) == [])
        #expect(s2.servedStreams == 0)
    }

    @Test("servers go on in turn as if nothing were drawn beforehand, whatever changes in between")
    func turns() throws {
        let servers = """
                balance roundrobin
                server s1 127.0.0.1:2 weight 3
                server s2 127.0.0.1:3 weight 2
                server s3 127.0.0.1:4 weight 1
            """
        let runtime = try makeRuntime(servers)
        let backend = try #require(runtime.generation.backend(named: "be"))
        // One whose server has just failed asks under the lock, each time: nothing is drawn beforehand.
        let locked = try makeRuntime(
            servers + "\n    server s4 127.0.0.1:5 backup weight 1 maxconn 1"
        )
        let model = try #require(locked.generation.backend(named: "be"))
        var generator = SystemRandomNumberGenerator()
        var sequence: [String?] = []
        var expected: [String?] = []
        for step in 0..<400 {
            if Int.random(in: 0..<40, using: &generator) == 0 {
                let index = step % 3
                // One of them always serves.
                let weight = Int.random(in: (index == 0 ? 1 : 0)...5, using: &generator)
                runtime.setWeight(weight, of: backend.servers[index], in: backend)
                locked.setWeight(weight, of: model.servers[index], in: model)
            }
            sequence.append(server(backend.place(request(1))))
            expected.append(server(model.place(request(1))))
        }
        #expect(sequence == expected)
    }

    @Test("threads that take picks at once get each of them once")
    func turnsOfThreads() throws {
        let runtime = try makeRuntime(
            (1...4).map { "    server s\($0) 127.0.0.1:\($0)" }.joined(separator: "\n"),
            threads: 4
        )
        let backend = try #require(runtime.generation.backend(named: "be"))
        let threads = try (0..<4).map { worker in
            try Thread.start(name: "pick-\(worker)") {
                for _ in 0..<5_000 {
                    _ = backend.place(.init(worker: worker, token: SlotToken(rawValue: 1)))
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(backend.servers.map(\.servedStreams) == [5_000, 5_000, 5_000, 5_000])
    }

    @Test(
        "who looks for places on many threads, waits, leaves and gives back leaves nothing behind"
    )
    func manyThreads() throws {
        let runtime = try makeRuntime(
            (1...3).map { "    server s\($0) 127.0.0.1:\($0) maxconn \($0)" }.joined(
                separator: "\n"
            ),
            threads: 4
        )
        let backend = try #require(runtime.generation.backend(named: "be"))
        let invited = Mutex<[Int: [Invitation]]>([:])
        let deliver: @Sendable ([Invitation]) -> Void = { invitations in
            invited.withLock { box in
                for invitation in invitations {
                    box[invitation.guest.worker, default: []].append(invitation)
                }
            }
        }
        let threads = try (0..<4).map { worker in
            try Thread.start(name: "place-\(worker)") {
                var holding: [ServerRuntime] = []
                var waiting: [UInt64] = []
                for round in 0..<4_000 {
                    for one in invited.withLock({ $0.removeValue(forKey: worker) ?? [] })
                    where backend.settle(ticket: one.guest.ticket) {
                        waiting.removeAll { $0 == one.guest.ticket }
                        holding.append(one.server)
                    }
                    switch round % 4 {
                    case 0, 1:
                        let request = BackendRuntime.PlaceRequest(
                            worker: worker,
                            token: SlotToken(rawValue: UInt64(round))
                        )
                        switch backend.place(request) {
                        case .server(let server): holding.append(server)
                        case .waiting(_, let ticket): waiting.append(ticket)
                        case .refused, .nobody: break
                        }
                    case 2:
                        if let server = holding.popLast() { deliver(backend.release(server)) }
                    default:
                        // Whether it has a place by now is for the backend to know.
                        if let ticket = waiting.popLast() {
                            deliver(backend.leaveQueue(ticket: ticket))
                        }
                    }
                    for server in backend.servers where server.servedStreams > server.settings.id {
                        Issue.record("\(server.settings.name) serves more than its limit")
                    }
                }
                for ticket in waiting { deliver(backend.leaveQueue(ticket: ticket)) }
                for server in holding { deliver(backend.release(server)) }
            }
        }
        for thread in threads { thread.join() }
        for one in invited.withLock({ $0.values.joined() })
        where backend.settle(ticket: one.guest.ticket) {
            _ = backend.release(one.server)
        }
        #expect(backend.servers.map(\.servedStreams) == [0, 0, 0])
        #expect(backend.queue.current == 0)
    }

    private func reload(_ runtime: ProxyRuntime, _ backend: String) throws {
        let after = try runtime.prepare(configuration(backend), continuing: runtime.generation)
        runtime.adopt(after)
    }
}
