internal import Cryptography
internal import ProxyConfiguration

/// `new|set|add|commit|abort|del|show ssl ca-file` and `crl-file`.
extension CertificateEditor {
    /// What the two kinds of files are called.
    public enum AuthorityKind: Sendable {
        /// `ca-file`.
        case authorities
        /// `crl-file`.
        case revocations

        var title: String { self == .authorities ? "CA" : "CRL" }
    }

    private func transaction(_ kind: AuthorityKind) -> Transaction<StoredAuthorities>? {
        kind == .authorities ? authorities : revocations
    }

    private mutating func put(
        _ transaction: Transaction<StoredAuthorities>?,
        _ kind: AuthorityKind
    ) {
        if kind == .authorities { authorities = transaction } else { revocations = transaction }
    }

    private func stored(_ name: String, _ kind: AuthorityKind) -> StoredAuthorities? {
        guard let found = store.authorities[name] else { return nil }
        return found.isRevocationList == (kind == .revocations) ? found : nil
    }

    /// `new ssl ca-file <name>`.
    public mutating func newAuthorities(_ name: String, _ kind: AuthorityKind) -> String {
        guard store.authorities[name] == nil else {
            return "\(kind.title) file '\(name)' already exists!\n"
        }
        store.authorities[name] = StoredAuthorities(nil, isRevocationList: kind == .revocations)
        return "New \(kind.title) file created '\(name)'!\n"
    }

    /// `set ssl ca-file <name> <payload>`, or `add`, which keeps what was there.
    public mutating func setAuthorities(
        _ name: String,
        _ payload: [UInt8],
        _ kind: AuthorityKind,
        adds: Bool = false
    ) -> String {
        let failure = "Can't update \(name)!\n"
        let begun = transaction(kind)
        if let begun, begun.name != name {
            return Self.otherTransaction(begun.name, name, "set") + failure
        }
        guard var value = begun?.value ?? stored(name, kind) else {
            return
                "Can't replace a \(kind.title) file which is not referenced by the configuration!\n"
                + failure
        }
        guard let read = try? CertificateAuthorities(pem: payload) else {
            return "Invalid payload\n" + failure
        }
        let before = adds ? value.authorities : nil
        value.authorities = before.map { CertificateAuthorities(joining: [$0, read]) } ?? read
        put(Transaction(name: name, value: value), kind)
        let verb = begun == nil ? "created" : "updated"
        return "transaction \(verb) for \(kind.title) \(name)!\n"
    }

    /// `commit ssl ca-file <name>`.
    public mutating func commitAuthorities(_ name: String, _ kind: AuthorityKind) -> Answer {
        let failure = "Can't commit \(name)!\n"
        guard let begun = transaction(kind) else {
            return .text("No ongoing transaction! !\n" + failure)
        }
        guard begun.name == name else {
            return .text(Self.otherTransaction(begun.name, name, "set") + failure)
        }
        put(nil, kind)
        var next = store
        next.authorities[name] = begun.value
        let dots = String(repeating: ".", count: uses.ofAuthorities(name, store))
        return .use(next, announcement: "Committing \(name)\(dots)\n")
    }

    /// `abort ssl ca-file <name>`.
    public mutating func abortAuthorities(_ name: String, _ kind: AuthorityKind) -> String {
        guard let begun = transaction(kind) else { return "No ongoing transaction!\n" }
        guard begun.name == name else {
            return Self.otherTransaction(begun.name, name, "abort a transaction for")
        }
        put(nil, kind)
        return "Transaction aborted for certificate '\(name)'!\n"
    }

    /// `del ssl ca-file <name>`.
    public mutating func deleteAuthorities(_ name: String, _ kind: AuthorityKind) -> String {
        let failure = "Can't remove the \(kind.title) file: "
        if transaction(kind)?.name == name {
            return failure + "ongoing transaction for the \(kind.title) file '\(name)'\n"
        }
        guard stored(name, kind) != nil else {
            return failure + "\(kind.title) file '\(name)' doesn't exist!\n\n"
        }
        guard uses.ofAuthorities(name, store) == 0 else {
            return failure + "\(kind.title) file '\(name)' in use, can't be deleted!\n\n"
        }
        store.authorities[name] = nil
        return "\(kind.title) file '\(name)' deleted!\n"
    }

    /// `show ssl ca-file`.
    public func showAuthorities(_ kind: AuthorityKind) -> String {
        func line(_ name: String, _ value: StoredAuthorities) -> String {
            guard kind == .authorities else { return "\(name)\n" }
            let found = value.authorities
            let count = (found?.certificates.count ?? 0) + (found?.revocationListCount ?? 0)
            return "\(name) - \(count) certificate(s)\n"
        }
        let begun = transaction(kind).map { "# transaction\n*" + line($0.name, $0.value) } ?? ""
        let names = store.authorities.keys.sorted()
            .compactMap { name in stored(name, kind).map { line(name, $0) } }
        return begun + "# filename\n" + names.joined()
    }

    /// `show ssl ca-file [*]<name>[:<number>]`.
    public func showAuthorities(_ path: String, _ kind: AuthorityKind) -> String {
        var (name, isBegun) = Self.shownName(path)
        var only: Int?
        if let colon = name.firstIndex(of: ":") {
            guard let number = Int(name[colon...].dropFirst()), number > 0 else {
                return "wrong \(kind.title) index after colons in '\(path)'!\n"
            }
            only = number - 1
            name = String(name[..<colon])
        }
        let begun = transaction(kind).flatMap { $0.name == name ? $0.value : nil }
        guard let value = isBegun ? begun : stored(name, kind) else {
            return "Can't display the \(kind.title) file : Not found!\n"
        }
        let status =
            value.authorities == nil
            ? "Empty"
            : isBegun ? "Uncommitted" : uses.ofAuthorities(name, store) > 0 ? "Used" : "Unused"
        var text = "Filename: \(isBegun ? "*" : "")\(name)\nStatus: \(status)\n"
        let parts: [String] =
            kind == .authorities
            ? (value.authorities?.certificates ?? []).map { $0.description(chain: []) }
            : (value.authorities?.revocationLists ?? []).map(\.description)
        let title = kind == .authorities ? "Certificate" : "Certificate Revocation List"
        for (index, part) in parts.enumerated() where only == nil || only == index {
            text += " \n\(title) #\(index + 1):\n" + part
        }
        return text
    }
}
