internal import LinuxSystem
internal import Synchronization

/// Works on many hosts at once, by threads that take the next host when they are done with one.
enum WorkerPool {
    /// Calls `work` for every element on at most `limit` threads; the results keep the order.
    static func map<Element: Sendable, Result: Sendable>(
        _ elements: [Element],
        limit: Int,
        _ work: @escaping @Sendable (Element) -> Result
    ) -> [Result] {
        if elements.count <= 1 || limit <= 1 { return elements.map(work) }
        let progress = Progress<Result>(count: elements.count)
        let step: @Sendable () -> Void = {
            while let index = progress.takeNext() { progress.set(index, work(elements[index])) }
        }
        var threads: [Thread] = []
        for number in 1..<min(limit, elements.count) {
            guard let thread = try? Thread.start(name: "worker \(number)", step) else { break }
            threads.append(thread)
        }
        step()
        for thread in threads { thread.join() }
        return progress.all()
    }

    private final class Progress<Result: Sendable>: Sendable {
        private struct State {
            var next = 0
            var results: [Result?]
        }

        private let state: Mutex<State>
        private let count: Int

        init(count: Int) {
            self.count = count
            state = Mutex(State(results: Array(repeating: nil, count: count)))
        }

        func takeNext() -> Int? {
            state.withLock { state in
                guard state.next < count else { return nil }
                defer { state.next += 1 }
                return state.next
            }
        }

        func set(_ index: Int, _ result: Result) {
            state.withLock { $0.results[index] = result }
        }

        func all() -> [Result] { state.withLock { $0.results.compactMap { $0 } } }
    }
}
