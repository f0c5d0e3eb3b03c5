internal import Cryptography
internal import DocumentValues
internal import HTTPWire
internal import ModuleContract

/// What lets one server join a cluster once: JSON in base64, as `incus cluster add` prints it.
struct JoinToken: Sendable, Hashable {
    /// The name that the server gets.
    var serverName: String
    /// SHA-256 of the cluster's certificate.
    var fingerprint: String
    /// Where members answer.
    var addresses: [String]
    /// The text.
    var text: String

    /// Reads a token.
    init(_ text: String) throws(ModuleFailure) {
        guard let bytes = Base64.decode(text),
            let value = try? JSONReader.read(String(decoding: bytes, as: UTF8.self)),
            let name = value["server_name"]?.string,
            let fingerprint = value["fingerprint"]?.string,
            let addresses = value["addresses"]?.list?.compactMap(\.string), !addresses.isEmpty
        else { throw ModuleFailure("'token' is not what a cluster gives out to those who join") }
        serverName = name
        self.fingerprint = fingerprint
        self.addresses = addresses
        self.text = text
    }

    /// Makes the text of what the daemon made up for a new member.
    init?(madeFrom operation: Value) {
        let metadata = operation["metadata"]
        guard let name = metadata?["serverName"]?.string,
            let fingerprint = metadata?["fingerprint"]?.string,
            let addresses = metadata?["addresses"]?.list?.compactMap(\.string),
            let secret = metadata?["secret"]
        else { return nil }
        let value: Value = [
            "server_name": .string(name), "fingerprint": .string(fingerprint),
            "addresses": .list(addresses.map { .string($0) }), "secret": secret,
            "expires_at": metadata?["expiresAt"] ?? .null,
        ]
        serverName = name
        self.fingerprint = fingerprint
        self.addresses = addresses
        text = Base64.encode(Array(value.json().utf8))
    }

    /// Refuses a certificate that is not the one of the cluster that gave the token out.
    func check(certificate: String) throws(ModuleFailure) {
        let body = certificate.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        guard certificate.contains("-----BEGIN CERTIFICATE-----"),
            let bytes = Base64.decode(body.joined(separator: "\n"))
        else { throw ModuleFailure("'certificate' is no certificate in PEM") }
        let found = Digest.sha256.hexadecimal(of: bytes)
        guard found == fingerprint else {
            throw ModuleFailure(
                "'certificate' is not that of the cluster that gave the token out: its SHA-256 is "
                    + "\(found), and the token says \(fingerprint)"
            )
        }
    }
}
