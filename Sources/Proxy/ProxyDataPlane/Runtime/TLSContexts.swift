internal import Cryptography
internal import LinuxSystem
internal import ProxyConfiguration

/// A certificate, a key or a cipher list that cannot be used.
struct TLSSettingsError: Error {
    var message: String
}

/// Reads the certificate of a bind and sets TLS up for its clients.
func makeContext(of bind: BindTLS) throws(TLSSettingsError) -> TLSContext {
    var settings = Cryptography.TLSSettings()
    settings.apply(bind.limits)
    settings.applicationProtocols = bind.protocols
    guard let file = bind.certificates.first else {
        throw TLSSettingsError(message: "'ssl' without 'crt': no certificate to show to clients")
    }
    settings.certificatePEM = try readPEM(file)
    if case .required(let authorities) = bind.clientVerification {
        settings.verification = .required(authoritiesFile: authorities)
    }
    return try makeContext(server: true, settings, subject: file)
}

/// Sets TLS up towards servers.
func makeContext(of server: ServerTLS) throws(TLSSettingsError) -> TLSContext {
    var settings = Cryptography.TLSSettings()
    settings.apply(server.limits)
    settings.applicationProtocols = server.protocols
    if let file = server.clientCertificate { settings.certificatePEM = try readPEM(file) }
    var subject = server.clientCertificate ?? ""
    if case .required(let authorities, _) = server.verification {
        subject = authorities
        settings.verification =
            authorities == "@system-ca"
            ? .requiredBySystemAuthorities : .required(authoritiesFile: authorities)
    }
    return try makeContext(server: false, settings, subject: subject)
}

private func makeContext(
    server: Bool,
    _ settings: Cryptography.TLSSettings,
    subject: String
) throws(TLSSettingsError) -> TLSContext {
    do throws(OpenSSLError) {
        return try TLSContext(server: server, settings)
    } catch {
        throw TLSSettingsError(message: "cannot use '\(subject)' for TLS: \(error)")
    }
}

private func readPEM(_ path: String) throws(TLSSettingsError) -> [UInt8] {
    do throws(SystemError) {
        guard FileStatus.of(path)?.kind == .directory else {
            let bytes = try FileSystem.read(path)
            // The key may stand beside the certificate, where the configuration's reader saw it.
            guard FileStatus.of(path + ".key") != nil,
                !String(decoding: bytes, as: UTF8.self).contains("PRIVATE KEY-----")
            else { return bytes }
            return try bytes + [UInt8(ascii: "\n")] + FileSystem.read(path + ".key")
        }
        guard let first = try FileSystem.entries(of: path).first else {
            throw SystemError(.notFound, call: "readdir", subject: path)
        }
        return try FileSystem.read("\(path)/\(first)")
    } catch {
        throw TLSSettingsError(message: "cannot read certificate '\(path)': \(error.code)")
    }
}

extension Cryptography.TLSSettings {
    mutating func apply(_ limits: TLSLimits) {
        minimumVersion = limits.minimumVersion <= .tls12 ? .v12 : .v13
        maximumVersion = limits.maximumVersion == .tls12 ? .v12 : .v13
        ciphers = limits.ciphers
        cipherSuites = limits.cipherSuites
        offersTickets = limits.offersTickets
        prefersClientCiphers = limits.prefersClientCiphers
    }
}
