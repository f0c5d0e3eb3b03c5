internal import Diagnostics
internal import Samples

extension IPAddress {
    /// The address that a text is, in the usual forms of version 4 and 6; nil when it is none.
    public init?(_ text: some StringProtocol) {
        if let word = Self.version4(Substring(text)) {
            self = .v4(word)
        } else if let (high, low) = Self.version6(Substring(text)) {
            self = .v6(high: high, low: low)
        } else {
            return nil
        }
    }

    private static func version4(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var word: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy({ $0.isASCII && $0.isNumber }),
                let byte = UInt8(part)
            else { return nil }
            word = word << 8 | UInt32(byte)
        }
        return word
    }

    private static func version6(_ text: Substring) -> (UInt64, UInt64)? {
        guard text.contains(":") else { return nil }
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, let head = groups(halves[0]) else { return nil }
        var all = head
        if halves.count == 2 {
            guard let tail = groups(halves[1]), head.count + tail.count < 8 else { return nil }
            all += Array(repeating: 0, count: 8 - head.count - tail.count) + tail
        }
        guard all.count == 8 else { return nil }
        let words = all.map(UInt64.init)
        return (
            words[0] << 48 | words[1] << 32 | words[2] << 16 | words[3],
            words[4] << 48 | words[5] << 32 | words[6] << 16 | words[7]
        )
    }

    /// The groups of sixteen bits between colons; the last may be in the form of version 4.
    private static func groups(_ text: Substring) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, let word = version4(part) {
                groups.append(UInt16(word >> 16))
                groups.append(UInt16(truncatingIfNeeded: word))
            } else {
                let isNumber = part.utf8.allSatisfy { hexadecimalDigit($0) != nil }
                guard isNumber, part.count <= 4, let group = UInt16(part, radix: 16) else {
                    return nil
                }
                groups.append(group)
            }
        }
        return groups
    }
}

extension NetworkRange {
    /// The network that a text is: an address, an address and a length, or an address and a mask.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = IPAddress(parts[0]) else { return nil }
        let bitCount = address.bytes.count * 8
        guard parts.count == 2 else {
            self.init(address: address, prefixLength: bitCount)
            return
        }
        if let length = Int(parts[1]), (0...bitCount).contains(length) {
            self.init(address: address, prefixLength: length)
        } else if case .v4(let mask)? = IPAddress(parts[1]), case .v4 = address,
            (~mask).leadingZeroBitCount + (~mask == 0 ? 0 : (~mask).trailingOneBitCount) == 32
        {
            self.init(address: address, prefixLength: (~mask).leadingZeroBitCount)
        } else {
            return nil
        }
    }
}

extension FixedWidthInteger {
    fileprivate var trailingOneBitCount: Int { (~self).trailingZeroBitCount }
}

/// An address as it stands in a line, taken apart.
struct AddressText {
    /// What stands before the address.
    enum Kind {
        case any, v4, v6, unix, abstract, descriptor
    }

    let kind: Kind
    /// The host, the path or the number.
    let host: String
    /// What stands after the last colon; nil without one.
    let port: Substring?

    private static let prefixes: [(String, Kind)] = [
        ("ipv4@", .v4), ("ipv6@", .v6), ("unix@", .unix), ("abns@", .abstract),
        ("fd@", .descriptor), ("tcp4@", .v4), ("tcp6@", .v6), ("tcp@", .any), ("uxst@", .unix),
    ]

    /// Prefixes that HAProxy has and this program does not.
    private static let unsupported = [
        "abnsz@", "dgram+", "ipv4+quic@", "mptcp@", "mptcp4@", "mptcp6@", "quic+fd@", "quic4@",
        "quic6@", "rev@", "rhttp@", "sockpair@", "udp@", "udp4@", "udp6@", "uxdg@",
    ]

    /// Takes an address apart; variables in it are replaced.
    init(_ word: Word, environment: ConfigurationEnvironment) throws(Diagnostic) {
        var text = Self.expanded(word.text, environment)[...]
        if text.hasPrefix("stream+") { text = text.dropFirst(7) }
        var kind = Kind.any
        for (prefix, meaning) in Self.prefixes where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            kind = meaning
            break
        }
        if kind == .any, text.hasPrefix("/") { kind = .unix }
        if let prefix = Self.unsupported.first(where: { text.hasPrefix($0) }) {
            throw Diagnostic(
                "the address prefix '\(prefix)' is not supported by switchyard-proxy",
                at: word.place
            )
        }
        if kind == .any, let at = text.firstIndex(of: "@") {
            let prefix = String(text[...at])
            throw .unknown("address prefix", prefix, among: Self.prefixes.map(\.0), at: word.place)
        }
        self.kind = kind
        switch kind {
        case .unix, .abstract, .descriptor:
            host = String(text)
            port = nil
        case .any, .v4, .v6:
            let bracket = text.lastIndex(of: "]")
            let colon = text.lastIndex(of: ":")
            if let colon, bracket.map({ $0 < colon }) ?? true {
                host = Self.withoutBrackets(text[..<colon])
                port = text[text.index(after: colon)...]
            } else {
                host = Self.withoutBrackets(text)
                port = nil
            }
        }
    }

    private static func withoutBrackets(_ text: Substring) -> String {
        text.hasPrefix("[") && text.hasSuffix("]")
            ? String(text.dropFirst().dropLast()) : String(text)
    }

    /// The text with `$NAME` and `${NAME}` replaced.
    static func expanded(_ text: String, _ environment: ConfigurationEnvironment) -> String {
        guard text.contains("$") else { return text }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...].dropFirst()
            let isBraced = rest.hasPrefix("{")
            if isBraced { rest = rest.dropFirst() }
            let name = rest.prefix { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
            result += environment.variable(String(name)) ?? ""
            rest = rest[name.endIndex...]
            if isBraced, rest.hasPrefix("}") { rest = rest.dropFirst() }
        }
        return result + rest
    }
}
