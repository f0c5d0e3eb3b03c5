/// What turns one sequence of lines into another, found as Python's `difflib` finds it.
///
/// The longest run of equal lines is taken first, then the same is done before and after it.
struct LineMatching {
    /// A run of lines of the old text and what becomes of it.
    struct Step: Hashable {
        /// What becomes of the lines.
        enum Kind {
            /// They stay.
            case equal
            /// They go, and others come.
            case replaced
            /// They go.
            case deleted
            /// Others come.
            case inserted
        }

        /// What becomes of the lines.
        var kind: Kind
        /// The lines of the old text.
        var old: Range<Int>
        /// The lines of the new text.
        var new: Range<Int>
    }

    private let old: [String]
    private let positions: [String: [Int]]
    private let newCount: Int

    init(old: [String], new: [String]) {
        self.old = old
        var positions: [String: [Int]] = [:]
        for (index, line) in new.enumerated() { positions[line, default: []].append(index) }
        if new.count >= 200 {
            let limit = new.count / 100 + 1
            positions = positions.filter { $0.value.count <= limit }
        }
        self.positions = positions
        self.newLines = new
        newCount = new.count
    }

    private let newLines: [String]

    private struct Block {
        var old: Int
        var new: Int
        var count: Int
    }

    /// The steps from the old text to the new one.
    func steps() -> [Step] {
        var steps: [Step] = []
        var oldIndex = 0
        var newIndex = 0
        for block in blocks() + [Block(old: old.count, new: newCount, count: 0)] {
            let gap = Step(
                kind: .replaced,
                old: oldIndex..<block.old,
                new: newIndex..<block.new
            )
            switch (gap.old.isEmpty, gap.new.isEmpty) {
            case (false, false): steps.append(gap)
            case (false, true): steps.append(Step(kind: .deleted, old: gap.old, new: gap.new))
            case (true, false): steps.append(Step(kind: .inserted, old: gap.old, new: gap.new))
            case (true, true): break
            }
            oldIndex = block.old + block.count
            newIndex = block.new + block.count
            if block.count > 0 {
                steps.append(
                    Step(
                        kind: .equal,
                        old: block.old..<oldIndex,
                        new: block.new..<newIndex
                    )
                )
            }
        }
        return steps
    }

    private func blocks() -> [Block] {
        var pending = [(old: 0..<old.count, new: 0..<newCount)]
        var found: [Block] = []
        while let (oldRange, newRange) = pending.popLast() {
            let block = longestMatch(oldRange, newRange)
            if block.count == 0 { continue }
            found.append(block)
            if oldRange.lowerBound < block.old && newRange.lowerBound < block.new {
                pending.append(
                    (oldRange.lowerBound..<block.old, newRange.lowerBound..<block.new)
                )
            }
            let oldEnd = block.old + block.count
            let newEnd = block.new + block.count
            if oldEnd < oldRange.upperBound && newEnd < newRange.upperBound {
                pending.append((oldEnd..<oldRange.upperBound, newEnd..<newRange.upperBound))
            }
        }
        found.sort { ($0.old, $0.new) < ($1.old, $1.new) }
        return merged(found)
    }

    private func merged(_ blocks: [Block]) -> [Block] {
        var result: [Block] = []
        for block in blocks {
            if let last = result.last,
                last.old + last.count == block.old, last.new + last.count == block.new
            {
                result[result.count - 1].count += block.count
            } else {
                result.append(block)
            }
        }
        return result
    }

    private func longestMatch(_ oldRange: Range<Int>, _ newRange: Range<Int>) -> Block {
        var best = Block(old: oldRange.lowerBound, new: newRange.lowerBound, count: 0)
        var lengths: [Int: Int] = [:]
        for oldIndex in oldRange {
            var next: [Int: Int] = [:]
            for newIndex in positions[old[oldIndex]] ?? [] {
                if newIndex < newRange.lowerBound { continue }
                if newIndex >= newRange.upperBound { break }
                let length = (lengths[newIndex - 1] ?? 0) + 1
                next[newIndex] = length
                if length > best.count {
                    best = Block(
                        old: oldIndex - length + 1,
                        new: newIndex - length + 1,
                        count: length
                    )
                }
            }
            lengths = next
        }
        while best.old > oldRange.lowerBound, best.new > newRange.lowerBound,
            old[best.old - 1] == newLines[best.new - 1]
        {
            best.old -= 1
            best.new -= 1
            best.count += 1
        }
        while best.old + best.count < oldRange.upperBound,
            best.new + best.count < newRange.upperBound,
            old[best.old + best.count] == newLines[best.new + best.count]
        {
            best.count += 1
        }
        return best
    }
}
