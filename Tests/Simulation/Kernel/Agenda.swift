/// What is to happen, in the order of simulated time; at the same moment, first come, first served.
struct Agenda {
    private struct Entry {
        var time: UInt64
        var number: UInt64
        var action: () -> Void

        func comes(before other: Entry) -> Bool {
            (time, number) < (other.time, other.number)
        }
    }

    private var heap: [Entry] = []
    private var count: UInt64 = 0

    mutating func add(_ time: UInt64, _ action: @escaping () -> Void) {
        count += 1
        heap.append(Entry(time: time, number: count, action: action))
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard heap[index].comes(before: heap[parent]) else { return }
            heap.swapAt(index, parent)
            index = parent
        }
    }

    /// What comes next, if it comes before a time.
    mutating func takeNext(before end: UInt64) -> (time: UInt64, action: () -> Void)? {
        guard let first = heap.first, first.time < end else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            siftDown()
        }
        return (first.time, first.action)
    }

    private mutating func siftDown() {
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count {
                if heap[child].comes(before: heap[least]) { least = child }
            }
            guard least != index else { return }
            heap.swapAt(index, least)
            index = least
        }
    }
}
