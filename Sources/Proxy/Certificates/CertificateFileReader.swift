internal import Cryptography
internal import HTTPWire
internal import ProxyConfiguration

/// A file of certificates that cannot be used.
struct CertificateFileFault: Error {
    var message: String
    var expected: String?
}

/// Reads the files that certificates are made of.
struct CertificateFileReader {
    let environment: ConfigurationEnvironment
    let rules: CompanionRules

    /// A chain of `issuers-chain-path`, with its file.
    struct Chain {
        let file: String
        let certificates: [Certificate]
    }

    /// A certificate with what stands beside it.
    func read(
        _ name: String,
        _ files: CertificateFiles,
        chains: [Chain],
        skipsSelfIssued: Bool
    ) throws(CertificateFileFault) -> StoredCertificate {
        let path = files.certificate
        var files = files
        var parts = KeyedCertificate.Parts(pem: try bytes(path))
        guard
            parts.pem.containsText("-----BEGIN CERTIFICATE-----")
                || parts.pem.containsText("-----BEGIN TRUSTED CERTIFICATE-----")
                || parts.pem.containsText("-----BEGIN X509 CERTIFICATE-----")
        else {
            throw CertificateFileFault(
                message: "'\(path)' holds no certificate",
                expected: "a PEM file with certificate, chain and key"
            )
        }
        if let key = files.key {
            parts.key = try bytes(key)
        } else if !parts.pem.containsText("PRIVATE KEY-----") {
            let key = companion(of: path, "key")
            guard !files.isDeclared, let bytes = try found(key, .key) else {
                throw CertificateFileFault(
                    message: "No Private Key found in '\(path)' or '\(key)'",
                    expected: "certificate and key together in one PEM file"
                )
            }
            files.key = key
            parts.key = bytes
        }
        try readCompanions(of: path, &files, &parts)
        let keyed: KeyedCertificate
        do throws(OpenSSLError) {
            keyed = try KeyedCertificate(
                parts,
                chains: chains.map(\.certificates),
                skipsSelfIssued: skipsSelfIssued
            )
        } catch {
            throw CertificateFileFault(message: "cannot use '\(path)' for TLS: \(error)")
        }
        let chain = chains.first { $0.certificates.first === keyed.chain.first }
        return StoredCertificate(
            parts,
            keyed,
            files,
            chainFile: keyed.chain.isEmpty ? nil : chain?.file
        )
    }

    /// `.sctl`, `.ocsp` and `.issuer`, where they are named or looked for.
    private func readCompanions(
        of path: String,
        _ files: inout CertificateFiles,
        _ parts: inout KeyedCertificate.Parts
    ) throws(CertificateFileFault) {
        let looks = !files.isDeclared
        if let file = files.timestamps {
            parts.timestamps = try bytes(file)
        } else if looks, let bytes = try found(companion(of: path, "sctl"), .sctl) {
            files.timestamps = companion(of: path, "sctl")
            parts.timestamps = bytes
        }
        if let file = files.statement {
            parts.statement = try bytes(file)
        } else if looks, let bytes = try found(companion(of: path, "ocsp"), .ocsp) {
            files.statement = companion(of: path, "ocsp")
            parts.statement = bytes
        }
        if let file = files.issuer {
            parts.issuer = try bytes(file)
        } else if looks, parts.statement != nil,
            let bytes = try found(companion(of: path, "issuer"), .issuer)
        {
            files.issuer = companion(of: path, "issuer")
            parts.issuer = bytes
        }
    }

    /// The path of a file beside a certificate.
    func companion(of path: String, _ ending: String) -> String {
        let isPlain = rules.removesExtension && path.hasSuffix(".crt")
        return (isPlain ? String(path.dropLast(4)) : path) + ".\(ending)"
    }

    private func found(
        _ path: String,
        _ kind: CompanionRules.Kind
    ) throws(CertificateFileFault) -> [UInt8]? {
        guard rules.kinds.contains(kind), case .file = environment.kind(of: path) else {
            return nil
        }
        return try bytes(path)
    }

    func bytes(_ path: String) throws(CertificateFileFault) -> [UInt8] {
        switch environment.readFile(path) {
        case .bytes(let bytes): return bytes
        case .directory: throw CertificateFileFault(message: "'\(path)' is a directory")
        case .unreadable(let reason):
            throw CertificateFileFault(message: "cannot read '\(path)': \(reason)")
        }
    }

    /// Authorities of a file, of a directory, or of the machine (`@system-ca`); with what could not
    /// be read in a directory.
    func authorities(
        _ path: String
    ) throws(CertificateFileFault) -> (CertificateAuthorities, skipped: [String]) {
        let place = path == "@system-ca" ? CertificateAuthorities.systemDirectory : path
        guard case .directory(let names) = environment.kind(of: place) else {
            do throws(OpenSSLError) {
                return (try CertificateAuthorities(pem: try contents(place)), [])
            } catch {
                throw CertificateFileFault(
                    message: "cannot use '\(path)': \(error)",
                    expected: "a PEM file of certificates or revocation lists"
                )
            }
        }
        var parts: [CertificateAuthorities] = []
        var skipped: [String] = []
        let endings = [".pem", ".crt", ".cer", ".crl"]
        for name in names.sorted()
        where !name.hasPrefix(".") && endings.contains(where: name.hasSuffix) {
            do throws(OpenSSLError) {
                parts.append(try CertificateAuthorities(pem: try contents("\(place)/\(name)")))
            } catch {
                skipped.append("'\(place)/\(name)' of '\(path)' is not used: \(error)")
            }
        }
        return (CertificateAuthorities(joining: parts), skipped)
    }

    private func contents(_ path: String) throws(OpenSSLError) -> [UInt8] {
        do throws(CertificateFileFault) {
            return try bytes(path)
        } catch {
            throw OpenSSLError("read the file", reasons: [error.message])
        }
    }

    /// The chains in a directory: each file one, its first certificate the issuer of those it is for.
    func chains(in directory: String) throws(CertificateFileFault) -> [Chain] {
        guard case .directory(let names) = environment.kind(of: directory) else {
            throw CertificateFileFault(message: "'\(directory)' is no directory")
        }
        var chains: [Chain] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let file = "\(directory)/\(name)"
            do throws(OpenSSLError) {
                let found = try Certificate.all(inPEM: try contents(file))
                if !found.isEmpty { chains.append(Chain(file: file, certificates: found)) }
            } catch {
                throw CertificateFileFault(message: "cannot use the chain '\(file)': \(error)")
            }
        }
        return chains
    }

    /// The keys of tickets: a line each, in base64.
    func ticketKeys(_ path: String) throws(CertificateFileFault) -> TLSTicketKeys {
        var keys: [[UInt8]] = []
        let lines = try bytes(path).split(separator: UInt8(ascii: "\n"))
        for (index, line) in lines.enumerated() {
            let text = String(decoding: line.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            guard let key = Base64.decode(text), key.count == 48 || key.count == 80,
                key.count == keys.first?.count ?? key.count
            else {
                throw CertificateFileFault(
                    message: "line \(index + 1) of '\(path)' is no key of tickets",
                    expected: "48 or 80 bytes in base64, as many as on the first line"
                )
            }
            keys.append(key)
        }
        guard let found = TLSTicketKeys(keys) else {
            throw CertificateFileFault(
                message: "'\(path)' holds \(keys.count) keys of tickets",
                expected: "at least \(TLSTicketKeys.count)"
            )
        }
        return found
    }
}

extension [UInt8] {
    func containsText(_ text: String) -> Bool {
        let pattern = Array(text.utf8)
        guard count >= pattern.count else { return false }
        return (0...(count - pattern.count)).contains { start in
            self[start] == pattern[0] && self[start..<start + pattern.count].elementsEqual(pattern)
        }
    }
}
