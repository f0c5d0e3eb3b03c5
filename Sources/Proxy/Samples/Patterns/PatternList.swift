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

    /// Where the patterns are; after a reload two lists may share them.
    private let store: Mutex<PatternStore>
    /// The patterns as they were read.
    private let origin: [PatternEntry]

    init(id: Int, file: String?, title: String, isMap: Bool, _ entries: [PatternEntry]) {
        self.id = id
        self.file = file
        self.title = title
        self.isMap = isMap
        origin = entries
        store = Mutex(PatternStore(entries))
    }

    private var current: PatternStore { store.withLock { $0 } }

    /// The patterns in order.
    public var entries: [PatternEntry] { current.entries }

    /// The patterns of a version with their numbers; those in use when none is named.
    public func numbered(version: UInt32? = nil) -> [NumberedPattern] {
        current.numbered(version)
    }

    /// The version in use, and the last that was made.
    public var versions: (current: UInt32, next: UInt32) { current.versions }

    /// Changes the patterns, all at once; when one of them is none, nothing changes.
    public func change(
        _ body: (inout [PatternEntry]) -> Void
    ) throws(PatternFault) {
        try current.change { patterns in
            var entries = patterns.map(\.entry)
            body(&entries)
            patterns = entries.map { NumberedPattern($0) }
        }
    }

    /// Changes the patterns in use, or those of a version that is prepared; false when there is no such
    /// version.
    public func change(
        version: UInt32? = nil,
        numbered body: (inout [NumberedPattern]) -> Void
    ) throws(PatternFault) -> Bool {
        try current.change(version, body)
    }

    /// Begins a further version, without patterns, and tells its number.
    public func prepare() -> UInt32 { current.prepare() }

    /// Puts a version that was prepared in place of the one in use; false when there is no such version.
    public func commit(_ version: UInt32) throws(PatternFault) -> Bool {
        try current.commit(version)
    }

    /// Goes on with what another list of the same file has become, when the file has not changed.
    func adopt(_ old: PatternList) {
        guard old !== self, old.isMap == isMap, old.origin == origin else { return }
        let kept = old.current
        store.withLock { store in
            guard store !== kept, kept.take(usersOf: store) else { return }
            store = kept
        }
    }

    /// Puts a pattern at the end, unless it is there.
    public func add(_ entry: PatternEntry) throws(PatternFault) {
        _ = try change(version: nil) { patterns in
            if !patterns.contains(where: { $0.entry.key == entry.key }) {
                patterns.append(NumberedPattern(entry))
            }
        }
    }

    /// Takes every line of a pattern out; false when there is none.
    public func delete(_ key: String) -> Bool {
        var isThere = false
        _ = try? change(version: nil) { patterns in
            isThere = patterns.contains { $0.entry.key == key }
            patterns.removeAll { $0.entry.key == key }
        }
        return isThere
    }

    /// Gives a pattern another value; false when there is none.
    public func set(_ key: String, to value: String) throws(PatternFault) -> Bool {
        var isThere = false
        _ = try change(version: nil) { patterns in
            for index in patterns.indices where patterns[index].entry.key == key {
                patterns[index].entry.value = value
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
        let user = PatternCell(method, ignoresCase: ignoresCase, giving: output)
        try current.add(user)
        return user
    }

    /// The ways in which these patterns are matched, each with what it finds for a text.
    public func lookUp(_ text: [UInt8]) -> [PatternFinding] {
        current.users.map { $0.find(text) }
    }
}

/// Where workers find the set of the moment: one load, no lock.
final class PatternCell: @unchecked Sendable {
    let method: MatchMethod
    let ignoresCase: Bool
    let output: SampleType
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
