public import DocumentValues
internal import Synchronization

/// The values that no report may show: vaulted texts, passwords, results of `no_log` tasks.
///
/// Every sink passes its text through it, whatever way a secret took to get there. Texts of fewer
/// than four characters are not registered: masking them would hide nothing and garble everything.
public final class SecretMask: Sendable {
    private let spellings = Mutex<[String]>([])

    /// The shortest text that is masked.
    public static let shortestLength = 4

    /// A mask that knows no secrets yet.
    public init() {}

    /// What stands for a secret.
    public static let replacement = "********"

    /// Registers a secret, with the spellings it takes in JSON and over several lines.
    public func add(_ secret: String) {
        var found = [secret]
        let quoted = resultText(.string(secret)).dropFirst().dropLast()
        if quoted != secret { found.append(String(quoted)) }
        let lines = secret.split(whereSeparator: \.isNewline)
        if lines.count > 1 { found += lines.map(String.init) }
        spellings.withLock { known in
            for spelling in found
            where spelling.count >= Self.shortestLength && !known.contains(spelling) {
                known.append(spelling)
            }
            known.sort { $0.utf8.count > $1.utf8.count }
        }
    }

    /// Registers every text in a value.
    public func addAll(in value: Value) {
        switch value {
        case .string(let text): add(text)
        case .list(let elements): for element in elements { addAll(in: element) }
        case .map(let map): for entry in map { addAll(in: entry.value) }
        case .integer(let number): add(String(number))
        case .null, .bool, .float: break
        }
    }

    /// The text with every secret in it replaced.
    public func masked(_ text: String) -> String {
        let known = spellings.withLock { $0 }
        if known.isEmpty { return text }
        var bytes = Array(text.utf8)
        for secret in known { replaceAll(Array(secret.utf8), in: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func replaceAll(_ secret: [UInt8], in bytes: inout [UInt8]) {
        guard let first = secret.first, bytes.count >= secret.count else { return }
        var result: [UInt8] = []
        var index = 0
        var hasFound = false
        while index < bytes.count {
            if bytes[index] == first, bytes[index...].starts(with: secret) {
                result += Self.replacement.utf8
                index += secret.count
                hasFound = true
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        if hasFound { bytes = result }
    }
}
