/// Where actors wait while the world holds still.
final class Gate {
    private var waiting: [() -> Void] = []
    private(set) var isClosed = false

    /// Does something now, or when the world goes on.
    func pass(_ action: @escaping () -> Void) {
        if isClosed { waiting.append(action) } else { action() }
    }

    func close() { isClosed = true }

    func open() {
        isClosed = false
        let all = waiting
        waiting = []
        for action in all { action() }
    }
}
