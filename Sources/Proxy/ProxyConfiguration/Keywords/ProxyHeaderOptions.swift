internal import Diagnostics
internal import Samples

/// Options of servers about the PROXY protocol.
extension ServerOption {
    static let proxyHeader: [ServerOption] =
        [
            ServerOption("proxy-v2-options", "<option>[,<option>]...") {
                arguments,
                server,
                _ throws(Diagnostic) in
                let word = try arguments.need("options")
                for part in word.text.split(separator: ",", omittingEmptySubsequences: false) {
                    server.settings.proxyHeader.formUnion(
                        try proxyHeaderOption(Word(text: String(part), place: word.place))
                    )
                }
            },
            ServerOption("check-send-proxy") { _, server, _ throws(Diagnostic) in
                server.checkSendsProxyHeader = true
            },
            ServerOption("no-check-send-proxy") { _, server, _ throws(Diagnostic) in
                server.checkSendsProxyHeader = false
            },
        ]
        + [
            ServerOption("set-proxy-v2-tlv-fmt", "(<number>) [<format>]") {
                arguments,
                server,
                tools throws(Diagnostic) in
                server.settings.proxyAttributes.append(
                    try arguments.readProxyAttribute(tools.samples)
                )
            }
        ]
        + sending("send-proxy", .text)
        + sending("send-proxy-v2", .binary)
        + sending("send-proxy-v2-ssl", [.binary, .encryption])
        + sending("send-proxy-v2-ssl-cn", [.binary, .encryption, .commonName])

    /// `send-…`, and `no-send-…` that takes back what `default-server` said.
    private static func sending(_ name: String, _ set: ProxyHeaderSending) -> [ServerOption] {
        [
            ServerOption(name) { _, server, _ throws(Diagnostic) in
                server.settings.proxyHeader.formUnion(set)
            },
            ServerOption("no-\(name)") { _, server, _ throws(Diagnostic) in
                server.settings.proxyHeader.subtract(set)
            },
        ]
    }

    private static func proxyHeaderOption(_ word: Word) throws(Diagnostic) -> ProxyHeaderSending {
        let known: [String: ProxyHeaderSending] = [
            "ssl": .encryption, "cert-cn": [.encryption, .commonName],
            "ssl-cipher": [.encryption, .cipher], "cert-sig": [.encryption, .signatureAlgorithm],
            "cert-key": [.encryption, .keyAlgorithm], "authority": .authority,
            "crc32c": .checksum, "unique-id": .uniqueID,
        ]
        return try word.choice("option of PROXY version 2", known)
    }
}

extension Arguments {
    /// The number in parentheses behind the option's name, which may be in base 16 or 8, and a format.
    fileprivate mutating func readProxyAttribute(
        _ samples: SampleTools
    ) throws(Diagnostic) -> ProxyAttributeFormat {
        guard let word = latest else { throw Diagnostic("a word is missing", at: place) }
        let inner = word.text.drop { $0 != "(" }.dropFirst()
        var digits = inner.last == ")" ? inner.dropLast() : ""
        var radix = 10
        if digits.lowercased().hasPrefix("0x") {
            (digits, radix) = (digits.dropFirst(2), 16)
        } else if digits.count > 1, digits.first == "0" {
            (digits, radix) = (digits.dropFirst(), 8)
        }
        guard let kind = UInt8(digits, radix: radix) else {
            throw Diagnostic(
                "'\(word.text)' names no attribute",
                at: word.place,
                expected: "set-proxy-v2-tlv-fmt(<number from 0 to 255>) [<format>]"
            )
        }
        guard let text = take(), !text.text.isEmpty else { return ProxyAttributeFormat(kind: kind) }
        let reader = LogFormatReader(samples, at: [.serverConnect], for: .plain)
        return ProxyAttributeFormat(
            kind: kind,
            format: try reader.format(text.text, at: text.place)
        )
    }
}
