internal import CommandLineOptions
internal import Diagnostics
internal import LinuxSystem
internal import Vaulting

/// `switchyard vault`: encrypts, decrypts and shows vaulted files.
enum VaultCommand {
    struct Settings: Sendable {
        var sources: [String] = []
        var identity: String?
    }

    static let subcommand = Subcommand(
        name: "vault",
        summary: "encrypt, decrypt or view files with secrets"
    ) { words, output in
        switch table.read(words, into: Settings(), output) {
        case .stop(let status): return status
        case .run(let settings, let operands): return run(settings, operands, output)
        }
    }

    private static let table = CommandLineTable<Settings>(
        command: "switchyard vault",
        summary: "Encrypts or decrypts files in place, or shows what is in them.",
        operands: "encrypt|decrypt|view FILE...",
        operandCount: 2...Int.max,
        options: [
            .value("vault-id", named: "NAME@FILE", help: "a vault password; may be repeated") {
                text,
                settings in settings.sources.append(text)
            },
            .value("vault-password-file", named: "FILE", help: "the file of the vault password") {
                text,
                settings in settings.sources.append(text)
            },
            .value("encrypt-vault-id", named: "NAME", help: "the password to encrypt with") {
                text,
                settings in settings.identity = text
            },
        ]
    )

    private typealias Action =
        @Sendable (String, VaultKeyring, Settings, CommandOutput) throws -> Void

    private static let actions: [String: Action] = [
        "encrypt": { path, keyring, settings, _ in
            let bytes = try FileSystem.read(path)
            if VaultKeyring.isVault(String(decoding: bytes.prefix(32), as: UTF8.self)) {
                throw Diagnostic("'\(path)' is encrypted already")
            }
            let vault = try keyring.encrypt(bytes, identity: settings.identity)
            guard try keyring.decryptBytes(vault) == bytes else {
                throw Diagnostic(
                    "'\(path)' stays as it is: what encrypts it does not decrypt to it"
                )
            }
            try FileSystem.writeAtomically(vault, to: FileSystem.resolved(path), mode: 0o600)
        },
        "decrypt": { path, keyring, _, _ in
            let text = try FileSystem.readText(path)
            let bytes = try keyring.decryptBytes(text)
            try FileSystem.writeAtomically(bytes, to: FileSystem.resolved(path), mode: 0o600)
        },
        "view": { path, keyring, _, output in
            output.write(try keyring.decrypt(try FileSystem.readText(path)))
        },
    ]

    private static func run(
        _ settings: Settings,
        _ operands: [String],
        _ output: CommandOutput
    ) -> Int32 {
        guard let word = operands.first, let action = actions[word] else {
            let word = operands.first ?? ""
            output.report([Diagnostic.unknown("vault action", word, among: actions.keys, at: nil)])
            return ExitStatus.usage
        }
        do {
            let keyring = try VaultKeyring.load(settings.sources)
            for path in operands.dropFirst() { try action(path, keyring, settings, output) }
            return ExitStatus.success
        } catch let error as Diagnostic {
            output.report([error])
        } catch {
            output.report([Diagnostic("\(error)")])
        }
        return ExitStatus.failure
    }
}
