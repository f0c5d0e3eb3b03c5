internal import HostConnections
internal import LinuxSystem
internal import Synchronization

/// Drives the work of hosts: so many pieces at once, in the order of coming.
///
/// A piece that lets time pass keeps its place among them and holds no thread. Pieces of one kind
/// may be limited further. Whoever hands them in takes the results as they come.
final class WorkCrew<Outcome: Sendable>: Sendable {
    /// A piece of work.
    struct Piece: Sendable {
        /// What it has in common with others of its kind.
        let kind: String
        /// How many of its kind are worked on at once; nil for no limit of their own.
        var limit: Int?
        /// Begins it.
        let work: @Sendable () -> Machine<Outcome>
    }

    /// A piece that has begun, and how it goes on.
    private struct Job: Sendable {
        let kind: String
        let goOn: @Sendable () -> Machine<Outcome>
    }

    private struct State {
        var waiting: [Piece] = []
        /// Those that let time pass, by the moment when they go on.
        var resting: [(moment: MonotonicInstant, job: Job)] = []
        /// How many of each kind have begun and not ended.
        var begun: [String: Int] = [:]
        var begunCount = 0
        var results: [Outcome] = []
        /// How many pieces were handed in whose results nobody has taken.
        var owed = 0

        /// A job whose time has come, or else the first piece that there is room for.
        mutating func take(limit: Int) -> Job? {
            let now = MonotonicClock.now
            if let index = resting.firstIndex(where: { $0.moment <= now }) {
                return resting.remove(at: index).job
            }
            guard begunCount < limit else { return nil }
            let index = waiting.firstIndex { piece in
                piece.limit.map { begun[piece.kind, default: 0] < $0 } ?? true
            }
            guard let index else { return nil }
            let piece = waiting.remove(at: index)
            begun[piece.kind, default: 0] += 1
            begunCount += 1
            return Job(kind: piece.kind, goOn: piece.work)
        }

        mutating func finish(_ job: Job, _ result: Outcome) {
            let left = begun[job.kind, default: 1] - 1
            begun[job.kind] = left == 0 ? nil : left
            begunCount -= 1
            results.append(result)
        }

        /// When the next of those that rest goes on.
        var nextMoment: MonotonicInstant? { resting.map(\.moment).min() }
    }

    private let state = Mutex(State())
    private let limit: Int
    private let arrival: WakeUp

    /// A crew that works on at most so many pieces at once.
    init(limit: Int) throws(SystemError) {
        self.limit = max(1, limit)
        arrival = try WakeUp()
    }

    deinit { arrival.close() }

    /// Hands a piece of work in; it begins when the results are asked for.
    func add(_ piece: Piece) {
        state.withLock { state in
            state.waiting.append(piece)
            state.owed += 1
        }
    }

    /// The results that have come since the last call, once there is one; none when none is owed.
    func results() -> [Outcome] {
        if state.withLock({ $0.owed == 0 }) { return [] }
        while true {
            // The only piece that is due is done by the thread that would wait for it.
            if let lonely = takeIfLonely() { perform(lonely) } else { hire() }
            let (results, moment) = state.withLock { state in
                defer { state.results = [] }
                state.owed -= state.results.count
                return (state.results, state.nextMoment)
            }
            if !results.isEmpty { return results }
            let pause = moment.map { max(.zero, $0 - MonotonicClock.now) }
            var entries = [PollEntry(arrival.descriptor, .readable)]
            _ = try? poll(&entries, timeout: pause)
            arrival.drain()
        }
    }

    private func takeIfLonely() -> Job? {
        state.withLock { state in
            guard state.begunCount + state.waiting.count == 1 else { return nil }
            return state.take(limit: limit)
        }
    }

    private func take() -> Job? { state.withLock { $0.take(limit: limit) } }

    /// Starts a thread for each job that there is room for.
    private func hire() {
        while let first = take() {
            let work: @Sendable () -> Void = { [self] in
                var next: Job? = first
                while let job = next {
                    perform(job)
                    next = take()
                }
            }
            if let thread = try? Thread.start(name: "worker", work) {
                thread.detach()
            } else {
                work()
            }
        }
    }

    /// Works on a job until it is done or lets time pass.
    private func perform(_ job: Job) {
        var machine = job.goOn()
        while true {
            switch machine {
            case .done(let result):
                state.withLock { $0.finish(job, result) }
                return arrival.signal()
            case .ask(let target, let requests, let then):
                machine = then(target.reach(requests))
            case .effect(let effect, let then):
                machine = then(effect.carryOut())
            case .sleep(let duration, let then):
                let moment = MonotonicClock.now + duration
                state.withLock { $0.resting.append((moment, Job(kind: job.kind, goOn: then))) }
                return arrival.signal()
            }
        }
    }
}
