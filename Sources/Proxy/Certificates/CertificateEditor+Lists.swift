internal import Diagnostics
internal import ProxyConfiguration

/// `show|add|del ssl crt-list`.
extension CertificateEditor {
    /// `show ssl crt-list`: the names of the lists.
    public func showLists() -> String {
        store.lists.keys.sorted().map { "\($0)\n" }.joined()
    }

    /// `show ssl crt-list [-n] <list>`: its lines, with their numbers after `-n`.
    public func showList(_ path: String, withNumbers: Bool) -> String {
        let name = Self.withoutSlashes(path)
        guard let list = store.lists[name] else { return "didn't find the specified filename\n" }
        return "# \(name)\n"
            + list.lines.map { line in
                var text = line.certificate
                if withNumbers { text += ":\(line.number)" }
                if let options = line.options, !options.isEmpty { text += " [\(options.text)]" }
                return text + line.filters.map { " \($0)" }.joined() + "\n"
            }
            .joined()
    }

    /// `add ssl crt-list <list> <certificate>`, or a whole line as payload.
    public mutating func addLine(_ path: String, _ text: String, isWhole: Bool) -> Answer {
        func failure(_ reason: String) -> Answer { .text("Can't edit the crt-list: \(reason)\n") }
        let name = Self.withoutSlashes(path)
        guard var list = store.lists[name] else {
            return failure("crt-list '\(name)' does not exist!")
        }
        var text = text[...]
        if text.hasSuffix("\n") { text = text.dropLast() }
        if isWhole, text.contains("\n") { return failure("only one line of payload is supported!") }
        var line: CertificateListLine
        do throws(Diagnostic) {
            line =
                isWhole
                ? try CertificateListLine(reading: String(text), store.declared.bases)
                : CertificateListLine(certificate: store.declared.bases.certificate(String(text)))
        } catch {
            return failure(error.message)
        }
        guard let stored = store.certificates[line.certificate] else {
            return failure("certificate '\(line.certificate)' does not exist!")
        }
        guard stored.keyed != nil else {
            return failure("certificate '\(line.certificate)' is empty!")
        }
        for file in line.options?.trustedFiles ?? [] where store.authorities[file] == nil {
            return failure("unable to load \(file)")
        }
        if list.isDirectory {
            if list.lines.contains(where: { $0.certificate == line.certificate }) {
                return failure("file already exists in this directory!")
            }
            if line.options != nil || !line.filters.isEmpty {
                return failure(
                    "this is a directory, SSL configuration, crt-store keywords and filters are "
                        + "not allowed"
                )
            }
        }
        line.number = (list.lines.map(\.number).max() ?? 0) + 1
        list.lines.append(line)
        var next = store
        next.lists[name] = list
        let dots = String(repeating: ".", count: uses.ofList(name))
        return .use(
            next,
            announcement:
                "Inserting certificate '\(line.certificate)' in crt-list '\(name)'\(dots)\n"
        )
    }

    /// `del ssl crt-list <list> <certificate>[:<line>]`.
    public mutating func deleteLine(_ path: String, _ entry: String) -> Answer {
        func failure(_ reason: String) -> Answer { .text("Can't delete the entry: \(reason)\n") }
        let name = Self.withoutSlashes(path)
        var certificate = entry
        var number: Int?
        if let colon = entry.firstIndex(of: ":") {
            number = Int(entry[colon...].dropFirst())
            if number == nil { return failure("wrong line number after colons in '\(entry)'!") }
            certificate = String(entry[..<colon])
        }
        guard var list = store.lists[name] else {
            return failure("crt-list '\(name)' does not exist!")
        }
        guard store.certificates[certificate] != nil else {
            return failure("certificate '\(certificate)' does not exist!")
        }
        let found = list.lines.indices.filter { list.lines[$0].certificate == certificate }
        let numbers = found.map { String(list.lines[$0].number) }.joined(separator: ", ")
        if found.isEmpty {
            return failure("certificate '\(certificate)' can't be found in crt-list '\(name)'!")
        }
        let wanted = found.filter { number == nil || list.lines[$0].number == number }
        guard let index = wanted.first else {
            return failure(
                "found a certificate '\(certificate)' but the line number is incorrect, please "
                    + "specify a correct line number preceded by colons (\(numbers))!"
            )
        }
        if number == nil, found.count > 1 {
            return failure(
                "found the certificate '\(certificate)' in several entries, please specify a line "
                    + "number preceded by colons (\(numbers))!"
            )
        }
        if index == list.lines.startIndex, uses.isDefault(list: name) {
            return failure(
                "certificate '\(certificate)' cannot be deleted, it is used as default certificate"
            )
        }
        list.lines.remove(at: index)
        var next = store
        next.lists[name] = list
        return .use(
            next,
            announcement: "Entry '\(certificate)' deleted in crtlist '\(name)'!\n",
            success: ""
        )
    }

    private static func withoutSlashes(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }
}

extension CertificateLineOptions {
    /// Whether nothing was said between the brackets.
    fileprivate var isEmpty: Bool { self == CertificateLineOptions() }

    /// The files of authorities and of what they revoked.
    fileprivate var trustedFiles: [String] {
        [authorities, hiddenAuthorities, revocations].compactMap { $0 }
    }

    /// The options as a line has them.
    fileprivate var text: String {
        var words: [String] = []
        if let protocols {
            words.append(
                protocols.isEmpty ? "no-alpn" : "alpn \(protocols.joined(separator: ","))"
            )
        }
        if let verification { words.append("verify \(verification.rawValue)") }
        if hidesNames { words.append("no-ca-names") }
        if namesEarlyData { words.append("allow-0rtt") }
        let named: [(String, String?)] = [
            ("ca-file", authorities), ("ca-verify-file", hiddenAuthorities),
            ("crl-file", revocations), ("ciphers", ciphers), ("ciphersuites", cipherSuites),
            ("curves", curves), ("ecdhe", namedCurve),
            ("client-sigalgs", clientSignatureAlgorithms), ("sigalgs", signatureAlgorithms),
            ("ssl-min-ver", minimumVersion?.word), ("ssl-max-ver", maximumVersion?.word),
        ]
        for (word, value) in named { if let value { words.append("\(word) \(value)") } }
        return (words + files).joined(separator: " ")
    }
}
