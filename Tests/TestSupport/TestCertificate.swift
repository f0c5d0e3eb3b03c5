internal import LinuxSystem

/// A self-signed certificate and its key, made for one test.
public struct TestCertificate: Sendable {
    /// The certificate.
    public let certificate: String
    /// The key, not encrypted.
    public let key: String

    /// Makes a certificate for a name, by the program `openssl`.
    public init(name: String) throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "certificate")
        defer { try? FileSystem.removeTree(directory) }
        let made = try Subprocess.run([
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)",
            "-keyout", "\(directory)/key.pem", "-out", "\(directory)/cert.pem",
        ])
        guard made.ending.isSuccess else {
            throw ProxyStartFailure(description: made.errorText)
        }
        certificate = try FileSystem.readText("\(directory)/cert.pem")
        key = try FileSystem.readText("\(directory)/key.pem")
    }

    /// Both in one text, as a proxy wants them.
    public var whole: String { certificate + key }

    /// The key encrypted with a passphrase.
    public func encryptedKey() throws -> String {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "certificate")
        defer { try? FileSystem.removeTree(directory) }
        try FileSystem.writeAtomically(key, to: "\(directory)/key.pem")
        let made = try Subprocess.run([
            "openssl", "rsa", "-aes256", "-passout", "pass:secret", "-in", "\(directory)/key.pem",
        ])
        return made.text
    }
}
