public import Diagnostics
internal import Synchronization

/// How long a variable lives.
public enum VariableScope: UInt8, Sendable, CaseIterable {
    /// As long as the process; shared by all threads.
    case proc
    /// As long as the client's connection.
    case sess
    /// As long as a request and its response.
    case txn
    /// While the request is looked at.
    case req
    /// While the response is looked at.
    case res
    /// As long as a health check.
    case check
}

/// A variable by its scope and name, as `txn.user`.
public final class VariableName: Sendable {
    /// How long it lives.
    public let scope: VariableScope
    /// What stands for scope and name.
    let id: UInt32
    /// As it was written.
    public let text: String

    /// The names that were ever read, each with its number.
    private static let numbers = Mutex<[String: UInt32]>([:])

    /// A variable; nil when the text has no scope or bytes that no name has.
    public init?(_ text: String) {
        guard let dot = text.firstIndex(of: "."),
            let scope = VariableScope.allCases.first(where: { "\($0)" == text[..<dot] })
        else { return nil }
        let name = text[text.index(after: dot)...]
        let isName = name.utf8.allSatisfy { byte in
            byte &- 0x30 < 10 || byte &- 0x41 < 26 || byte &- 0x61 < 26 || byte == 0x5F
                || byte == 0x2E
        }
        guard isName, !name.isEmpty else { return nil }
        self.scope = scope
        self.text = text
        let number = Self.numbers.withLock { numbers in
            if let known = numbers[String(name)] { return known }
            let next = UInt32(numbers.count)
            numbers[String(name)] = next
            return next
        }
        id = number << 3 | UInt32(scope.rawValue)
    }

    /// A variable, or why the text is none.
    public static func read(
        _ text: String,
        at place: SourcePlace?
    ) throws(Diagnostic) -> VariableName {
        if let variable = VariableName(text) { return variable }
        throw Diagnostic(
            "invalid variable name '\(text)'",
            at: place,
            expected:
                "a scope (proc, sess, txn, req, res or check), a dot, and letters, digits, '_' and '.'"
        )
    }

    static func read(_ text: String, in draft: CallDraft) throws(Diagnostic) -> VariableName {
        try read(text, at: draft.place)
    }

    /// The value; nil when it is not set.
    public func value(_ context: inout SampleContext) -> Sample? {
        if scope == .proc { return ProcessVariables.value(of: id, &context.arena) }
        return context.stream.variables(scope, creating: false)?.value(of: id)
    }

    /// Whether it is set.
    func isSet(_ context: inout SampleContext) -> Bool { value(&context) != nil }

    /// Gives it a value; false when there is no place for it.
    @discardableResult
    public func set(_ sample: Sample, _ context: inout SampleContext) -> Bool {
        if scope == .proc { return ProcessVariables.set(id, sample) }
        return context.stream.variables(scope, creating: true)?.set(id, sample) ?? false
    }

    /// Forgets its value.
    public func unset(_ context: inout SampleContext) {
        if scope == .proc { return ProcessVariables.unset(id) }
        context.stream.variables(scope, creating: false)?.unset(id)
    }

    /// The type of a variable of the process and its value as text; nil when it is not set.
    public func processText() -> (type: SampleType, text: [UInt8])? {
        guard scope == .proc else { return nil }
        let area = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { area.deallocate() }
        var arena = SampleArena(area)
        guard let value = ProcessVariables.value(of: id, &arena) else { return nil }
        let text = value.cast(to: .str, &arena)?.bytes.map { $0 &- 0x20 < 0x5F ? $0 : 0x2E }
        return (value.type, text ?? [])
    }

    /// Gives a variable of the process a value.
    @discardableResult
    public func setForProcess(_ sample: Sample) -> Bool { ProcessVariables.set(id, sample) }
}

extension VariableName: Hashable {
    /// Whether both name the same variable.
    public static func == (left: VariableName, right: VariableName) -> Bool { left.id == right.id }

    /// Hashes what stands for the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Values of variables, with memory of their own.
///
/// It is used by one thread; the variables of the process stand behind a lock.
public final class VariableStore {
    private struct Entry {
        var id: UInt32
        /// What is no text; a text's bytes stand in `memory`.
        var value: Sample
        var count = 0
        var memory: UnsafeMutableRawBufferPointer
    }

    private var entries: [Entry] = []
    /// Whether those of `req` are gone and those of `res` may be there.
    private var isInResponse = false

    /// A store without values.
    public init() {}

    deinit { removeAll() }

    /// A value, valid until it is set again.
    func value(of id: UInt32) -> Sample? {
        guard let entry = entries.first(where: { $0.id == id }) else { return nil }
        guard Self.hasBytes(entry.value.type) else { return entry.value }
        let bytes = UnsafeRawBufferPointer(rebasing: entry.memory[..<entry.count])
        return Sample.text(bytes).retyped(entry.value.type)
    }

    func set(_ id: UInt32, _ sample: Sample) -> Bool {
        if id & 7 == UInt32(VariableScope.res.rawValue) { enterResponse() }
        if id & 7 == UInt32(VariableScope.req.rawValue), isInResponse { return false }
        let index = entries.firstIndex { $0.id == id } ?? entries.count
        if index == entries.count {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 1)
            entries.append(Entry(id: id, value: sample, memory: memory))
        }
        var plain = sample
        plain.hasMore = false
        entries[index].value = plain
        guard Self.hasBytes(sample.type) else { return true }
        let bytes = sample.bytes
        let old = entries[index].memory
        if old.count < bytes.count {
            let memory = UnsafeMutableRawBufferPointer.allocate(
                byteCount: max(32, bytes.count),
                alignment: 1
            )
            memory.copyMemory(from: bytes)
            entries[index].memory = memory
            old.deallocate()
        } else if let target = old.baseAddress, let source = bytes.baseAddress {
            target.copyMemory(from: source, byteCount: bytes.count)
        }
        entries[index].count = bytes.count
        return true
    }

    func unset(_ id: UInt32) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
        entries[index].memory.deallocate()
        entries.remove(at: index)
    }

    /// Begins with the response: what was set for the request is forgotten.
    public func enterResponse() {
        guard !isInResponse else { return }
        isInResponse = true
        let request = UInt32(VariableScope.req.rawValue)
        for entry in entries where entry.id & 7 == request { entry.memory.deallocate() }
        entries.removeAll { $0.id & 7 == request }
    }

    /// Forgets all values.
    public func removeAll() {
        for entry in entries { entry.memory.deallocate() }
        entries.removeAll(keepingCapacity: true)
        isInResponse = false
    }

    private static func hasBytes(_ type: SampleType) -> Bool {
        type == .str || type == .bin || type == .meth
    }
}

/// The variables of the process.
enum ProcessVariables {
    private struct Values: ~Copyable, @unchecked Sendable {
        let store = VariableStore()
    }

    private static let values = Mutex<Values>(Values())

    static func value(of id: UInt32, _ arena: inout SampleArena) -> Sample? {
        withStore { store in
            guard let value = store.value(of: id) else { return nil }
            guard !value.bytes.isEmpty else { return value }
            return arena.store(value.bytes).map { Sample.text($0).retyped(value.type) }
        }
    }

    static func set(_ id: UInt32, _ sample: Sample) -> Bool {
        withStore { $0.set(id, sample) }
    }

    static func unset(_ id: UInt32) {
        withStore { $0.unset(id) }
    }

    private static func withStore<Result>(_ body: (VariableStore) -> Result) -> Result {
        nonisolated(unsafe) var result: Result?
        values.withLock { values in result = body(values.store) }
        guard let result else { fatalError("a lock's body always runs") }
        return result
    }
}
