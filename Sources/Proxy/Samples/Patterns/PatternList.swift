internal import LinuxSystem
internal import Synchronization

/// A list of patterns, from a file or a line of the configuration, that may change while it is used.
///
/// Whoever changes it makes the sets for all its users anew and swaps them in, each with one store;
/// workers that match just then finish with the set that they have.
public final class PatternList: Sendable {
    /// What tells it from the others of the configuration.
    public let id: Int
    /// The file that it was read from; nil when it stands in the configuration.
    public let file: String?
    /// What an operator is shown of it.
    public let title: String
    /// Whether its patterns have values.
    public let isMap: Bool

    private struct State: ~Copyable {
        var entries: [PatternEntry]
        var users: [PatternCell] = []
    }

    private let state: Mutex<State>

    init(id: Int, file: String?, title: String, isMap: Bool, _ entries: [PatternEntry]) {
        self.id = id
        self.file = file
        self.title = title
        self.isMap = isMap
        state = Mutex(State(entries: entries))
    }

    /// The patterns in order.
    public var entries: [PatternEntry] { state.withLock { $0.entries } }

    /// Changes the patterns, all at once; when one of them is none, nothing changes.
    public func change(
        _ body: (inout [PatternEntry]) -> Void
    ) throws(PatternFault) {
        let outcome: Result<Void, PatternFault> = state.withLock { state in
            var entries = state.entries
            body(&entries)
            do throws(PatternFault) {
                var sets: [PatternSet] = []
                for user in state.users { sets.append(try user.compiled(entries)) }
                for (user, set) in zip(state.users, sets) { user.publish(set) }
                state.entries = entries
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try outcome.get()
    }

    /// Puts a pattern at the end, unless it is there.
    public func add(_ entry: PatternEntry) throws(PatternFault) {
        try change { entries in
            if !entries.contains(where: { $0.key == entry.key }) { entries.append(entry) }
        }
    }

    /// Takes every line of a pattern out; false when there is none.
    public func delete(_ key: String) -> Bool {
        var isThere = false
        try? change { entries in
            isThere = entries.contains { $0.key == key }
            entries.removeAll { $0.key == key }
        }
        return isThere
    }

    /// Gives a pattern another value; false when there is none.
    public func set(_ key: String, to value: String) throws(PatternFault) -> Bool {
        var isThere = false
        try change { entries in
            for index in entries.indices where entries[index].key == key {
                entries[index].value = value
                isThere = true
            }
        }
        return isThere
    }

    /// A way to match these patterns by a method.
    func user(
        _ method: MatchMethod,
        ignoresCase: Bool,
        giving output: SampleType
    ) throws(PatternFault) -> PatternCell {
        let outcome: Result<PatternCell, PatternFault> = state.withLock { state in
            do throws(PatternFault) {
                let user = PatternCell(method, ignoresCase: ignoresCase, giving: output)
                user.publish(try user.compiled(state.entries))
                state.users.append(user)
                return .success(user)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

/// Where workers find the set of the moment: one load, no lock.
final class PatternCell: @unchecked Sendable {
    private let method: MatchMethod
    private let ignoresCase: Bool
    private let output: SampleType
    private let current = Atomic<UInt>(0)
    /// Sets that were replaced, the newest last; only whoever holds the list's lock touches them.
    private var retired: [(set: PatternSet, at: Int64)] = []
    private var owned: PatternSet?

    init(_ method: MatchMethod, ignoresCase: Bool, giving output: SampleType) {
        self.method = method
        self.ignoresCase = ignoresCase
        self.output = output
    }

    func compiled(_ entries: [PatternEntry]) throws(PatternFault) -> PatternSet {
        try PatternSet(entries, method, ignoresCase: ignoresCase, giving: output)
    }

    /// Swaps a set in.
    ///
    /// A worker uses a set for one match; one that was replaced is kept far longer than any match
    /// lasts.
    func publish(_ set: PatternSet) {
        let now = MonotonicClock.now.milliseconds
        retired.removeAll { now - $0.at > 60_000 }
        if let owned { retired.append((owned, now)) }
        owned = set
        let address = UInt(bitPattern: Unmanaged.passUnretained(set).toOpaque())
        current.store(address, ordering: .releasing)
    }

    /// The set of the moment.
    var set: PatternSet? {
        let address = current.load(ordering: .acquiring)
        guard let pointer = UnsafeRawPointer(bitPattern: address) else { return nil }
        return Unmanaged<PatternSet>.fromOpaque(pointer).takeUnretainedValue()
    }
}
