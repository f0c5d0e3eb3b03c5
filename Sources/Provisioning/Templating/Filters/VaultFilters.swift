internal import Diagnostics
internal import DocumentValues
internal import Vaulting

/// Filters that encrypt and decrypt by a password of their own.
enum VaultFilters {
    private static let usualName = "filter_default"

    static let entries: [FilterEntry] = [
        FilterEntry(
            "vault",
            parameters: ["secret", "salt", "vault_id", "wrap_object", "vaultid"],
            required: 1,
            about: "encrypted by a password"
        ) { call in
            let password = try text(call["secret"], "Secret passed is required to be a string")
            let data = try text(call.value(), "Can only vault strings")
            if try call.arguments.flag("wrap_object") {
                throw OperationFailure(
                    "'wrap_object: true' of the filter 'vault' is not supported",
                    expected: "false"
                )
            }
            let identity = try identity(call)
            let salt = try call.arguments.text("salt")
            let keyring = VaultKeyring([.init(identity: identity, password)])
            return .string(
                try refusing { () throws(Diagnostic) in
                    try keyring.encrypt(
                        Array(data.utf8),
                        identity: identity,
                        salt: salt.map { Array($0.utf8) }
                    )
                }
            )
        },
        FilterEntry(
            "unvault",
            parameters: ["secret", "vault_id", "vaultid"],
            required: 1,
            about: "decrypted by a password"
        ) { call in
            let password = try text(call["secret"], "Secret passed is required to be as string")
            let data = try text(call.value(), "Vault should be in the form of a string")
            guard VaultKeyring.isVault(data) else { return .string(data) }
            let keyring = VaultKeyring([.init(identity: try identity(call), password)])
            let plain = try refusing { () throws(Diagnostic) in try keyring.decrypt(data) }
            call.evaluator.engine.secrets?.keep(.string(plain))
            return .string(plain)
        },
    ]

    private static func identity(_ call: FilterCall) throws -> String {
        let own = try call.arguments.text("vault_id", default: usualName)
        guard own == usualName else { return own }
        return try call.arguments.text("vaultid", default: usualName)
    }

    private static func text(_ value: Value?, _ problem: String) throws -> String {
        if case .string(let text)? = value { return text }
        let found = value?.pythonTypeWords ?? "NoneType"
        throw OperationFailure("\(problem), instead we got: <class '\(found)'>")
    }

    private static func refusing(
        _ body: () throws(Diagnostic) -> String
    ) throws -> String {
        do throws(Diagnostic) {
            return try body()
        } catch {
            throw OperationFailure(error.message, hint: error.hint)
        }
    }
}
