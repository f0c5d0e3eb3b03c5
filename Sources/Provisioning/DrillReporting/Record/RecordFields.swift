import DocumentValues
import Drilling
import LinuxSystem

/// What is wrong with a text that should be a record of a drill.
public struct RecordProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// In the operator's words.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The fields of one object of a record; what is missing is told with its way from the top.
struct RecordFields {
    private let map: ValueMap
    private let way: String

    init(_ value: Value, at way: String = "") throws(RecordProblem) {
        guard let map = value.map else {
            throw RecordProblem("\(way.isEmpty ? "it" : "'\(way)'") is no object")
        }
        self.map = map
        self.way = way
    }

    func string(_ key: String) throws(RecordProblem) -> String {
        try require(key, "a text", map[key]?.string)
    }

    func integer(_ key: String) throws(RecordProblem) -> Int {
        try require(key, "a whole number", map[key]?.integer)
    }

    func bool(_ key: String) throws(RecordProblem) -> Bool {
        try require(key, "true or false", map[key]?.bool)
    }

    func duration(_ key: String) throws(RecordProblem) -> Duration {
        try require(key, "milliseconds", map[key].flatMap { Self.duration($0) })
    }

    func strings(_ key: String) throws(RecordProblem) -> [String] {
        try require(key, "a list of texts", map[key]?.list).compactMap(\.string)
    }

    /// A word of a list of words.
    func word<Word: RawRepresentable<String>>(_ key: String) throws(RecordProblem) -> Word {
        try require(key, "a known word", Word(rawValue: try string(key)))
    }

    func moment(_ key: String) throws(RecordProblem) -> WallTime {
        try require(key, "a moment in UTC", WallTime(rfc3339: try string(key)))
    }

    func optional(_ key: String) -> Value? {
        guard let value = map[key], value != .null else { return nil }
        return value
    }

    func object(_ key: String) throws(RecordProblem) -> RecordFields {
        try RecordFields(try require(key, "an object", optional(key)), at: path(key))
    }

    func objects(_ key: String) throws(RecordProblem) -> [RecordFields] {
        var objects: [RecordFields] = []
        for (number, value) in try require(key, "a list", map[key]?.list).enumerated() {
            objects.append(try RecordFields(value, at: "\(path(key))[\(number)]"))
        }
        return objects
    }

    func quantity(_ key: String) throws(RecordProblem) -> Quantity? {
        guard let value = optional(key) else { return nil }
        if let count = value["count"]?.integer { return .count(count) }
        let duration = value["ms"].flatMap { Self.duration($0) }
        return .duration(try require(key, "a count or milliseconds", duration))
    }

    /// Answered, failed, unknown.
    func tally(_ key: String) throws(RecordProblem) -> OutcomeTally {
        let counts = map[key]?.list?.compactMap(\.integer) ?? []
        guard counts.count == 3 else { throw RecordProblem("'\(path(key))' is no list of three") }
        return OutcomeTally(answered: counts[0], failed: counts[1], unknown: counts[2])
    }

    func histogram(_ key: String) throws(RecordProblem) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for entry in try require(key, "an object", map[key]?.map) {
            guard let bin = entry.key.string.flatMap({ Int($0) }), let count = entry.value.integer
            else { throw RecordProblem("'\(path(key))' holds what is no count") }
            histogram.counts[bin] = count
        }
        return histogram
    }

    private static func duration(_ value: Value) -> Duration? {
        switch value {
        case .integer(let count): .milliseconds(count)
        case .float(let count) where abs(count) < 1e12:
            .microseconds(Int64((count * 1000).rounded()))
        default: nil
        }
    }

    private func path(_ key: String) -> String { way.isEmpty ? key : "\(way).\(key)" }

    private func require<Wanted>(
        _ key: String,
        _ kind: String,
        _ found: Wanted?
    ) throws(RecordProblem) -> Wanted {
        guard let found else { throw RecordProblem("'\(path(key))' is not \(kind)") }
        return found
    }
}

extension WallTime {
    /// Reads `2026-11-26T02:53:42.123456Z`.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        let digits = { (range: Range<Int>) -> Int64? in
            Int64(String(decoding: bytes[range], as: UTF8.self))
        }
        guard bytes.count == 27, bytes[10] == UInt8(ascii: "T"), bytes[26] == UInt8(ascii: "Z"),
            let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10),
            let hour = digits(11..<13), let minute = digits(14..<16), let second = digits(17..<19),
            let microseconds = digits(20..<26), (1...12).contains(month)
        else { return nil }
        // Days since 1970 of the proleptic Gregorian calendar, counted from March.
        let shifted = month > 2 ? year : year - 1
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        self.init(
            seconds: days * 86_400 + hour * 3600 + minute * 60 + second,
            microseconds: Int32(microseconds)
        )
    }
}
