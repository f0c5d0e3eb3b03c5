public import Diagnostics
internal import LinuxSystem

extension VaultKeyring {
    /// The passwords of `--vault-id` and `--vault-password-file`: each `FILE` or `NAME@FILE`.
    ///
    /// A file that can be started is run, and what it prints is the password; scripts whose name
    /// ends in `-client` are given `--vault-id NAME`.
    public static func load(_ sources: [String]) throws(Diagnostic) -> VaultKeyring {
        var passwords: [Password] = []
        for source in sources { passwords.append(try load(source)) }
        return VaultKeyring(passwords)
    }

    private static func load(_ source: String) throws(Diagnostic) -> Password {
        var identity = "default"
        var path = source
        if let at = source.firstIndex(of: "@") {
            identity = String(source[..<at])
            path = String(source[source.index(after: at)...])
        }
        if identity.isEmpty { identity = "default" }
        if path == "prompt" || path == "prompt_ask_vault_pass" {
            throw Diagnostic(
                "vault id '\(source)' asks for a password",
                hint: "put the password into a file and give '\(identity)@FILE'"
            )
        }
        let status = FileStatus.of(path)
        guard let status, status.kind != .directory else {
            throw Diagnostic("the vault password file '\(path)' was not found")
        }
        let text =
            FileSystem.isExecutable(path)
            ? try output(of: path, identity: identity) : try contents(of: path)
        let password = text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
        if password.isEmpty { throw Diagnostic("the vault password file '\(path)' is empty") }
        return Password(identity: identity, String(password))
    }

    private static func contents(of path: String) throws(Diagnostic) -> String {
        do throws(SystemError) {
            return try FileSystem.readText(path)
        } catch {
            throw Diagnostic("the vault password file '\(path)' can't be read: \(error.code)")
        }
    }

    private static func output(of path: String, identity: String) throws(Diagnostic) -> String {
        let stem = path.split(separator: "/").last.map { $0.split(separator: ".").first ?? $0 }
        let isClient = stem?.hasSuffix("-client") == true
        let start = path.contains("/") ? path : "./\(path)"
        let output: CollectedOutput
        do throws(SystemError) {
            output = try Subprocess.run([start] + (isClient ? ["--vault-id", identity] : []))
        } catch {
            throw Diagnostic("the vault password script '\(path)' can't be started: \(error.code)")
        }
        guard output.ending.isSuccess else {
            throw Diagnostic("the vault password script '\(path)' failed")
        }
        return output.text
    }
}
