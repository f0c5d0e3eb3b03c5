import HostConnections
import Synchronization
import Testing

@testable import PlaybookRunning

@Suite("work as machines")
struct MachineTests {
    private static let target = TaskTarget.none(host: "h")

    private static func request(_ word: String) -> HostRequest { .command(.arguments([word])) }

    private static func reply(_ text: String) -> HostReply {
        .command(CommandResult(exitStatus: 0, output: Array(text.utf8)))
    }

    @Test("a machine says what it asks, and goes on from the replies")
    func asking() throws {
        let asks = Machine<Reached<String>>.ask(Self.target, [Self.request("one")]) { reached in
            .done(reached.map { $0.first?.command?.text ?? "" })
        }
        let machine = asks.reached { text in
            .ask(Self.target, [Self.request("two \(text)")]) { .done($0.map(\.count)) }
        }
        guard case .ask(_, let first, let answer) = machine,
            case .ask(_, let second, let last) = answer(.success([Self.reply("x")])),
            case .done(.success(let count)) = last(.success([]))
        else {
            Issue.record("the machine does something else")
            return
        }
        #expect(first == [Self.request("one")])
        #expect(second == [Self.request("two x")])
        #expect(count == 0)
    }

    @Test("a target that can't be reached ends what hangs on its replies")
    func unreachable() {
        let failure = ConnectionFailure("h", .local("gone"))
        let machine = Machine<Reached<[HostReply]>>.ask(Self.target, []) { .done($0) }
            .reached { _ -> Machine<Reached<Int>> in .done(.success(1)) }
        guard case .ask(_, _, let answer) = machine, case .done(let end) = answer(.failure(failure))
        else {
            Issue.record("the machine does something else")
            return
        }
        #expect(end == .failure(failure))
    }

    @Test("work that repeats without waiting takes no room for it")
    func repeating() {
        let machine = Machine<Int>.repeating(from: 0) { count in
            .done(count == 1_000_000 ? .over(count) : .again(count + 1))
        }
        guard case .done(1_000_000) = machine else {
            Issue.record("the machine waits for something")
            return
        }
    }

    @Test("the same machine can be gone through twice")
    func copies() {
        let machine = Machine<Int>.repeating(from: 0) { count in
            .sleep(.seconds(1)) { .done(count == 3 ? .over(count) : .again(count + 1)) }
        }
        #expect(Self.sleeps(in: machine) == 4)
        #expect(Self.sleeps(in: machine) == 4)
    }

    private static func sleeps(in machine: Machine<Int>) -> Int {
        var machine = machine
        var count = 0
        while case .sleep(_, let then) = machine {
            count += 1
            machine = then()
        }
        return count
    }
}

@Suite("who works on hosts")
struct WorkCrewTests {
    /// Hands pieces in that sleep so many milliseconds, and takes the numbers of those that are done
    /// with the order in which they began.
    private static func run(
        _ sleeps: [Int],
        limit: Int,
        throttle: Int? = nil
    ) throws -> (begun: [Int], most: Int) {
        let crew = try WorkCrew<Int>(limit: limit)
        let seen = Mutex((begun: [Int](), current: 0, most: 0))
        for (number, milliseconds) in sleeps.enumerated() {
            crew.add(
                WorkCrew.Piece(kind: "x", limit: throttle) {
                    seen.withLock { seen in
                        seen.begun.append(number)
                        seen.current += 1
                        seen.most = max(seen.most, seen.current)
                    }
                    return .sleep(.milliseconds(milliseconds)) {
                        seen.withLock { $0.current -= 1 }
                        return .done(number)
                    }
                }
            )
        }
        var results: [Int] = []
        while results.count < sleeps.count { results += crew.results() }
        #expect(results.sorted() == Array(sleeps.indices))
        #expect(crew.results().isEmpty)
        return seen.withLock { ($0.begun, $0.most) }
    }

    @Test("one at a time means that who sleeps keeps the place")
    func oneAtATime() throws {
        let (begun, most) = try Self.run([20, 1, 5], limit: 1)
        #expect(begun == [0, 1, 2])
        #expect(most == 1)
    }

    @Test("no more are begun at once than there is room for", arguments: [2, 5])
    func limited(_ limit: Int) throws {
        #expect(try Self.run(Array(repeating: 5, count: 20), limit: limit).most <= limit)
    }

    @Test("a throttle holds for pieces of its kind")
    func throttled() throws {
        #expect(try Self.run(Array(repeating: 5, count: 8), limit: 8, throttle: 2).most <= 2)
    }
}
