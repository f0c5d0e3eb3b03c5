internal import Diagnostics

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
            "crc32c": .checksum,
        ]
        return try word.choice("option of PROXY version 2", known)
    }
}
