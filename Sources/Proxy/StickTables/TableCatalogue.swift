internal import Synchronization

/// A table by its name, as a configuration means it: which one it is turns out when all of it is read.
public final class TableReference: Sendable {
    /// The name.
    public let name: String
    private let state = Mutex<StickTable?>(nil)

    init(_ name: String) { self.name = name }

    /// The table; nil before the configuration is run.
    public internal(set) var table: StickTable? {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}

/// The names of tables that one configuration uses.
public final class TableCatalogue: Sendable {
    private struct State {
        var references: [String: TableReference] = [:]
        var section = ""
        var slotCount = 3
    }

    private let state = Mutex(State())

    /// No names.
    public init() {}

    /// The section that is being read, whose table is meant where none is named.
    public var section: String {
        get { state.withLock { $0.section } }
        set { state.withLock { $0.section = newValue } }
    }

    /// `tune.stick-counters`: how many keys a connection, or a stream, may track at once.
    public var slotCount: Int {
        get { state.withLock { $0.slotCount } }
        set { state.withLock { $0.slotCount = newValue } }
    }

    /// What stands for a table; nil or nothing is the section's own.
    public func reference(_ name: String?) -> TableReference {
        state.withLock { state in
            let name = name.flatMap { $0.isEmpty ? nil : $0 } ?? state.section
            if let known = state.references[name] { return known }
            let reference = TableReference(name)
            state.references[name] = reference
            return reference
        }
    }

    /// The names that are used.
    public var names: [String] { state.withLock { $0.references.keys.sorted() } }

    /// Says which tables are meant.
    public func attach(_ tables: [String: StickTable]) {
        state.withLock { state in
            for reference in state.references.values { reference.table = tables[reference.name] }
        }
    }
}

extension TableCatalogue: Hashable {
    /// Catalogues belong to a reading, not to what was read: they are no difference.
    public static func == (left: TableCatalogue, right: TableCatalogue) -> Bool { true }

    /// Hashes nothing.
    public func hash(into hasher: inout Hasher) {}
}
