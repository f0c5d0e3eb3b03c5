internal import Cryptography

extension Certificate {
    /// What `show ssl cert` says of it.
    func description(chain: [Certificate], chainFile: String? = nil) -> String {
        var text = chainFile.map { "Chain Filename: \($0)\n" } ?? ""
        text += "Serial: \(hexadecimal(serialNumber))\n"
        text += "notBefore: \(printedNotBefore)\n"
        text += "notAfter: \(printedNotAfter)\n"
        let names = alternativeNames.map { "DNS:" + String(decoding: $0, as: UTF8.self) }
        text += "Subject Alternative Name: \(names.joined(separator: ", "))\n"
        text += "Algorithm: \(algorithm)\n"
        text += "SHA1 FingerPrint: \(hexadecimal(fingerprint(.sha1)))\n"
        text += "Subject: \(line(subject))\n"
        text += "Issuer: \(line(issuer))\n"
        for link in chain {
            text += "Chain Subject: \(line(link.subject))\n"
            text += "Chain Issuer: \(line(link.issuer))\n"
        }
        return text
    }

    private var algorithm: String {
        switch keyKind {
        case .rsa: "RSA\(keyBits)"
        case .ecdsa: "EC\(keyBits)"
        case .dsa: "DSA\(keyBits)"
        case .other: keyAlgorithm
        }
    }

    private func line(_ name: DistinguishedName) -> String {
        String(decoding: name.line ?? [], as: UTF8.self)
    }
}

extension RevocationListFacts {
    /// What `show ssl crl-file` says of it.
    var description: String {
        var text = "Version \(version)\nSignature Algorithm: \(signatureAlgorithm)\n"
        text += "Issuer: \(issuer)\nLast Update: \(lastUpdate)\n"
        text += "Next Update: \(nextUpdate ?? "")\n"
        text += entries.isEmpty ? "No Revoked Certificates.\n" : "Revoked Certificates:\n"
        for entry in entries {
            text += "    Serial Number: \(entry.serial)\n        Revocation Date: \(entry.time)\n"
        }
        return text
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String { hexadecimalText(bytes).uppercased() }
