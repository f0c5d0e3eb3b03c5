internal import Cryptography
internal import DocumentValues
internal import HTTPWire

/// Filters that encode, decode and digest.
enum EncodingFilters {
    static let entries: [FilterEntry] = [
        FilterEntry("b64encode", parameters: ["encoding"], about: "in base64") { call in
            .string(Base64.encode(try call.text().utf8))
        },
        FilterEntry("b64decode", parameters: ["encoding"], about: "from base64") { call in
            guard let bytes = Base64.decode(try call.text()) else {
                throw OperationFailure("the text is no base64")
            }
            return .string(String(decoding: bytes, as: UTF8.self))
        },
        FilterEntry("hash", parameters: ["hashtype"], about: "a digest, sha1 unless named") {
            call in
            let name = try call.arguments.text("hashtype", default: "sha1")
            guard let digest = Digest(rawValue: name) else {
                let known = Digest.allCases.map(\.rawValue).joined(separator: ", ")
                throw OperationFailure("unknown digest '\(name)'", expected: "one of \(known)")
            }
            return .string(digest.hexadecimal(of: Array(try call.text().utf8)))
        },
        digest("md5", .md5),
        digest("sha1", .sha1),
        digest("checksum", .sha1),
        FilterEntry("to_uuid", parameters: ["namespace"], about: "the UUID of a name") { call in
            let namespace = try call.arguments.text(
                "namespace",
                default: "361E6D51-FAEC-444A-9079-341386DA8E2E"
            )
            return .string(try identifier(try call.text(), namespace: namespace))
        },
        FilterEntry("urlencode", about: "encoded for a URL") { call in
            let value = try call.value()
            var pairs = value.map.map { $0.map { [$0.key, $0.value] } }
            if let list = value.list {
                pairs = try list.map { pair in
                    guard let parts = pair.list, parts.count == 2 else {
                        throw OperationFailure(
                            "'urlencode' takes pairs, and got \(pair.pythonRepr)"
                        )
                    }
                    return parts
                }
            }
            if let pairs {
                let texts = pairs.map { "\(queryEncoded($0[0]))=\(queryEncoded($0[1]))" }
                return .string(texts.joined(separator: "&"))
            }
            return .string(encoded(value.pythonText, keeping: "/"))
        },
        FilterEntry("urldecode", about: "decoded from a URL") { call in
            .string(decoded(try call.text()))
        },
        FilterEntry("urlsplit", parameters: ["query"], about: "the parts of a URL", urlParts),
    ]

    private static func digest(_ name: String, _ digest: Digest) -> FilterEntry {
        FilterEntry(name, about: "the digest \(digest.rawValue)") { call in
            .string(digest.hexadecimal(of: Array(try call.text().utf8)))
        }
    }

    /// A version 5 UUID.
    private static func identifier(_ name: String, namespace: String) throws -> String {
        let digits = Array(namespace.filter { $0 != "-" })
        guard digits.count == 32 else { throw OperationFailure("'\(namespace)' is no UUID") }
        let bytes = try stride(from: 0, to: 32, by: 2).map { index in
            guard let byte = UInt8(String(digits[index...index + 1]), radix: 16) else {
                throw OperationFailure("'\(namespace)' is no UUID")
            }
            return byte
        }
        var hash = Array(Digest.sha1.bytes(of: bytes + Array(name.utf8)).prefix(16))
        hash[6] = hash[6] & 0x0F | 0x50
        hash[8] = hash[8] & 0x3F | 0x80
        let text = Array(hexadecimalText(hash))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(text[$0]) }
            .joined(separator: "-")
    }

    private static func encoded(_ text: String, keeping safe: String) -> String {
        text.utf8.map { byte in
            let scalar = UnicodeScalar(byte)
            let isPlain =
                byte < 0x80
                && (scalar.properties.isAlphabetic || byte.isDigit
                    || "_.-~".unicodeScalars.contains(scalar)
                    || safe.unicodeScalars.contains(scalar))
            return isPlain ? String(scalar) : "%" + hexadecimalText([byte]).uppercased()
        }.joined()
    }

    private static func queryEncoded(_ value: Value) -> String {
        replaced(encoded(value.pythonText, keeping: ""), "%20", "+", limit: -1)
    }

    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Sendable
    private static func urlParts(_ call: FilterCall) throws -> Item {
        var rest = Substring(try call.text())
        func cut(_ mark: Character) -> String {
            guard let index = rest.firstIndex(of: mark) else { return "" }
            defer { rest = rest[..<index] }
            return String(rest[rest.index(after: index)...])
        }
        let fragment = cut("#")
        let query = cut("?")
        var scheme = ""
        var authority = ""
        if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            authority = String(rest.prefix { $0 != "/" })
            rest = rest.dropFirst(authority.count)
        }
        let at = authority.lastIndex(of: "@")
        let user = at.map { authority[..<$0].split(separator: ":", maxSplits: 1) } ?? []
        let host = at.map { authority[authority.index(after: $0)...] } ?? authority[...]
        let (name, port) = hostAndPort(host)
        let parts: ValueMap = [
            "fragment": .string(fragment), "hostname": name, "netloc": .string(authority),
            "password": user.count > 1 ? .string(String(user[1])) : .null,
            "path": .string(String(rest)),
            "port": port, "query": .string(query), "scheme": .string(scheme),
            "username": user.isEmpty ? .null : .string(String(user[0])),
        ]
        guard let wanted = try call.arguments.text("query") else { return .value(.map(parts)) }
        guard let part = parts[wanted] else {
            let known = parts.keys.map(\.pythonText).joined(separator: ", ")
            throw OperationFailure(
                "unknown URL component: '\(wanted)'",
                expected: "one of \(known)"
            )
        }
        return .value(part)
    }

    private static func hostAndPort(_ host: Substring) -> (name: Value, port: Value) {
        guard !host.isEmpty else { return (.null, .null) }
        if host.hasPrefix("["), let close = host.firstIndex(of: "]") {
            let name = host[host.index(after: host.startIndex)..<close].lowercased()
            let port = Int(host[host.index(after: close)...].dropFirst())
            return (.string(name), port.map { .integer($0) } ?? .null)
        }
        let parts = host.split(separator: ":", maxSplits: 1)
        let port = parts.count > 1 ? Int(parts[1]) : nil
        return (.string(parts[0].lowercased()), port.map { .integer($0) } ?? .null)
    }
}
