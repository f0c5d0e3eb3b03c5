internal import Cryptography
internal import HTTPWire

/// A line of a file of known hosts.
struct KnownHost: Sendable, Hashable {
    /// `@cert-authority` or `@revoked`, where the line has one.
    var marker: String?
    /// The names, or the hash of one.
    var names: String
    var type: String
    var key: String

    /// Reads a line; nil when it is none of a host.
    init?(_ line: String) {
        var words = line.split(whereSeparator: \.isWhitespace).map(String.init)[...]
        guard let first = words.first, !first.hasPrefix("#") else { return nil }
        if first.hasPrefix("@") { marker = words.removeFirst() }
        guard words.count >= 3 else { return nil }
        let start = words.startIndex
        (names, type, key) = (words[start], words[start + 1], words[start + 2])
    }

    /// Whether the name stands in the line as a hash.
    var isHashed: Bool { names.hasPrefix("|1|") }

    /// Whether the line is of that host, by the rules of `ssh`.
    func matches(_ host: String) -> Bool {
        if isHashed {
            let parts = names.split(separator: "|")
            guard parts.count == 3, let salt = Base64.decode(String(parts[1])) else { return false }
            return Base64.encode(Self.hash(host, salt: salt)) == parts[2]
        }
        let name = Array(host.lowercased().utf8)[...]
        var isMatch = false
        for word in names.lowercased().split(separator: ",") {
            let isNegated = word.hasPrefix("!")
            let pattern = Array(word.utf8).dropFirst(isNegated ? 1 : 0)
            guard Self.matches(name, pattern) else { continue }
            if isNegated { return false }
            isMatch = true
        }
        return isMatch
    }

    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == UInt8(ascii: "*") {
            let rest = pattern.drop { $0 == UInt8(ascii: "*") }
            return (name.startIndex...name.endIndex).contains { matches(name[$0...], rest) }
        }
        guard let letter = name.first, first == UInt8(ascii: "?") || first == letter else {
            return false
        }
        return matches(name.dropFirst(), pattern.dropFirst())
    }

    /// The names' field that holds a host as a hash only.
    static func hashedName(_ host: String, salt: [UInt8]) -> String {
        "|1|\(Base64.encode(salt))|\(Base64.encode(hash(host, salt: salt)))"
    }

    /// The keyed digest (HMAC with SHA-1) that `ssh` makes of names.
    private static func hash(_ host: String, salt: [UInt8]) -> [UInt8] {
        let short = salt.count > 64 ? Digest.sha1.bytes(of: salt) : salt
        let block = short + Array(repeating: 0, count: 64 - short.count)
        let inner = Digest.sha1.bytes(of: block.map { $0 ^ 0x36 } + Array(host.utf8))
        return Digest.sha1.bytes(of: block.map { $0 ^ 0x5C } + inner)
    }
}

/// The lines of a file of known hosts.
struct KnownHosts: Sendable, Hashable {
    private(set) var lines: [String]

    /// Reads a file.
    init(_ text: String) {
        lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }.map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
    }

    /// The file's text.
    var text: String { lines.map { $0 + "\n" }.joined() }

    /// Where lines of the host are.
    func indices(of host: String) -> [Int] {
        lines.indices.filter { KnownHost(lines[$0])?.matches(host) == true }
    }

    /// What is there of a host and a key.
    enum Match: Sendable, Hashable {
        /// No line is of the host.
        case none
        /// This line is of the host and has the key.
        case same(Int)
        /// This line is of the host and has another key, or other names, of the type.
        case sameType(Int)
        /// Lines are of the host, with keys of other types.
        case otherTypes
    }

    /// Looks for the key of a host.
    func match(_ host: String, _ key: KnownHost) -> Match {
        var key = key
        let found = indices(of: host)
        for index in found {
            guard let line = KnownHost(lines[index]) else { continue }
            if key.isHashed, line.isHashed { key.names = line.names }
            if line == key { return .same(index) }
            // A line of an authority, or of a revoked key, is another one beside the host's own.
            if line.marker == nil, line.type == key.type { return .sameType(index) }
        }
        return found.isEmpty ? .none : .otherTypes
    }

    /// Takes a line out.
    mutating func remove(at index: Int) { lines.remove(at: index) }

    /// Adds a line at the end.
    mutating func append(_ line: String) { lines.append(line) }

    /// Takes out all lines of the host but those of authorities and revoked keys.
    mutating func remove(_ host: String) {
        lines.removeAll { line in
            guard let known = KnownHost(line) else { return false }
            return known.marker == nil && known.matches(host)
        }
    }
}
