internal import Synchronization

/// A pattern and the number that tells it from others of the same text.
public struct NumberedPattern: Sendable {
    /// The pattern.
    public var entry: PatternEntry
    /// The number; no two patterns of the process have the same.
    public let number: UInt64

    private static let last = Atomic<UInt64>(0)

    /// A pattern with a number of its own.
    public init(_ entry: PatternEntry) {
        self.entry = entry
        number = Self.last.add(1, ordering: .relaxed).newValue
    }
}

/// The patterns of a list in their versions, and who matches them.
final class PatternStore: Sendable {
    private struct State {
        var patterns: [NumberedPattern]
        /// Versions that wait to be put in place, by number.
        var prepared: [UInt32: [NumberedPattern]] = [:]
        var current: UInt32 = 0
        var next: UInt32 = 0
        var users: [WeakUser] = []
    }

    /// A user lives as long as the configuration that it belongs to.
    private struct WeakUser {
        weak var cell: PatternCell?
    }

    private let state: Mutex<State>

    init(_ entries: [PatternEntry]) {
        state = Mutex(State(patterns: entries.map { NumberedPattern($0) }))
    }

    var entries: [PatternEntry] { state.withLock { $0.patterns.map(\.entry) } }

    var versions: (current: UInt32, next: UInt32) { state.withLock { ($0.current, $0.next) } }

    var users: [PatternCell] { state.withLock { $0.users.compactMap(\.cell) } }

    func numbered(_ version: UInt32?) -> [NumberedPattern] {
        state.withLock { state in
            guard let version, version != state.current else { return state.patterns }
            return state.prepared[version] ?? []
        }
    }

    func prepare() -> UInt32 {
        state.withLock { state in
            state.next &+= 1
            state.prepared[state.next] = []
            return state.next
        }
    }

    /// Changes a version, of which only the one in use is compiled; false when there is none of that number.
    func change(
        _ version: UInt32?,
        _ body: (inout [NumberedPattern]) -> Void
    ) throws(PatternFault) -> Bool {
        let outcome: Result<Bool, PatternFault> = state.withLock { state in
            if let version, version != state.current {
                guard var patterns = state.prepared[version] else { return .success(false) }
                body(&patterns)
                state.prepared[version] = patterns
                return .success(true)
            }
            var patterns = state.patterns
            body(&patterns)
            return Self.publish(patterns, &state)
        }
        return try outcome.get()
    }

    /// Changes the version in use.
    func change(_ body: (inout [NumberedPattern]) -> Void) throws(PatternFault) {
        _ = try change(nil, body)
    }

    /// Puts a version in place of the one in use; older ones that wait are forgotten.
    func commit(_ version: UInt32) throws(PatternFault) -> Bool {
        let outcome: Result<Bool, PatternFault> = state.withLock { state in
            if version == state.current { return .success(true) }
            guard let patterns = state.prepared[version] else { return .success(false) }
            let published = Self.publish(patterns, &state)
            if case .success = published {
                state.prepared = state.prepared.filter { $0.key > version }
                state.current = version
            }
            return published
        }
        return try outcome.get()
    }

    func add(_ user: PatternCell) throws(PatternFault) {
        let outcome: Result<Void, PatternFault> = state.withLock { state in
            do throws(PatternFault) {
                user.publish(try user.compiled(state.patterns.map(\.entry)))
            } catch {
                return .failure(error)
            }
            state.users.append(WeakUser(cell: user))
            return .success(())
        }
        try outcome.get()
    }

    /// Has the users of another store match these patterns; false when they cannot.
    func take(usersOf other: PatternStore) -> Bool {
        let users = other.users
        return state.withLock { state in
            let entries = state.patterns.map(\.entry)
            var sets: [PatternSet] = []
            for user in users {
                guard let set = try? user.compiled(entries) else { return false }
                sets.append(set)
            }
            for (user, set) in zip(users, sets) { user.publish(set) }
            state.users += users.map { WeakUser(cell: $0) }
            return true
        }
    }

    private static func publish(
        _ patterns: [NumberedPattern],
        _ state: inout State
    ) -> Result<Bool, PatternFault> {
        state.users.removeAll { $0.cell == nil }
        let users = state.users.compactMap(\.cell)
        let entries = patterns.map(\.entry)
        do throws(PatternFault) {
            var sets: [PatternSet] = []
            for user in users { sets.append(try user.compiled(entries)) }
            for (user, set) in zip(users, sets) { user.publish(set) }
        } catch {
            return .failure(error)
        }
        state.patterns = patterns
        return .success(true)
    }
}

/// What one way of matching finds for a text.
public struct PatternFinding: Sendable {
    /// How it compares.
    public let method: MatchMethod
    /// Whether the case of letters is no difference.
    public let ignoresCase: Bool
    /// Whether it looks patterns up by their hash, not one after the other.
    public let isIndexed: Bool
    /// The pattern that was found.
    public let entry: PatternEntry?
    /// The type of a map's values.
    public let type: SampleType
}

extension PatternCell {
    /// What it finds for a text.
    func find(_ text: [UInt8]) -> PatternFinding {
        let entry = text.withUnsafeBytes { bytes in match(bytes) }
        return PatternFinding(
            method: method,
            ignoresCase: ignoresCase,
            isIndexed: method == .ip || !ignoresCase && (method == .str || method == .beg),
            entry: entry,
            type: output
        )
    }

    private func match(_ text: UnsafeRawBufferPointer) -> PatternEntry? {
        let area = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        let (stream, memory) = (NoStream(), SampleMemory())
        defer {
            area.deallocate()
            withExtendedLifetime((stream, memory)) {}
        }
        var context = SampleContext(
            stream: stream,
            point: .commands,
            arena: SampleArena(area),
            memory: memory
        )
        guard let set, let sample = Sample.text(text).cast(to: method.input, &context.arena) else {
            return nil
        }
        return set.match(sample, &context).map { set.entries[$0] }
    }
}
