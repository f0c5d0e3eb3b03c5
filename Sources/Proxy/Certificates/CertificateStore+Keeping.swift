internal import Cryptography
public import ProxyConfiguration

/// What operators have changed, over a reload.
///
/// It stays as long as the files say what they said when it was changed. Who writes a file anew wants
/// what it says now; what only an operator knows of stays until he deletes it.
extension CertificateStore {
    /// Takes over what operators have changed in another store.
    ///
    /// - Parameters:
    ///   - old: the store of before, as it is in use.
    ///   - servers: the servers that operators have added, which may need what no file names any more.
    public mutating func keepChanges(of old: CertificateStore, for servers: [ServerTLS]) {
        for (name, before) in old.certificates where before.isChanged {
            guard let present = certificates[name] else {
                if before.origin == nil { certificates[name] = before }
                continue
            }
            guard present.origin == before.origin else { continue }
            certificates[name] = before
        }
        for (name, before) in old.authorities where before.isChanged {
            guard let present = authorities[name] else {
                if before.origin == nil { authorities[name] = before }
                continue
            }
            guard present.origin == before.origin else { continue }
            authorities[name] = before
        }
        for (name, before) in old.lists
        where before != old.declared.lists[name] && declared.lists[name] == old.declared.lists[name]
        {
            var kept = before
            kept.lines.removeAll { certificates[$0.certificate] == nil }
            lists[name] = kept
        }
        for tls in servers { keepFiles(of: tls, from: old) }
    }

    private mutating func keepFiles(of tls: ServerTLS, from old: CertificateStore) {
        if let name = tls.clientCertificate, certificates[name] == nil {
            certificates[name] = old.certificates[name]
        }
        var files = [tls.revocations]
        if case .required(let file, _) = tls.verification { files.append(file) }
        for case let file? in files where authorities[file] == nil {
            authorities[file] = old.authorities[file]
        }
    }
}

extension StoredCertificate {
    /// Whether an operator has given something else than the files.
    fileprivate var isChanged: Bool { origin != parts }
}

extension StoredAuthorities {
    fileprivate var isChanged: Bool { origin == nil || origin != authorities?.digest }
}
