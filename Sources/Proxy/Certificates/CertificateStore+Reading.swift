internal import Cryptography
public import Diagnostics
public import ProxyConfiguration

extension CertificateStore {
    /// What was read from the disk, and what is wrong with it.
    public struct Reading: Sendable {
        /// The store with all that could be read.
        public var store: CertificateStore
        /// What is wrong, each with its place; warnings among them.
        public var problems: [Diagnostic]
    }

    /// Reads everything that a configuration names.
    public static func read(
        _ configuration: ProxyConfiguration,
        on environment: ConfigurationEnvironment = .machine
    ) -> Reading {
        var reader = StoreReader(configuration.certificates, environment)
        reader.readCertificates()
        for proxy in configuration.proxies {
            for bind in proxy.binds {
                if let tls = bind.tls { reader.readFiles(of: tls, at: bind.place) }
            }
            for server in proxy.servers {
                for tls in proxy.encryptions(towards: server) {
                    reader.readFiles(of: tls, at: server.place)
                }
            }
        }
        return Reading(store: reader.store, problems: reader.problems)
    }
}

/// Reads files into a store and goes on after what is wrong.
private struct StoreReader {
    var store: CertificateStore
    var problems: [Diagnostic] = []
    private let files: CertificateFileReader

    init(_ declared: CertificateDeclarations, _ environment: ConfigurationEnvironment) {
        store = CertificateStore(declared)
        files = CertificateFileReader(environment: environment, rules: declared.companions)
    }

    mutating func readCertificates() {
        let chains = readChains()
        for (name, files) in store.declared.files.sorted(by: { $0.key < $1.key }) {
            note(files.place) { reader throws(CertificateFileFault) in
                let stored = try reader.files.read(
                    name,
                    files,
                    chains: chains,
                    skipsSelfIssued: reader.store.declared.skipsSelfIssued
                )
                reader.store.certificates[name] = stored
                if let fault = stored.keyed?.faultOfStatement {
                    reader.warn("the OCSP response of '\(name)' is not used: \(fault)", files.place)
                }
            }
        }
        if let file = store.declared.keyExchangeFile {
            note(store.declared.places["ssl-dh-param-file"]) {
                reader throws(CertificateFileFault) in
                reader.store.keyExchangeParameters = try reader.files.bytes(file)
            }
        }
    }

    /// The chains of `issuers-chain-path` by file.
    private mutating func readChains() -> [CertificateFileReader.Chain] {
        guard let directory = store.declared.chainDirectory else { return [] }
        var chains: [CertificateFileReader.Chain] = []
        note(store.declared.places["issuers-chain-path"]) { reader throws(CertificateFileFault) in
            chains = try reader.files.chains(in: directory)
        }
        return chains
    }

    mutating func readFiles(of tls: BindTLS, at place: DeclarationPlace) {
        readFiles(of: tls.clientVerification)
        for source in tls.sources {
            guard case .list(let name) = source.kind else { continue }
            for line in store.lists[name]?.lines ?? [] where line.options != nil {
                var verification = tls.with(line.options).clientVerification
                verification.place = line.place
                readFiles(of: verification)
            }
        }
        guard let file = tls.ticketKeys, store.ticketKeys[file] == nil else { return }
        note(place) { reader throws(CertificateFileFault) in
            reader.store.ticketKeys[file] = try reader.files.ticketKeys(file)
        }
    }

    mutating func readFiles(of tls: ServerTLS, at place: DeclarationPlace) {
        if case .required(let authorities, _) = tls.verification {
            readAuthorities(authorities, isRevocationList: false, at: place)
        }
        if let file = tls.revocations { readAuthorities(file, isRevocationList: true, at: place) }
    }

    private mutating func readFiles(of verification: ClientVerification) {
        for file in [verification.authorities, verification.hiddenAuthorities] {
            guard let file else { continue }
            readAuthorities(file, isRevocationList: false, at: verification.place)
        }
        guard let file = verification.revocations else { return }
        readAuthorities(file, isRevocationList: true, at: verification.place)
    }

    private mutating func readAuthorities(
        _ path: String,
        isRevocationList: Bool,
        at place: DeclarationPlace
    ) {
        guard store.authorities[path] == nil else { return }
        note(place) { reader throws(CertificateFileFault) in
            let (found, skipped) = try reader.files.authorities(path)
            reader.store.authorities[path] = StoredAuthorities(
                found,
                isRevocationList: isRevocationList
            )
            for problem in skipped { reader.warn(problem, place) }
        }
    }

    private mutating func warn(_ message: String, _ place: DeclarationPlace) {
        problems.append(Diagnostic(message, at: place.place, severity: .warning))
    }

    private mutating func note(
        _ place: DeclarationPlace,
        _ body: (inout StoreReader) throws(CertificateFileFault) -> Void
    ) {
        do throws(CertificateFileFault) {
            try body(&self)
        } catch {
            problems.append(
                Diagnostic(
                    error.message,
                    at: place.place,
                    expected: error.expected
                )
            )
        }
    }
}
