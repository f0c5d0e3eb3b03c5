internal import Diagnostics

/// Gathers the certificates that binds and servers name, and reads the lists of them.
final class CertificateCollection {
    private(set) var declared: CertificateDeclarations
    private let environment: ConfigurationEnvironment
    /// Takes a warning.
    let warn: (Diagnostic) -> Void

    init(
        _ declared: CertificateDeclarations,
        _ environment: ConfigurationEnvironment,
        warn: @escaping (Diagnostic) -> Void
    ) {
        self.declared = declared
        self.environment = environment
        self.warn = warn
    }

    /// The endings of a bundle's files, as HAProxy looks for them.
    private static let bundleEndings = ["dsa", "ecdsa", "rsa"]
    /// The endings of files that go with a certificate.
    private static let companionEndings = [".issuer", ".ocsp", ".sctl", ".key"]

    var bases: PathBases { declared.bases }

    /// `crt` or `default-crt`: a file, a bundle of some, or a directory.
    func source(_ word: Word, isDefault: Bool) throws(Diagnostic) -> CertificateSource {
        let path = bases.certificate(word.text)
        var source: CertificateSource
        if case .directory(let names) = kind(of: path), declared.files[path] == nil {
            source = CertificateSource(.list(try directory(path, names, word)))
        } else {
            source = CertificateSource(.certificates(try certificates(path, word)))
        }
        source.isDefault = isDefault
        source.place = DeclarationPlace(word.place)
        return source
    }

    /// `crt` of a server: one file.
    func certificate(_ word: Word) throws(Diagnostic) -> String {
        let path = bases.certificate(word.text)
        if declared.files[path] != nil { return path }
        switch kind(of: path) {
        case .file: declare(path, word.place)
        case .directory: throw Diagnostic("'\(path)' is a directory", at: word.place)
        case .unreadable(let reason): throw missing(path, reason, word)
        }
        return path
    }

    /// `crt-list`.
    func list(_ word: Word) throws(Diagnostic) -> CertificateSource {
        let name = Self.withoutSlashes(word.text)
        if declared.lists[name] == nil { declared.lists[name] = try readList(name, word) }
        var source = CertificateSource(.list(name))
        source.place = DeclarationPlace(word.place)
        return source
    }

    /// The `ssl-f-use` lines of a frontend.
    func list(
        of frontend: String,
        _ drafts: [FrontendCertificateDraft]
    ) throws(Diagnostic) -> CertificateSource {
        var list = CertificateList()
        for draft in drafts {
            list.lines += try lines(
                draft.certificate,
                draft.line,
                hasOptions: true,
                filters: [],
                at: draft.place
            )
        }
        let name = "@\(frontend)"
        declared.lists[name] = list
        return CertificateSource(.list(name))
    }

    /// A file or directory of authorities or of what they revoked.
    func authorities(_ word: Word) throws(Diagnostic) -> String {
        if word.text == "@system-ca" { return word.text }
        let path = bases.authority(word.text)
        guard case .unreadable(let reason) = kind(of: path) else { return path }
        throw Diagnostic("cannot read '\(path)': \(reason)", at: word.place)
    }

    private func kind(of path: String) -> ConfigurationEnvironment.FileKind {
        path.hasPrefix("@") ? .unreadable("no such file or directory") : environment.kind(of: path)
    }

    private func missing(_ path: String, _ reason: String, _ word: Word) -> Diagnostic {
        Diagnostic(
            "unable to stat SSL certificate from file '\(path)': \(reason)",
            at: word.place,
            hint: path.hasPrefix("@") ? "a 'crt-store' has to declare it before" : nil
        )
    }

    private func declare(_ name: String, _ place: SourcePlace?) {
        guard declared.files[name] == nil else { return }
        var files = CertificateFiles(certificate: name)
        files.place = DeclarationPlace(place)
        declared.files[name] = files
    }

    /// The names of the certificates behind a path: the file, or the files of a bundle.
    private func certificates(_ path: String, _ word: Word) throws(Diagnostic) -> [String] {
        if declared.files[path] != nil { return [path] }
        guard case .unreadable(let reason) = kind(of: path) else {
            declare(path, word.place)
            return [path]
        }
        guard declared.companions.kinds.contains(.bundle) else { throw missing(path, reason, word) }
        let found = Self.bundleEndings.map { "\(path).\($0)" }.filter { name in
            declared.files[name] != nil || kind(of: name) == .file
        }
        if found.isEmpty { throw missing(path, reason, word) }
        for name in found { declare(name, word.place) }
        return found
    }

    private func directory(
        _ path: String,
        _ names: [String],
        _ word: Word
    ) throws(Diagnostic) -> String {
        let name = Self.withoutSlashes(path)
        guard declared.lists[name] == nil else { return name }
        var list = CertificateList()
        list.isDirectory = true
        for entry in names.sorted() where isCertificate(entry) {
            let file = "\(name)/\(entry)"
            guard kind(of: file) == .file else { continue }
            declare(file, word.place)
            var line = CertificateListLine(certificate: file)
            line.place = DeclarationPlace(word.place)
            list.lines.append(line)
        }
        declared.lists[name] = list
        return name
    }

    private func isCertificate(_ entry: String) -> Bool {
        !entry.hasPrefix(".") && !Self.companionEndings.contains { entry.hasSuffix($0) }
    }

    private func readList(_ path: String, _ word: Word) throws(Diagnostic) -> CertificateList {
        let bytes = try Word(text: path, place: word.place).contents(environment)
        let source = SourceText(name: path, text: String(decoding: bytes, as: UTF8.self))
        var list = CertificateList()
        do throws(Diagnostic) {
            for line in try CertificateListReader.lines(of: source) {
                let draft = try CertificateListReader.draft(line)
                list.lines += try lines(
                    line.certificate,
                    draft,
                    hasOptions: line.hasOptions,
                    filters: line.filters.map(\.text),
                    at: line.place
                )
            }
        } catch {
            var error = error
            error.includedFrom.append(word.place)
            throw error
        }
        return list
    }

    /// A line of a list; one for each file of a bundle.
    private func lines(
        _ certificate: Word,
        _ draft: CertificateLineDraft,
        hasOptions: Bool,
        filters: [String],
        at place: SourcePlace
    ) throws(Diagnostic) -> [CertificateListLine] {
        let path = bases.certificate(certificate.text)
        for word in [draft.authorities, draft.hiddenAuthorities, draft.revocations] {
            if let word { _ = try authorities(word) }
        }
        if let word = draft.earlyData { warn(CertificateOption.noteAboutEarlyData(word)) }
        let names = try certificates(path, certificate)
        if !draft.files.isEmpty { try takeFiles(of: draft, names, certificate) }
        var line = CertificateListLine(certificate: path)
        line.options = hasOptions ? try CertificateLineOptions(draft, bases) : nil
        line.filters = filters
        line.number = place.line
        line.place = DeclarationPlace(place)
        return names.map { name in
            var line = line
            line.certificate = name
            return line
        }
    }

    /// Files that a line names for its certificate must be what other lines name, too.
    private func takeFiles(
        of draft: CertificateLineDraft,
        _ names: [String],
        _ certificate: Word
    ) throws(Diagnostic) {
        guard names.count == 1, var files = declared.files[names[0]] else {
            throw Diagnostic(
                "a bundle cannot be given files by name",
                at: certificate.place,
                hint: "write a line for each of its certificates"
            )
        }
        let before = files
        for (part, word) in draft.files {
            files[keyPath: part.path] = part == .key ? bases.key(word.text) : word.text
        }
        if (before.namesParts || before.isDeclared), before != files {
            throw Diagnostic(
                "'\(names[0])' was named with other files before",
                at: certificate.place,
                expected: "the same 'key', 'ocsp', 'issuer' and 'sctl' everywhere"
            )
        }
        declared.files[names[0]] = files
    }

    private static func withoutSlashes(_ path: String) -> String {
        var path = path[...]
        while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
        return String(path)
    }
}
