internal import DocumentValues
internal import ModuleContract

/// The digits that name a key: 8, 16, or all of its fingerprint.
struct AptKeyName: Sendable, Hashable {
    /// All that were given.
    let whole: String

    /// Reads digits as they are written, with or without `0x`.
    init(_ text: String) throws(ModuleFailure) {
        var digits = text.uppercased()
        if digits.hasPrefix("0X") { digits.removeFirst(2) }
        let count = digits.count
        guard digits.allSatisfy({ $0.isASCII && $0.isHexDigit }), count == 8 || count >= 16 else {
            throw ModuleFailure("Invalid key_id", result: ["id": .string(text)])
        }
        whole = digits
    }

    /// The last 8, by which `apt-key del` finds it.
    var short: String { String(whole.suffix(8)) }

    /// The last 16, or the 8 that there are.
    var long: String { String(whole.suffix(16)) }

    /// A key of a ring, by as many digits as this has at most.
    func shortened(_ key: String) -> String { whole.count == 8 ? String(key.suffix(8)) : key }

    /// The keys in what `gpg` prints, with colons or without.
    static func keys(in text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("pub") || line.hasPrefix("sub"), !line.contains("expired") else {
                return nil
            }
            let words = line.split(whereSeparator: \.isWhitespace)
            if words.count > 1 {
                let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
                if parts.count == 2 { return String(parts[1]) }
            }
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            return fields.count > 4 ? String(fields[4]) : nil
        }
    }
}
