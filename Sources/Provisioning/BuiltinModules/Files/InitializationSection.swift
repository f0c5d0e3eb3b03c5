/// The lines of one section while they are edited.
struct InitializationSection {
    private(set) var lines: [String]
    private(set) var isChanged = false
    /// What was done last, in Ansible's words.
    private(set) var message: String?
    private var isTouched: [Bool]

    init(_ lines: [String]) {
        self.lines = lines
        isTouched = lines.map { _ in false }
    }

    /// The lines that were not set yet.
    var untouched: [Int] { lines.indices.filter { !isTouched[$0] } }

    mutating func set(
        _ line: String,
        at index: Int,
        of option: String,
        ignoringBlanks: Bool
    ) {
        isTouched[index] = true
        if ignoringBlanks, let old = InitializationOption(option, in: lines[index]),
            !old.isInactive, old.value == InitializationOption(option, in: line)?.value
        {
            return
        }
        if lines[index] == line { return }
        lines[index] = line
        note("option changed")
    }

    mutating func remove(where isMeant: (String) -> Bool) {
        let count = lines.count
        lines.removeAll(where: isMeant)
        if lines.count < count { note("option changed") }
    }

    mutating func removeUntouched(where isMeant: (String) -> Bool) {
        let kept = lines.indices.filter { isTouched[$0] || !isMeant(lines[$0]) }
        if kept.count == lines.count { return }
        lines = kept.map { lines[$0] }
        isTouched = kept.map { isTouched[$0] }
        note("option changed")
    }

    mutating func removeAll() {
        if lines.isEmpty { return }
        lines = []
        note("section removed")
    }

    /// Adds lines after the last that is neither blank nor a comment.
    mutating func add(_ new: [String]) {
        let last = lines.lastIndex { line in
            let first = line.first { $0 != " " && $0 != "\t" && $0 != "\n" }
            return first.map { $0 != "#" && $0 != ";" } ?? false
        }
        lines.insert(contentsOf: new, at: last.map { $0 + 1 } ?? 0)
        note("option added")
    }

    private mutating func note(_ what: String) {
        isChanged = true
        message = what
    }
}
