public import DocumentValues
internal import Synchronization

/// The texts that no report may show: vaulted ones, passwords, what `no_log` tasks registered.
///
/// Every sink passes what it tells through it, whatever way a secret took to get there: data before
/// it is encoded, so that a record stays valid JSON, and text that others have put together in
/// each of the ``SecretSpellings``. Texts of fewer than four characters are not registered: masking
/// them would hide nothing and garble everything.
public final class SecretMask: Sendable {
    /// The known spellings by their first byte, the longest first.
    private let spellings = Mutex<[UInt8: [[UInt8]]]>([:])

    /// The shortest text that is masked.
    public static let shortestLength = 4

    /// A mask that knows no secrets yet.
    public init() {}

    /// What stands for a secret.
    public static let replacement = "********"

    /// Registers a secret, with all of its spellings.
    public func add(_ secret: String) {
        let found = SecretSpellings.all(of: secret).filter { $0.count >= Self.shortestLength }
        spellings.withLock { known in
            for spelling in found {
                let bytes = Array(spelling.utf8)
                var alike = known[bytes[0]] ?? []
                if alike.contains(bytes) { continue }
                alike.insert(bytes, at: alike.firstIndex { $0.count < bytes.count } ?? alike.count)
                known[bytes[0]] = alike
            }
        }
    }

    /// Registers every text and number in a value.
    public func addAll(in value: Value) {
        switch value {
        case .string(let text): add(text)
        case .list(let elements): for element in elements { addAll(in: element) }
        case .map(let map): for entry in map { addAll(in: entry.value) }
        case .integer(let number): add(String(number))
        case .null, .bool, .float: break
        }
    }

    /// Whether a text holds a secret.
    public func holdsSecret(_ text: String) -> Bool {
        let known = spellings.withLock { $0 }
        return !known.isEmpty && !Self.ranges(in: Array(text.utf8), known, upTo: 1).isEmpty
    }

    /// The text with every secret in it replaced.
    public func masked(_ text: String) -> String {
        let known = spellings.withLock { $0 }
        return known.isEmpty ? text : Self.masked(text, known)
    }

    /// The value with every secret in its texts and keys replaced; a number that is one becomes a
    /// text.
    public func masked(_ value: Value) -> Value {
        let known = spellings.withLock { $0 }
        return known.isEmpty ? value : Self.masked(value, known)
    }

    /// The mapping with every secret in it replaced.
    public func masked(_ map: ValueMap) -> ValueMap { masked(.map(map)).map ?? map }

    private static func masked(_ value: Value, _ known: [UInt8: [[UInt8]]]) -> Value {
        switch value {
        case .string(let text): return .string(masked(text, known))
        case .list(let elements): return .list(elements.map { masked($0, known) })
        case .map(let map):
            var result = ValueMap()
            for entry in map { result[masked(entry.key, known)] = masked(entry.value, known) }
            return .map(result)
        case .integer(let number):
            let digits = Array(String(number).utf8)
            let isSecret = known[digits[0]]?.contains(digits) ?? false
            return isSecret ? .string(replacement) : value
        case .null, .bool, .float: return value
        }
    }

    private static func masked(_ text: String, _ known: [UInt8: [[UInt8]]]) -> String {
        let bytes = Array(text.utf8)
        let ranges = ranges(in: bytes, known)
        if ranges.isEmpty { return text }
        var result: [UInt8] = []
        var position = 0
        for range in ranges {
            result += bytes[position..<range.lowerBound]
            result += replacement.utf8
            position = range.upperBound
        }
        result += bytes[position...]
        return String(decoding: result, as: UTF8.self)
    }

    /// Where secrets are, secrets that overlap as one range.
    private static func ranges(
        in bytes: [UInt8],
        _ known: [UInt8: [[UInt8]]],
        upTo limit: Int = .max
    ) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        for index in bytes.indices {
            guard let alike = known[bytes[index]],
                let secret = alike.first(where: { bytes[index...].starts(with: $0) })
            else { continue }
            let end = index + secret.count
            if let last = ranges.last, last.upperBound > index {
                ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, end)
            } else {
                ranges.append(index..<end)
            }
            if ranges.count == limit { break }
        }
        return ranges
    }
}
