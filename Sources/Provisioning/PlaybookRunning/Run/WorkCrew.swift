internal import LinuxSystem
internal import Synchronization

/// Works on what hosts have to do: so many pieces at once, in the order of coming, each on a thread.
///
/// Pieces of one kind may be limited further. Whoever hands them in takes the results as they come.
final class WorkCrew<Result: Sendable>: Sendable {
    /// A piece of work.
    struct Piece: Sendable {
        /// What it has in common with others of its kind.
        let kind: String
        /// How many of its kind are worked on at once; nil for no limit of their own.
        var limit: Int?
        /// What is done.
        let work: @Sendable () -> Result
    }

    private struct State {
        var waiting: [Piece] = []
        var atWork: [String: Int] = [:]
        var workerCount = 0
        var results: [Result] = []
        /// How many pieces were handed in whose results nobody has taken.
        var owed = 0

        /// The first piece whose kind has room.
        mutating func take() -> Piece? {
            let index = waiting.firstIndex { piece in
                piece.limit.map { atWork[piece.kind, default: 0] < $0 } ?? true
            }
            guard let index else { return nil }
            let piece = waiting.remove(at: index)
            atWork[piece.kind, default: 0] += 1
            return piece
        }

        mutating func finish(_ piece: Piece, _ result: Result) {
            let left = atWork[piece.kind, default: 1] - 1
            atWork[piece.kind] = left == 0 ? nil : left
            results.append(result)
        }
    }

    private let state = Mutex(State())
    private let limit: Int
    private let arrival: WakeUp

    /// A crew of at most so many threads.
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
    func results() -> [Result] {
        if state.withLock({ $0.owed == 0 }) { return [] }
        if let lonely { perform(lonely) }
        while true {
            hire()
            let results = state.withLock { state in
                defer { state.results = [] }
                state.owed -= state.results.count
                return state.results
            }
            if !results.isEmpty { return results }
            var entries = [PollEntry(arrival.descriptor, .readable)]
            _ = try? poll(&entries, timeout: nil)
            arrival.drain()
        }
    }

    /// The only piece there is: the thread that would wait for it does it itself.
    private var lonely: Piece? {
        state.withLock { state in
            state.workerCount == 0 && state.waiting.count == 1 ? state.take() : nil
        }
    }

    private func perform(_ piece: Piece) {
        let result = piece.work()
        state.withLock { $0.finish(piece, result) }
        arrival.signal()
    }

    /// Starts as many workers as there is work and room for.
    private func hire() {
        while let first = pieceForNewWorker() {
            let work: @Sendable () -> Void = { [self] in
                var piece: Piece? = first
                while let current = piece {
                    perform(current)
                    piece = pieceForWorker()
                }
            }
            if let thread = try? Thread.start(name: "worker", work) {
                thread.detach()
            } else {
                work()
            }
        }
    }

    private func pieceForNewWorker() -> Piece? {
        state.withLock { state in
            guard state.workerCount < limit, let piece = state.take() else { return nil }
            state.workerCount += 1
            return piece
        }
    }

    private func pieceForWorker() -> Piece? {
        state.withLock { state in
            if let piece = state.take() { return piece }
            state.workerCount -= 1
            return nil
        }
    }
}
