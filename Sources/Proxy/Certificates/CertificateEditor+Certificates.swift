internal import Cryptography
internal import HTTPWire
internal import ProxyConfiguration

/// `new|set|commit|abort|del|show ssl cert`.
extension CertificateEditor {
    /// `new ssl cert <name>`.
    public mutating func newCertificate(_ name: String) -> String {
        guard store.certificates[name] == nil else {
            return "Certificate '\(name)' already exists!\n"
        }
        store.certificates[name] = StoredCertificate(
            KeyedCertificate.Parts(pem: []),
            nil,
            CertificateFiles(certificate: name)
        )
        return "New empty certificate store '\(name)'!\n"
    }

    /// `set ssl cert <name> <payload>`: the certificate, or what an ending of the name says.
    public mutating func setCertificate(_ path: String, _ payload: [UInt8]) -> String {
        let failure = "Can't update \(path)!\n"
        let (base, part) = Self.part(of: path)
        if let begun = certificate, begun.name != base, begun.name != withEnding(base, part) {
            return Self.otherTransaction(begun.name, base, "set") + failure
        }
        let names = [base, withEnding(base, part)]
        guard let name = certificate?.name ?? names.first(where: { store.certificates[$0] != nil }),
            let before = certificate?.value ?? store.certificates[name]
        else {
            return "Can't replace a certificate which is not referenced by the configuration!\n"
                + failure
        }
        var stored = before
        do throws(OpenSSLError) {
            try stored.set(part, payload, of: name)
        } catch {
            return "\(error)\nCan't load the payload\n" + failure
        }
        let verb = certificate == nil ? "created" : "updated"
        certificate = Transaction(name: name, value: stored)
        return "Transaction \(verb) for certificate \(name)!\n"
    }

    /// `commit ssl cert <name>`.
    public mutating func commitCertificate(_ name: String) -> Answer {
        let failure = "Can't commit \(name)!\n"
        guard let begun = certificate else { return .text("No ongoing transaction! !\n" + failure) }
        guard begun.name == name else {
            return .text(Self.otherTransaction(begun.name, name, "set") + failure)
        }
        var stored = begun.value
        do throws(OpenSSLError) {
            stored.keyed = try KeyedCertificate(
                stored.parts,
                skipsSelfIssued: store.declared.skipsSelfIssued
            )
        } catch {
            return .text("'\(name)': \(error)\n" + failure)
        }
        certificate = nil
        var next = store
        next.certificates[name] = stored
        let dots = String(repeating: ".", count: uses.ofCertificate(name, store))
        return .use(next, announcement: "Committing \(name)\(dots)\n")
    }

    /// `abort ssl cert <name>`.
    public mutating func abortCertificate(_ name: String) -> String {
        guard let begun = certificate else { return "No ongoing transaction!\n" }
        guard begun.name == name else {
            return Self.otherTransaction(begun.name, name, "abort a transaction for")
        }
        certificate = nil
        return "Transaction aborted for certificate '\(name)'!\n"
    }

    /// `del ssl cert <name>`.
    public mutating func deleteCertificate(_ name: String) -> String {
        let failure = "Can't remove the certificate: "
        if certificate?.name == name {
            return failure + "ongoing transaction for the certificate '\(name)'\n"
        }
        guard store.certificates[name] != nil else {
            return failure + "certificate '\(name)' doesn't exist!\n\n"
        }
        guard uses.ofCertificate(name, store) == 0 else {
            return failure + "certificate '\(name)' in use, can't be deleted!\n\n"
        }
        store.certificates[name] = nil
        return "Certificate '\(name)' deleted!\n"
    }

    /// `show ssl cert [*]<name>`.
    public func showCertificate(_ path: String) -> String {
        let missing =
            "Can't display the certificate: Not found or the certificate is a bundle!\n"
        let (name, isBegun) = Self.shownName(path)
        if isBegun {
            guard let begun = certificate, begun.name == name else { return missing }
            return describe(begun.value, as: name, "Uncommitted", isBegun: true)
        }
        guard let stored = store.certificates[name] else { return missing }
        let isUsed = uses.ofCertificate(name, store) > 0
        return describe(stored, as: name, isUsed ? "Used" : "Unused", isBegun: false)
    }

    /// `show ssl cert`.
    public func showCertificates() -> String {
        let begun = certificate.map { "# transaction\n*\($0.name)\n" } ?? ""
        let names = store.certificates.keys.sorted().map { "\($0)\n" }.joined()
        return begun + "# filename\n" + names
    }

    private func describe(
        _ stored: StoredCertificate,
        as name: String,
        _ status: String,
        isBegun: Bool
    ) -> String {
        var text = "Filename: \(isBegun ? "*" : "")\(name)\n"
        let files = stored.files
        let named: [(String, String?)] = [
            ("Crt filename", stored.parts.pem.isEmpty ? nil : files.certificate),
            ("Key filename", files.key ?? (stored.parts.pem.isEmpty ? nil : files.certificate)),
            ("OCSP filename", files.statement), ("OCSP Issuer filename", files.issuer),
            ("SCTL filename", files.timestamps),
        ]
        for (title, file) in named { if let file { text += "\(title): \(file)\n" } }
        let shown = stored.shownCertificate
        text += "Option: ocsp-update off\nOption: jwt off\n"
        text += "Status: \(shown == nil ? "Empty" : status)\n"
        guard let shown else { return text }
        return text + shown.description(chain: stored.shownChain, chainFile: stored.chainFile)
    }

    /// The name that a command shows, and whether it means the change that was begun.
    static func shownName(_ path: String) -> (name: String, isBegun: Bool) {
        let isBegun = path.hasPrefix("*")
        var name = isBegun ? path.dropFirst() : path[...]
        if name.hasPrefix("\\") { name = name.dropFirst() }
        return (String(name), isBegun)
    }

    /// The certificate that a path is about, and which part of it.
    private static func part(of path: String) -> (base: String, part: CertificatePartName) {
        for part in CertificatePartName.allCases where part != .certificate {
            let ending = ".\(part.rawValue)"
            if path.hasSuffix(ending) { return (String(path.dropLast(ending.count)), part) }
        }
        return (path, .certificate)
    }

    /// With `ssl-load-extra-del-ext` a certificate's own ending is missing before that of a part.
    private func withEnding(_ base: String, _ part: CertificatePartName) -> String {
        part != .certificate && store.declared.companions.removesExtension ? "\(base).crt" : base
    }
}

/// What an operator may set of a certificate, by the ending of the name.
enum CertificatePartName: String, CaseIterable {
    case certificate = ""
    case key, ocsp, sctl, issuer
}

extension StoredCertificate {
    /// Changes one part; what it is made of must be readable, not yet belong together.
    mutating func set(
        _ part: CertificatePartName,
        _ payload: [UInt8],
        of name: String
    ) throws(OpenSSLError) {
        var parts = parts
        switch part {
        case .certificate:
            // Everything comes with it, or is set after it.
            parts = KeyedCertificate.Parts(pem: payload)
            _ = try Certificate.all(inPEM: payload)
            if try Certificate.all(inPEM: payload).isEmpty {
                throw OpenSSLError(
                    "unable to load certificate from file '\(name)'.",
                    reasons: []
                )
            }
            if !payload.containsText("PRIVATE KEY-----") { parts.key = self.parts.privateKey }
        case .key: parts.key = payload
        case .issuer: parts.issuer = payload
        case .ocsp: parts.statement = try decoded(payload, "OCSP response")
        case .sctl: parts.timestamps = try decoded(payload, "SCTL")
        }
        self.parts = parts
        // What belongs together is seen at once; what does not may be set in pieces.
        keyed = try? KeyedCertificate(parts)
    }

    private func decoded(_ payload: [UInt8], _ what: String) throws(OpenSSLError) -> [UInt8] {
        guard let bytes = Base64.decode(String(decoding: payload, as: UTF8.self)) else {
            throw OpenSSLError("read the \(what)", reasons: ["it is no base64"])
        }
        return bytes
    }

    /// The certificate as it is shown to operators.
    var shownCertificate: Certificate? {
        keyed?.certificate ?? (try? Certificate.all(inPEM: parts.pem))?.first
    }

    var shownChain: [Certificate] {
        keyed?.chain ?? Array(((try? Certificate.all(inPEM: parts.pem)) ?? []).dropFirst())
    }
}

extension KeyedCertificate.Parts {
    /// The key, wherever it is.
    fileprivate var privateKey: [UInt8]? {
        key ?? (pem.containsText("PRIVATE KEY-----") ? pem : nil)
    }
}
