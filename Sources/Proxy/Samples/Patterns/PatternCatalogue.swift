internal import Synchronization

/// The lists of patterns of one configuration, each file once.
public final class PatternCatalogue: Sendable {
    private struct State {
        var lists: [PatternList] = []
        /// Numbers that `-u` gave.
        var taken: Set<Int> = []
        var next = 0
    }

    private let state = Mutex(State())

    /// No lists.
    public init() {}

    /// The lists in the order of their numbers.
    public var lists: [PatternList] {
        state.withLock { $0.lists }.sorted { $0.id < $1.id }
    }

    /// A list by the name of its file, or by its number as `#3`.
    public func list(_ name: String) -> PatternList? {
        let lists = lists
        if name.hasPrefix("#"), let id = Int(name.dropFirst()) {
            return lists.first { $0.id == id }
        }
        return lists.first { $0.file == name }
    }

    /// The list of a file that was read before.
    func list(ofFile file: String) -> PatternList? {
        state.withLock { state in state.lists.first { $0.file == file } }
    }

    /// Whether a number is still free.
    func isFree(_ id: Int) -> Bool { state.withLock { !$0.taken.contains(id) } }

    /// Goes on with what the lists of an earlier configuration have become, where their files are the same.
    public func adopt(_ old: PatternCatalogue) {
        if old === self { return }
        for list in lists {
            if let file = list.file, let before = old.list(ofFile: file) { list.adopt(before) }
        }
    }

    /// Adds a list.
    func add(
        id: Int? = nil,
        file: String?,
        title: String,
        isMap: Bool,
        _ entries: [PatternEntry]
    ) -> PatternList {
        state.withLock { state in
            var number = state.next
            if let id {
                number = id
            } else {
                while state.taken.contains(number) { number += 1 }
                state.next = number + 1
            }
            state.taken.insert(number)
            let list = PatternList(
                id: number,
                file: file,
                title: title,
                isMap: isMap,
                entries
            )
            state.lists.append(list)
            return list
        }
    }
}

extension PatternCatalogue: Hashable {
    /// Catalogues belong to a reading, not to what was read: they are no difference.
    public static func == (left: PatternCatalogue, right: PatternCatalogue) -> Bool { true }

    /// Hashes nothing.
    public func hash(into hasher: inout Hasher) {}
}
