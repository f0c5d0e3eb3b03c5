internal import LinuxSystem

/// An authority made for one test, with the certificates that it signs.
///
/// All files are in its directory: `ca.pem`, `<name>.pem` (certificate and key), `<name>.crt`,
/// `<name>.key`.
public struct TestAuthority: Sendable {
    /// Where its files are.
    public let directory: String

    /// The kind of a certificate's key.
    public enum Key: Sendable {
        /// On the curve P-256.
        case curve
        /// RSA of 2048 bits.
        case rsa
    }

    /// Makes an authority in a directory, by the program `openssl`.
    public init(in directory: String, name: String = "Test Authority") throws {
        self.directory = directory
        try openssl(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "30",
            "-subj",
            "/O=Lab/CN=\(name)",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem"
        )
        try FileSystem.writeAtomically(
            """
            [ ca ]
            default_ca = own
            [ own ]
            database = \(directory)/index.txt
            default_md = sha256
            default_crl_days = 30
            """ + "\n",
            to: "\(directory)/ca.cnf"
        )
        try FileSystem.writeAtomically("", to: "\(directory)/index.txt")
    }

    /// Signs a certificate and returns the path of its PEM file.
    ///
    /// - Parameters:
    ///   - file: the name of its files.
    ///   - commonName: whom it is for.
    ///   - names: the names of servers it is for.
    ///   - key: the kind of its key.
    ///   - days: how long it is valid; negative has it end in the past.
    /// - Returns: the path of certificate and key together.
    /// - Throws: what the program says.
    @discardableResult
    public func issue(
        _ file: String,
        commonName: String,
        names: [String] = [],
        key: Key = .curve,
        days: Int = 30
    ) throws -> String {
        let algorithm =
            switch key {
            case .curve: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
            case .rsa: ["-newkey", "rsa:2048"]
            }
        try openssl(
            ["req", "-nodes"] + algorithm + [
                "-subj", "/O=Lab/CN=\(commonName)", "-keyout", "\(file).key", "-out", "\(file).csr",
            ]
        )
        let list = names.map { "DNS:\($0)" }.joined(separator: ",")
        let extensions = names.isEmpty ? "" : "subjectAltName=\(list)\n"
        try FileSystem.writeAtomically(extensions, to: "\(directory)/\(file).ext")
        try openssl(
            "x509",
            "-req",
            "-in",
            "\(file).csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            String(days),
            "-extfile",
            "\(file).ext",
            "-out",
            "\(file).crt"
        )
        let certificate = try FileSystem.readText("\(directory)/\(file).crt")
        let whole = certificate + (try FileSystem.readText("\(directory)/\(file).key"))
        try FileSystem.writeAtomically(whole, to: "\(directory)/\(file).pem")
        return "\(directory)/\(file).pem"
    }

    /// Revokes certificates and writes the list of them to `crl.pem`, whose path it returns.
    @discardableResult
    public func revoke(_ files: String...) throws -> String {
        for file in files {
            try openssl(
                "ca",
                "-config",
                "ca.cnf",
                "-revoke",
                "\(file).crt",
                "-keyfile",
                "ca.key",
                "-cert",
                "ca.pem"
            )
        }
        try openssl(
            "ca",
            "-config",
            "ca.cnf",
            "-gencrl",
            "-keyfile",
            "ca.key",
            "-cert",
            "ca.pem",
            "-out",
            "crl.pem"
        )
        return "\(directory)/crl.pem"
    }

    private func openssl(_ words: String...) throws { try openssl(words) }

    private func openssl(_ words: [String]) throws {
        let run = try CommandRun.of(["openssl"] + words, directory: directory)
        guard run.status == 0 else { throw ProxyStartFailure(description: run.output) }
    }
}
