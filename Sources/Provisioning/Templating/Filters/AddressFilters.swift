internal import DocumentValues

/// Filters over network addresses: the part of `ansible.utils` for single IPv4 and IPv6 texts.
enum AddressFilters {
    static let entries: [FilterEntry] = [
        address("ipaddr") { _ in true },
        address("ipv4") { !$0.contains(":") },
        address("ipv6") { $0.contains(":") },
        FilterEntry("ipwrap", about: "an IPv6 address in brackets") { call in
            let value = try call.value()
            guard let text = value.string, text.contains(":"), NetworkText(text) != nil else {
                return .value(value)
            }
            let parts = text.split(separator: "/", maxSplits: 1)
            return .string("[\(parts[0])]" + (parts.count > 1 ? "/\(parts[1])" : ""))
        },
    ]

    private static func address(
        _ name: String,
        _ accepts: @escaping @Sendable (String) -> Bool
    ) -> FilterEntry {
        FilterEntry(
            name,
            parameters: ["query"],
            about: "an address, or a part of it: address, prefix, network, netmask, broadcast"
        ) { call in
            let query = try call.arguments.text("query", default: "")
            func answer(_ value: Value) throws -> Value {
                guard let text = value.string, accepts(text), let network = NetworkText(text) else {
                    return false
                }
                return try network.answer(query)
            }
            let value = try call.value()
            guard case .list(let values) = value else { return .value(try answer(value)) }
            return .value(.list(try values.map(answer).filter { $0 != false }))
        }
    }
}

/// An address as text, with its prefix if it has one.
private struct NetworkText {
    private let text: String
    private let address: String
    private let words: [UInt16]
    private let prefix: Int?

    private var isIPv4: Bool { words.count == 2 }
    private var bits: Int { words.count * 16 }

    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        address = String(parts[0])
        self.text = text
        guard let words = Self.ipv4(address) ?? Self.ipv6(address) else { return nil }
        self.words = words
        guard parts.count > 1 else {
            prefix = nil
            return
        }
        guard let prefix = Int(parts[1]), (0...words.count * 16).contains(prefix) else {
            return nil
        }
        self.prefix = prefix
    }

    func answer(_ query: String) throws -> Value {
        switch query {
        case "": .string(text)
        case "bool": true
        case "address", "host": .string(address)
        case "prefix": .integer(prefix ?? bits)
        case "version": .integer(isIPv4 ? 4 : 6)
        case "netmask" where isIPv4: .string(Self.dotted(mask))
        case "network" where isIPv4: .string(Self.dotted(number & mask))
        case "broadcast" where isIPv4: .string(Self.dotted(number | ~mask))
        default:
            throw OperationFailure(
                "the query '\(query)' is not supported for '\(text)'",
                expected: "address, prefix, version, or for IPv4 network, netmask, broadcast"
            )
        }
    }

    private var number: UInt32 { UInt32(words[0]) << 16 | UInt32(words[1]) }

    private var mask: UInt32 {
        let prefix = prefix ?? 32
        return prefix == 0 ? 0 : UInt32.max << UInt32(32 - prefix)
    }

    private static func dotted(_ number: UInt32) -> String {
        [24, 16, 8, 0].map { String(number >> UInt32($0) & 255) }.joined(separator: ".")
    }

    private static func ipv4(_ text: String) -> [UInt16]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part -> UInt16? in
            part.allSatisfy(\.isNumber) ? UInt8(part).map(UInt16.init) : nil
        }
        guard parts.count == 4, bytes.count == 4 else { return nil }
        return [bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3]]
    }

    private static func ipv6(_ text: String) -> [UInt16]? {
        let halves = text.split(separatedBy: "::")
        guard text.contains(":"), halves.count <= 2 else { return nil }
        var parsed: [[UInt16]] = []
        for half in halves {
            let parts =
                half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
            let words = parts.compactMap { $0.count <= 4 ? UInt16($0, radix: 16) : nil }
            guard words.count == parts.count else { return nil }
            parsed.append(words)
        }
        let count = parsed.joined().count
        guard halves.count == 2 else { return count == 8 ? parsed[0] : nil }
        guard count <= 7 else { return nil }
        return parsed[0] + Array(repeating: 0, count: 8 - count) + parsed[1]
    }
}
