internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane
internal import Samples
internal import StickTables

/// `show table`, `set table`, `clear table`.
enum TableCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "show table",
            usage: "show table [<table> [data.<type> <op> <value>|key <key>]]",
            "report table usage stats or dump this table's contents"
        ) { call in
            guard let name = call.argument(0) else {
                return call.runtime.tables.map { head($0, call) + "\n" }.joined()
            }
            guard let table = call.table(name) else { return "No such table\n" }
            let now = call.runtime.tableTime
            do throws(TableFault) {
                let choice = try TableChoice(call, table)
                let keys = choice.keys(of: table, at: now)
                if choice.isOneKey, keys.isEmpty { return "" }
                let lines = keys.map { line($0, table, now) }
                return head(table, call) + "\n" + lines.joined()
            } catch { return "\(error.text)\n" }
        },
        ControlCommand(
            "clear table",
            usage: "clear table <table> [data.<type> <op> <value>|key <key>]",
            "remove an entry from a table (filter: data/key)",
            level: .operator
        ) { call in
            guard let table = call.table(call.argument(0) ?? "") else { return "No such table\n" }
            let now = call.runtime.tableTime
            do throws(TableFault) {
                let choice = try TableChoice(call, table)
                let isFree = choice.keys(of: table, at: now).allSatisfy {
                    table.remove($0, at: now)
                }
                return isFree || !choice.isOneKey
                    ? "" : "Entry currently in use, cannot remove\n"
            } catch { return "\(error.text)\n" }
        },
        ControlCommand(
            "set table",
            usage: "set table <table> key <key> [data.<type> <value>]*",
            "update or create a table entry's data",
            level: .operator
        ) { call in
            guard let table = call.table(call.argument(0) ?? "") else { return "No such table\n" }
            guard call.argument(1) == "key", let text = call.argument(2) else {
                return "Key value expected\n"
            }
            guard let key = table.key(ofText: text) else { return "Invalid key\n" }
            var changes: [(StickDatum, Int, Int64)] = []
            var index = 3
            while let word = call.argument(index) {
                guard word.hasPrefix("data."), let (datum, place) = datum(word.dropFirst(5)),
                    table.stores(datum)
                else { return "Unknown data type\n" }
                guard let value = call.argument(index + 1).flatMap({ Int64($0) }) else {
                    return "Require a valid integer value to store\n"
                }
                changes.append((datum, place, value))
                index += 2
            }
            let now = call.runtime.tableTime
            let isThere: Bool? = table.with(key: key, at: now, creating: true) { row in
                for (datum, place, value) in changes { row.set(datum, place, to: value, at: now) }
                return true
            }
            return isThere == nil ? "Unable to allocate a new entry\n" : ""
        },
    ]

    private static func head(_ table: StickTable, _ call: ControlCall) -> String {
        "# table: \(table.name), type: \(table.settings.key.word), size:\(table.settings.size), "
            + "used:\(table.count(at: call.runtime.tableTime))"
    }

    private static func line(_ key: [UInt8], _ table: StickTable, _ now: Int64) -> String {
        let text: String? = table.with(key: key, at: now) { row in
            let expiry = table.settings.expiry == nil ? 0 : max(0, row.expiry - now)
            var text =
                "key=\(table.settings.key.text(key)) use=\(row.holders) exp=\(expiry) shard=0"
            for stored in table.settings.stored {
                for index in 0..<stored.count {
                    let value = row.value(stored.datum, index, at: now) ?? 0
                    text += " \(stored.datum.word)"
                    if stored.datum.isArray { text += "\(index)" }
                    if stored.datum.isRate { text += "(\(stored.period))" }
                    text += "=\(value)"
                }
            }
            return text
        }
        return text.map { "0x\(String(UInt(bitPattern: key.hashValue) >> 16, radix: 16)): \($0)\n" }
            ?? ""
    }

    /// `gpc0`, or `gpc1[3]`.
    static func datum(_ word: Substring) -> (StickDatum, Int)? {
        let name = word.prefix { $0 != "[" }
        guard let datum = StickDatum.allCases.first(where: { $0.word == name }) else { return nil }
        let index = Int(word.dropFirst(name.count + 1).prefix { $0 != "]" }) ?? 0
        return (datum, index)
    }
}

/// What is wrong with a command on a table.
private struct TableFault: Error {
    let text: String
}

/// Which keys a command is about.
private struct TableChoice {
    private enum Kind {
        case all
        case key([UInt8])
        case data(StickDatum, Int, String, Int64)
    }

    private let kind: Kind

    init(_ call: ControlCall, _ table: StickTable) throws(TableFault) {
        guard let word = call.argument(1) else {
            kind = .all
            return
        }
        if word == "key" {
            guard let text = call.argument(2), let key = table.key(ofText: text) else {
                throw TableFault(text: "Invalid key")
            }
            kind = .key(key)
            return
        }
        guard word.hasPrefix("data."), let (datum, index) = TableCommands.datum(word.dropFirst(5)),
            table.stores(datum)
        else { throw TableFault(text: "Filter entry #1: Unknown data type") }
        guard let operation = call.argument(2),
            ["eq", "ne", "lt", "le", "gt", "ge"].contains(operation)
        else {
            throw TableFault(
                text:
                    "Filter entry #1: Require and operator among \"eq\", \"ne\", \"le\", \"ge\", \"lt\", \"gt\""
            )
        }
        guard let value = call.argument(3).flatMap({ Int64($0) }) else {
            throw TableFault(
                text: "Filter entry #1: Require a valid integer value to compare against"
            )
        }
        kind = .data(datum, index, operation, value)
    }

    var isOneKey: Bool { if case .key = kind { true } else { false } }

    func keys(of table: StickTable, at now: Int64) -> [[UInt8]] {
        switch kind {
        case .all: table.keys(at: now)
        case .key(let key): table.with(key: key, at: now) { _ in [key] } ?? []
        case .data(let datum, let index, let operation, let value):
            table.keys(at: now).filter { key in
                let found: Int64?? = table.with(key: key, at: now) {
                    $0.value(datum, index, at: now)
                }
                guard let found, let found else { return false }
                return Self.compare(found, operation, value)
            }
        }
    }

    private static func compare(_ left: Int64, _ operation: String, _ right: Int64) -> Bool {
        switch operation {
        case "eq": left == right
        case "ne": left != right
        case "lt": left < right
        case "le": left <= right
        case "gt": left > right
        default: left >= right
        }
    }
}

extension ControlCall {
    fileprivate func table(_ name: String) -> StickTable? {
        runtime.tables.first { $0.name == name }
    }
}

extension StickTable {
    /// The key that a text stands for.
    fileprivate func key(ofText text: String) -> [UInt8]? {
        switch settings.key {
        case .ipv4, .ipv6:
            guard let address = SocketAddress(numeric: text, port: 0) else { return nil }
            switch (address, settings.key) {
            case (.v4(let word, _), .ipv4):
                return withUnsafeBytes(of: word.bigEndian) { Array($0) }
            case (.v6(let high, let low, _), .ipv6):
                return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
            default: return nil
            }
        case .integer:
            guard let number = Int64(text) else { return nil }
            let word = UInt32(truncatingIfNeeded: number)
            return withUnsafeBytes(of: word.bigEndian) { Array($0) }
        case .string(let limit): return Array(text.utf8.prefix(limit))
        case .binary(let length):
            var bytes: [UInt8] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                guard let byte = hexadecimalByte(rest) else { return nil }
                bytes.append(byte)
                rest = rest.dropFirst(2)
            }
            bytes = Array(bytes.prefix(length))
            return bytes + Array(repeating: 0, count: length - bytes.count)
        }
    }
}

extension StickTableSettings.KeyType {
    /// Its name.
    fileprivate var word: String {
        switch self {
        case .ipv4: "ip"
        case .ipv6: "ipv6"
        case .integer: "integer"
        case .string: "string"
        case .binary: "binary"
        }
    }

    /// A key as it is shown.
    fileprivate func text(_ key: [UInt8]) -> String {
        let number = key.prefix(16).reduce((high: UInt64(0), low: UInt64(0))) { sum, byte in
            (sum.high << 8 | sum.low >> 56, sum.low << 8 | UInt64(byte))
        }
        switch self {
        case .ipv4: return SocketAddress.v4(UInt32(truncatingIfNeeded: number.low), port: 0).host
        case .ipv6: return SocketAddress.v6(high: number.high, low: number.low, port: 0).host
        case .integer: return String(UInt32(truncatingIfNeeded: number.low))
        case .string:
            return key.map { byte in
                byte > 0x20 && byte < 0x7F
                    ? String(UnicodeScalar(byte)) : "\\x" + Self.hexadecimal(byte)
            }.joined()
        case .binary: return key.map { Self.hexadecimal($0).uppercased() }.joined()
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return digits.count == 1 ? "0\(digits)" : digits
    }
}
