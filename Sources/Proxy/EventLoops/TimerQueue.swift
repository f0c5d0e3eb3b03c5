/// Deadlines in the order of time, each with the token of what waits for it.
///
/// A heap without removal: a deadline that does not hold any more comes out at its time, and its
/// owner, who knows the one that counts, puts the later one in. So a deadline that moves with every
/// request costs nothing per request.
public struct TimerQueue: ~Copyable {
    /// A deadline and whose it is.
    public struct Entry: Sendable {
        /// Milliseconds of the loop's clock.
        public var deadline: Int64
        /// Whose it is.
        public var token: SlotToken
    }

    private var heap: [Entry] = []

    /// An empty queue.
    public init() {}

    /// How many deadlines are in it.
    public var count: Int { heap.count }

    /// The earliest deadline; nil when there is none.
    public var earliest: Int64? { heap.first?.deadline }

    /// Puts a deadline in.
    public mutating func add(_ deadline: Int64, _ token: SlotToken) {
        heap.append(Entry(deadline: deadline, token: token))
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            if heap[parent].deadline <= heap[index].deadline { break }
            heap.swapAt(parent, index)
            index = parent
        }
    }

    /// Takes out a deadline that has come; nil when none has.
    public mutating func takeDue(at now: Int64) -> Entry? {
        guard let first = heap.first, first.deadline <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        return first
    }

    private mutating func siftDown() {
        var index = 0
        while true {
            let left = 2 * index + 1
            guard left < heap.count else { return }
            let right = left + 1
            let isRightLess = right < heap.count && heap[right].deadline < heap[left].deadline
            let child = isRightLess ? right : left
            if heap[index].deadline <= heap[child].deadline { return }
            heap.swapAt(index, child)
            index = child
        }
    }
}
