public import ProxyConfiguration

/// The certificates in use, and what operators have changed of them and not committed yet.
///
/// A value: a command is told to it and answers what to say, in HAProxy's words. Nothing is read from
/// the disk.
public struct CertificateEditor: Sendable {
    /// A change that was begun: of each kind there is one at a time.
    struct Transaction<Value: Sendable>: Sendable {
        let name: String
        var value: Value
    }

    /// What a command comes to.
    public enum Answer: Sendable {
        /// Words.
        case text(String)
        /// A store to put into use; these are the words before the outcome, and after it is in use.
        case use(CertificateStore, announcement: String, success: String = "Success!\n")
    }

    /// What is in use.
    public internal(set) var store: CertificateStore
    /// How often each certificate, file of authorities and list is named.
    let uses: CertificateUses
    var certificate: Transaction<StoredCertificate>?
    var authorities: Transaction<StoredAuthorities>?
    var revocations: Transaction<StoredAuthorities>?

    /// Begins with what was read for a configuration.
    public init(_ store: CertificateStore, _ configuration: ProxyConfiguration) {
        self.store = store
        uses = CertificateUses(configuration)
    }

    /// Takes a store that was put into use; changes that were begun beside it go on.
    public mutating func take(_ store: CertificateStore) {
        self.store = store
    }

    /// What is said about a transaction of another name than the one that was begun.
    static func otherTransaction(_ begun: String, _ wanted: String, _ verb: String) -> String {
        "The ongoing transaction is about '\(begun)' but you are trying to \(verb) '\(wanted)'\n"
    }
}

/// Who uses which certificates.
public struct CertificateUses: Sendable {
    /// How many addresses use a list.
    private var lists: [String: Int] = [:]
    /// How often certificates are named beside lists.
    private var certificates: [String: Int] = [:]
    private var authorities: [String: Int] = [:]
    /// The settings of addresses that use lists, whose lines may name authorities.
    private var binds: [BindTLS] = []

    init(_ configuration: ProxyConfiguration) {
        for proxy in configuration.proxies {
            for tls in proxy.binds.compactMap(\.tls) {
                binds.append(tls)
                count(tls.clientVerification)
                for source in tls.sources {
                    switch source.kind {
                    case .list(let name): lists[name, default: 0] += 1
                    case .certificates(let names):
                        for name in names { certificates[name, default: 0] += 1 }
                    }
                }
            }
            for server in proxy.servers {
                for tls in proxy.encryptions(towards: server) {
                    if let name = tls.clientCertificate { certificates[name, default: 0] += 1 }
                    if case .required(let file, _) = tls.verification {
                        authorities[file, default: 0] += 1
                    }
                    if let file = tls.revocations { authorities[file, default: 0] += 1 }
                }
            }
        }
    }

    private mutating func count(_ verification: ClientVerification) {
        guard verification.mode != .none else { return }
        for file in verification.files { authorities[file, default: 0] += 1 }
    }

    /// How many addresses and servers use a certificate.
    func ofCertificate(_ name: String, _ store: CertificateStore) -> Int {
        store.lists.reduce(certificates[name] ?? 0) { count, list in
            let lines = list.value.lines.filter { $0.certificate == name }.count
            return count + lines * (lists[list.key] ?? 0)
        }
    }

    /// How many use a file of authorities or revocations.
    func ofAuthorities(_ name: String, _ store: CertificateStore) -> Int {
        var count = authorities[name] ?? 0
        for tls in binds {
            for source in tls.sources {
                guard case .list(let list) = source.kind else { continue }
                for line in store.lists[list]?.lines ?? [] where line.options != nil {
                    let verification = tls.with(line.options).clientVerification
                    guard verification.mode != .none,
                        verification.files != tls.clientVerification.files
                    else { continue }
                    count += verification.files.contains(name) ? 1 : 0
                }
            }
        }
        return count
    }

    /// How many addresses use a list.
    func ofList(_ name: String) -> Int { lists[name] ?? 0 }

    /// Whether the first line of a list is what an address shows where no name matches.
    func isDefault(list name: String) -> Bool {
        binds.contains { tls in
            guard !tls.requiresKnownName, case .list(name)? = tls.sources.first?.kind else {
                return false
            }
            return true
        }
    }
}

extension ClientVerification {
    /// The files of authorities and of what they revoked.
    fileprivate var files: [String] {
        [authorities, hiddenAuthorities, revocations].compactMap { $0 }
    }
}
