internal import Diagnostics

/// A `crt-store` section while it is read.
struct CertificateStoreDraft {
    let name: String
    var bases: PathBases
    /// Whether a `load` was read, after which the bases are fixed.
    var hasLoaded = false
}

/// The section `crt-store`: certificates with the files that they are made of.
enum CertificateStoreSection {
    static let section = OtherSection("crt-store", "[<name>]", .certificateStore) {
        arguments,
        draft,
        _ throws(Diagnostic) in
        draft.certificateStore = CertificateStoreDraft(
            name: arguments.take()?.text ?? "",
            bases: draft.global.certificates.bases
        )
    }

    static let keywords: [Keyword] = [
        .section("crt-base", "<directory>", in: .certificateStore, manual: "12.7") {
            arguments,
            draft,
            _ throws(Diagnostic) in
            let word = try arguments.need("a directory")
            try checkOrder(draft, word)
            draft.certificateStore?.bases.certificates = word.text
        },
        .section("key-base", "<directory>", in: .certificateStore, manual: "12.7") {
            arguments,
            draft,
            _ throws(Diagnostic) in
            let word = try arguments.need("a directory")
            try checkOrder(draft, word)
            draft.certificateStore?.bases.keys = word.text
        },
        .section(
            "load",
            "crt <file> [key|ocsp|issuer|sctl <file>]... [alias <name>]",
            in: .certificateStore,
            manual: "12.7"
        ) { arguments, draft, _ throws(Diagnostic) in
            try load(&arguments, &draft)
        },
    ]

    private static func checkOrder(
        _ draft: ConfigurationDraft,
        _ word: Word
    ) throws(Diagnostic) {
        guard draft.certificateStore?.hasLoaded == true else { return }
        throw Diagnostic(
            "a base has to stand before the first 'load' of its section",
            at: word.place
        )
    }

    private static func load(
        _ arguments: inout Arguments,
        _ draft: inout ConfigurationDraft
    ) throws(Diagnostic) {
        guard var store = draft.certificateStore else { return }
        var certificate: Word?
        var alias: Word?
        var parts: [CertificatePart: Word] = [:]
        while let word = arguments.take() {
            if word.text == "crt" {
                certificate = try arguments.need("a file")
            } else if word.text == "alias" {
                alias = try arguments.need("a name")
            } else if let part = CertificatePart(rawValue: word.text) {
                parts[part] = try arguments.need("a file")
            } else if word.text == "ocsp-update", arguments.take("off") {
                continue
            } else {
                throw UnsupportedKeywords.diagnostic(
                    for: word,
                    kind: "option of 'load'",
                    among: ["crt", "alias"] + CertificatePart.allCases.map(\.rawValue),
                    unsupported: CertificateOption.unsupported
                )
            }
        }
        guard let certificate else {
            throw Diagnostic(
                "'load' needs a certificate",
                at: arguments.place,
                expected: "crt <file>"
            )
        }
        store.hasLoaded = true
        draft.certificateStore = store
        let name = try name(of: certificate, alias, in: store, draft)
        var files = CertificateFiles(certificate: store.bases.certificate(certificate.text))
        for (part, word) in parts {
            files[keyPath: part.path] = part == .key ? store.bases.key(word.text) : word.text
        }
        files.isDeclared = true
        files.place = DeclarationPlace(certificate.place)
        draft.global.certificates.files[name] = files
    }

    /// The name that others know a certificate by; it must be new.
    private static func name(
        of certificate: Word,
        _ alias: Word?,
        in store: CertificateStoreDraft,
        _ draft: ConfigurationDraft
    ) throws(Diagnostic) -> String {
        let global = draft.global.certificates
        let name: String
        if let alias {
            if alias.text.hasPrefix("/") {
                throw Diagnostic("an alias does not begin with '/'", at: alias.place)
            }
            name = "@\(store.name)/\(alias.text)"
        } else if store.name.isEmpty {
            name = global.bases.certificate(certificate.text)
        } else {
            let separator = certificate.text.hasPrefix("/") ? "" : "/"
            name = "@\(store.name)\(separator)\(certificate.text)"
        }
        let isUsed = draft.proxies.contains { proxy in
            proxy.binds.contains { bind in
                bind.sources.contains { global.bases.certificate($0.word.text) == name }
            }
        }
        if isUsed || global.files[name] != nil {
            throw Diagnostic(
                "'\(name)' was \(isUsed ? "used" : "declared") before",
                at: certificate.place,
                hint: isUsed ? "put the 'crt-store' in front of those who use it" : nil
            )
        }
        return name
    }
}
