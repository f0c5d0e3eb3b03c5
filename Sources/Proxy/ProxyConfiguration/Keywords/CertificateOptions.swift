internal import Diagnostics

/// An option that may stand on a `bind` line, in the brackets of a `crt-list` and on a `ssl-f-use`
/// line.
struct CertificateOption: Sendable {
    typealias Reader =
        @Sendable (inout Arguments, inout CertificateLineDraft) throws(Diagnostic) -> Void

    let name: String
    /// The arguments, for messages and the documentation.
    var arguments = ""
    let read: Reader

    /// The options by name.
    static let byName: [String: CertificateOption] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )

    static let all: [CertificateOption] =
        [
            CertificateOption(name: "alpn", arguments: "<protocols>") {
                arguments,
                line throws(Diagnostic) in
                line.protocols = try alpnProtocols(
                    arguments.need("protocols"),
                    allowing: "h2"
                )
            },
            CertificateOption(name: "no-alpn") { _, line throws(Diagnostic) in line.protocols = []
            },
            CertificateOption(name: "verify", arguments: "none|optional|required") {
                arguments,
                line throws(Diagnostic) in
                line.verification = try arguments.need("none, optional or required")
            },
            CertificateOption(name: "ca-file", arguments: "<file>") {
                arguments,
                line throws(Diagnostic) in
                line.authorities = try arguments.need("a file")
            },
            CertificateOption(name: "ca-verify-file", arguments: "<file>") {
                arguments,
                line throws(Diagnostic) in
                line.hiddenAuthorities = try arguments.need("a file")
            },
            CertificateOption(name: "crl-file", arguments: "<file>") {
                arguments,
                line throws(Diagnostic) in
                line.revocations = try arguments.need("a file")
            },
            CertificateOption(name: "no-ca-names") { _, line throws(Diagnostic) in
                line.hidesNames = true
            },
            CertificateOption(name: "allow-0rtt") { arguments, line throws(Diagnostic) in
                line.earlyData = arguments.latest
            },
        ]
        + TLSLimitKeyword.all.filter(\.isForLines).map { limit in
            CertificateOption(name: limit.name, arguments: limit.arguments) {
                arguments,
                line throws(Diagnostic) in
                try limit.read(&arguments, &line.limits)
            }
        }

    /// What is known and refused.
    static let unsupported: UnsupportedKeywords.Table = [
        "npn": "use 'alpn'", "ktls": nil,
        "ocsp-update": "have the files fetched by another program, and 'set ssl ocsp-response'",
        "acme": "have certificates fetched by another program", "domains": nil, "ips": nil,
        "jwt": nil, "generate-dummy": nil, "keytype": nil, "bits": nil,
    ]

    /// The note about `allow-0rtt`.
    static func noteAboutEarlyData(_ word: Word) -> Diagnostic {
        Diagnostic(
            "'allow-0rtt' changes nothing: early data is declined, and clients send it again",
            at: word.place,
            severity: .note
        )
    }
}

extension Arguments {
    /// Reads options of a certificate, and its files, until the words end.
    mutating func readLine(
        of kind: String,
        _ line: inout CertificateLineDraft,
        certificate: (Word) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        while let word = take() {
            if word.text == "crt" {
                try certificate(need("a file"))
            } else if let part = CertificatePart(rawValue: word.text) {
                line.files[part] = try need("a file")
            } else if word.text == "ocsp-update", upcoming?.text == "off" {
                _ = take()
            } else if let option = CertificateOption.byName[word.text] {
                try option.read(&self, &line)
            } else {
                let parts = CertificatePart.allCases.map(\.rawValue)
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: kind,
                    among: CertificateOption.all.map(\.name) + parts,
                    unsupported: CertificateOption.unsupported
                )
            }
        }
    }
}
