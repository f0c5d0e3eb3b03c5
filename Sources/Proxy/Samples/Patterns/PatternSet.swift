internal import RegularExpressions

/// One pattern as it was written, with the value that a map has for it.
public struct PatternEntry: Sendable, Hashable {
    /// The pattern.
    public var key: String
    /// The value of a map; nil in an ACL.
    public var value: String?

    /// A pattern.
    public init(key: String, value: String? = nil) {
        self.key = key
        self.value = value
    }
}

/// Why a pattern cannot be used.
public struct PatternFault: Error, Sendable, Hashable {
    /// The pattern or value.
    public let text: String
    /// What is wrong, with the pattern or value in it.
    public let message: String
}

/// Patterns compiled for one method: immutable, made once, used by any number of threads.
public final class PatternSet: @unchecked Sendable {
    /// What stands for a pattern in matching.
    enum Needle {
        case bytes(UnsafeRawBufferPointer)
        case range(ClosedRange<Int64>)
        case expression(RegularExpression)
    }

    /// The patterns in order.
    public let entries: [PatternEntry]
    /// How they are compared.
    public let method: MatchMethod
    private let ignoresCase: Bool
    private var needles: [Needle] = []
    /// The values as samples; empty in an ACL.
    private var values: [Sample] = []
    private var memory: [UnsafeMutableRawBufferPointer] = []
    private var table: PatternTable?
    /// The lengths of prefixes, the longest first.
    private var lengths: [Int] = []
    private var networks: NetworkTable?

    /// Compiles patterns; values become samples of a type.
    init(
        _ entries: [PatternEntry],
        _ method: MatchMethod,
        ignoresCase: Bool,
        giving output: SampleType
    ) throws(PatternFault) {
        self.entries = entries
        self.method = method
        self.ignoresCase = ignoresCase
        try compile()
        for entry in entries where entry.value != nil {
            values.append(try value(entry.value ?? "", as: output))
        }
        if values.count < entries.count { values = [] }
    }

    deinit {
        table?.deallocate()
        networks?.deallocate()
        for bytes in memory { bytes.deallocate() }
    }

    private func compile() throws(PatternFault) {
        switch method {
        case .found, .bool: break
        case .int, .len:
            for entry in entries { needles.append(.range(try Self.range(entry.key))) }
        case .ip: networks = try NetworkTable(entries)
        case .str:
            table = PatternTable(keys { Array($0.utf8) }, foldsCase: ignoresCase)
        case .bin:
            var keys: [(key: [UInt8], entry: Int)] = []
            for (index, entry) in entries.enumerated() {
                keys.append((try Self.bytes(hexadecimal: entry.key), index))
            }
            table = PatternTable(keys, foldsCase: false)
        case .beg where !ignoresCase:
            table = PatternTable(keys { Array($0.utf8) }, foldsCase: false)
            lengths = Set(entries.map(\.key.utf8.count)).sorted(by: >)
        case .beg, .sub, .dir, .dom, .end:
            let ends = Self.ends(of: method)
            for entry in entries {
                var key = Array(entry.key.utf8)[...]
                while let first = key.first, ends.contains(first) { key.removeFirst() }
                while let last = key.last, ends.contains(last) { key.removeLast() }
                needles.append(.bytes(keep(Array(key))))
            }
        case .reg, .regm:
            for entry in entries {
                let options: RegularExpression.Options =
                    ignoresCase ? [.bytes, .caseInsensitive] : .bytes
                do throws(RegularExpressionError) {
                    needles.append(.expression(try RegularExpression(entry.key, options: options)))
                } catch {
                    throw PatternFault(
                        text: entry.key,
                        message: "the regular expression '\(entry.key)' does not compile: "
                            + error.message
                    )
                }
            }
        }
    }

    private func keys(_ bytes: (String) -> [UInt8]) -> [(key: [UInt8], entry: Int)] {
        entries.enumerated().map { (bytes($0.element.key), $0.offset) }
    }

    private func keep(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        copy.copyBytes(from: bytes)
        memory.append(copy)
        return UnsafeRawBufferPointer(copy)
    }

    private func value(_ text: String, as type: SampleType) throws(PatternFault) -> Sample {
        let bytes = keep(Array(text.utf8))
        switch type {
        case .sint:
            let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
            guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
                throw PatternFault(text: text, message: "the value '\(text)' is not a number")
            }
            return .integer(bytes.leadingInteger)
        case .address:
            guard let address = AddressText.ipv4(bytes) ?? AddressText.ipv6(bytes) else {
                throw PatternFault(text: text, message: "the value '\(text)' is not an address")
            }
            return address
        default: return .text(bytes)
        }
    }

    /// The value of an entry; nil in an ACL.
    func value(of entry: Int) -> Sample? {
        entry < values.count ? values[entry] : nil
    }

    /// The first pattern that a sample matches, or of prefixes and networks the longest; a sample of
    /// the method's type.
    func match(_ sample: Sample, _ context: inout SampleContext) -> Int? {
        switch method {
        case .found: return 0
        case .bool: return sample.isTrue ? 0 : nil
        case .int: return range(of: sample.integer)
        case .len: return range(of: Int64(sample.bytes.count))
        case .ip: return networks?.find(sample)
        case .str, .bin: return table?.find(sample.bytes)
        case .beg:
            guard let table else { return search(sample.bytes) }
            for length in lengths where length <= sample.bytes.count {
                let prefix = UnsafeRawBufferPointer(rebasing: sample.bytes[..<length])
                if let entry = table.find(prefix) { return entry }
            }
            return nil
        case .sub, .dir, .dom, .end: return search(sample.bytes)
        case .reg, .regm:
            for index in needles.indices {
                if case .expression(let expression) = needles[index],
                    expression.matches(sample.bytes, scratch: context.memory.matches)
                {
                    return index
                }
            }
            return nil
        }
    }

    private func range(of number: Int64) -> Int? {
        for index in needles.indices {
            if case .range(let range) = needles[index], range.contains(number) { return index }
        }
        return nil
    }

    private func search(_ bytes: UnsafeRawBufferPointer) -> Int? {
        for index in needles.indices {
            guard case .bytes(let needle) = needles[index] else { continue }
            let isThere =
                switch method {
                case .beg: bytes.holds(needle, at: 0, ignoringCase: ignoresCase)
                case .end:
                    bytes.holds(needle, at: bytes.count - needle.count, ignoringCase: ignoresCase)
                case .sub: bytes.contains(needle, ignoringCase: ignoresCase)
                default:
                    bytes.containsWord(
                        needle,
                        between: Self.ends(of: method),
                        ignoringCase: ignoresCase
                    )
                }
            if isThere { return index }
        }
        return nil
    }

    private static let slashes = Array("/?".utf8)
    private static let dots = Array("/?.:".utf8)

    private static func ends(of method: MatchMethod) -> [UInt8] {
        switch method {
        case .dir: slashes
        case .dom: dots
        default: []
        }
    }
}
