internal import EventLoops
internal import LinuxSystem
public import StickTables

/// The tables of keys, as the runtime API shows and changes them.
extension ProxyRuntime {
    /// The tables that are declared, in the order of the configuration.
    public var tables: [StickTable] { generation.tables }

    /// The clock that tables go by, in milliseconds.
    public var tableTime: Int64 { MonotonicClock.now.milliseconds }
}

extension StickTable {
    /// The tables of some proxies, those of the generation before where they are declared alike.
    static func all(
        _ declared: [(name: String, settings: StickTableSettings)],
        continuing old: [StickTable]
    ) -> [StickTable] {
        declared.map { name, settings in
            old.first { $0.name == name && $0.settings == settings }
                ?? StickTable(settings, name: name)
        }
    }
}
