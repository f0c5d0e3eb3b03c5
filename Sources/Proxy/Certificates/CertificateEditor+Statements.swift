internal import Cryptography
internal import HTTPWire

/// `show|set ssl ocsp-response`, and the response of `show ssl cert`.
extension CertificateEditor {
    /// The form that a response is shown in.
    public enum StatementForm: Sendable {
        case text, base64
    }

    /// The certificates with responses, by the identity that responses know them by.
    private var stated: [(identity: [UInt8], name: String, statement: [UInt8])] {
        store.certificates.sorted { $0.key < $1.key }.compactMap { name, stored in
            guard let keyed = stored.keyed, let statement = keyed.statement,
                let identity = keyed.statusIdentity
            else { return nil }
            return (identity, name, statement)
        }
    }

    /// `show ssl ocsp-response`: the identities.
    public func showStatements() -> String {
        var seen: Set<[UInt8]> = []
        var text = "# Certificate IDs\n"
        for (identity, name, _) in stated where seen.insert(identity).inserted {
            text += "Certificate ID key : \(hexadecimalText(identity))\n"
            text += "Certificate path : \(name)\n"
            text += (StatusStatement.description(ofIdentity: identity) ?? "") + "\n"
        }
        return text
    }

    /// `show ssl ocsp-response [text|base64] <identity or certificate>`.
    public func showStatement(_ wanted: String, as form: StatementForm) -> String {
        let isIdentity =
            wanted.utf8.count % 2 == 0 && !wanted.isEmpty && wanted.allSatisfy(\.isHexDigit)
        if !isIdentity, store.certificates[wanted]?.keyed?.statusIdentity == nil {
            return "'show ssl ocsp-response' expects a valid certid or certificate path.\n"
        }
        let found = stated.first { entry in
            isIdentity
                ? hexadecimalText(entry.identity) == wanted.lowercased() : entry.name == wanted
        }
        guard let found else { return "Certificate ID or path does not match any certificate.\n" }
        switch form {
        case .base64: return Base64.encode(found.statement) + "\n"
        case .text: return Self.printed(found.statement)
        }
    }

    /// `set ssl ocsp-response <payload>`: shown from the next handshake on.
    public mutating func setStatement(_ payload: [UInt8]) -> Answer {
        let text = String(decoding: payload.filter { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
        guard let bytes = Base64.decode(text) else {
            return .text("'set ssl ocsp-response' received invalid base64 encoded response.\n")
        }
        guard StatusStatement.text(of: bytes) != nil else {
            return .text("Unable to parse OCSP response.\n")
        }
        var next = store
        var fault: String?
        for (_, name, _) in stated {
            guard var stored = store.certificates[name], let keyed = stored.keyed else { continue }
            if let found = keyed.fault(of: bytes) {
                fault = fault ?? found
                continue
            }
            stored.parts.statement = bytes
            do throws(OpenSSLError) {
                try stored.read(store)
                next.certificates[name] = stored
            } catch {
                return .text("\(error).\n")
            }
        }
        guard next.certificates.contains(where: { $1.parts != store.certificates[$0]?.parts })
        else {
            return .text(
                fault.map { "OCSP response: \($0).\n" }
                    ?? "OCSP single response: Certificate ID does not match any certificate or "
                    + "issuer.\n"
            )
        }
        return .use(next, announcement: "OCSP Response updated!\n", success: "")
    }

    /// A response as operators read it: an empty line would end the answer.
    static func printed(_ statement: [UInt8]) -> String {
        let text = StatusStatement.text(of: statement) ?? "Unable to parse OCSP response\n"
        return text.replacing("\n\n", with: "\n \n")
    }
}
