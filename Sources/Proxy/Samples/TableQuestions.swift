public import StickTables

/// What can be asked of a key's numbers: one line for each name that fetches and converters share.
struct TableQuestion: Sendable {
    typealias Answer = @Sendable (inout StickRow, _ index: Int, _ now: Int64) -> Int64?

    /// The name behind `sc_`, `src_` or `table_`.
    let name: String
    /// Whether a number of an array comes before everything else.
    let hasIndex: Bool
    /// Whether the key is remembered by it.
    let changes: Bool
    let answer: Answer

    static let all: [TableQuestion] =
        [
            number("conn_cnt", .connections), number("conn_cur", .currentConnections),
            number("conn_rate", .connectionRate), number("sess_cnt", .sessions),
            number("sess_rate", .sessionRate), number("http_req_cnt", .requests),
            number("http_req_rate", .requestRate), number("http_err_cnt", .errors),
            number("http_err_rate", .errorRate), number("http_fail_cnt", .failures),
            number("http_fail_rate", .failureRate), number("bytes_in_rate", .bytesInRate),
            number("bytes_out_rate", .bytesOutRate), number("glitch_cnt", .glitches),
            number("glitch_rate", .glitchRate), number("gpc0_rate", .generalRate0),
            number("gpc1_rate", .generalRate1), kilobytes("kbytes_in", .bytesIn),
            kilobytes("kbytes_out", .bytesOut), number("get_gpc0", .generalCounter0),
            number("get_gpc1", .generalCounter1), number("get_gpt0", .generalTag0),
            element("get_gpc", .generalCounters), element("get_gpt", .generalTags),
            element("gpc_rate", .generalRates),
        ] + changes

    /// Those that change a number by being asked.
    private static let changes: [TableQuestion] = [
        increment("inc_gpc0", false, .generalCounter0, .generalRate0),
        increment("inc_gpc1", false, .generalCounter1, .generalRate1),
        increment("inc_gpc", true, .generalCounters, .generalRates),
        clear("clr_gpc0", false, .generalCounter0), clear("clr_gpc1", false, .generalCounter1),
        clear("clr_gpc", true, .generalCounters),
    ]

    private static func number(_ name: String, _ datum: StickDatum) -> TableQuestion {
        TableQuestion(name: name, hasIndex: false, changes: false) { row, _, now in
            row.value(datum, at: now)
        }
    }

    private static func element(_ name: String, _ datum: StickDatum) -> TableQuestion {
        TableQuestion(name: name, hasIndex: true, changes: false) { row, index, now in
            row.value(datum, index, at: now)
        }
    }

    private static func kilobytes(_ name: String, _ datum: StickDatum) -> TableQuestion {
        TableQuestion(name: name, hasIndex: false, changes: false) { row, _, now in
            row.value(datum, at: now).map { $0 >> 10 }
        }
    }

    private static func increment(
        _ name: String,
        _ hasIndex: Bool,
        _ datum: StickDatum,
        _ rate: StickDatum
    ) -> TableQuestion {
        TableQuestion(name: name, hasIndex: hasIndex, changes: true) { row, index, now in
            row.add(rate, index, at: now)
            row.add(datum, index, at: now)
            return row.value(datum, index, at: now) ?? row.value(rate, index, at: now)
        }
    }

    private static func clear(
        _ name: String,
        _ hasIndex: Bool,
        _ datum: StickDatum
    ) -> TableQuestion {
        TableQuestion(name: name, hasIndex: hasIndex, changes: true) { row, index, now in
            let old = row.value(datum, index, at: now)
            row.set(datum, index, to: 0, at: now)
            return old
        }
    }
}

/// An entry that a stream or its connection holds.
public struct TrackedEntry: Sendable {
    /// The table.
    public let table: StickTable
    /// The entry.
    public let place: StickTable.Place

    /// An entry of a table.
    public init(table: StickTable, place: StickTable.Place) {
        self.table = table
        self.place = place
    }
}

extension StickTable {
    /// The key that a value is for this table; nil when it cannot be one.
    public func key(_ sample: Sample, _ arena: inout SampleArena) -> [UInt8]? {
        switch settings.key {
        case .ipv4:
            return sample.cast(to: .ipv4, &arena).map { address in
                withUnsafeBytes(of: address.ipv4.bigEndian) { Array($0) }
            }
        case .ipv6:
            return sample.cast(to: .ipv6, &arena).map { address in
                withUnsafeBytes(of: (address.high.bigEndian, address.low.bigEndian)) { Array($0) }
            }
        case .integer:
            return sample.cast(to: .sint, &arena).map { number in
                let word = UInt32(truncatingIfNeeded: number.integer)
                return withUnsafeBytes(of: word.bigEndian) { Array($0) }
            }
        case .string(let limit):
            return sample.cast(to: .str, &arena).map { Array($0.bytes.prefix(limit)) }
        case .binary(let length):
            return sample.cast(to: .bin, &arena).map { value in
                let bytes = Array(value.bytes.prefix(length))
                return bytes + Array(repeating: 0, count: length - bytes.count)
            }
        }
    }
}
