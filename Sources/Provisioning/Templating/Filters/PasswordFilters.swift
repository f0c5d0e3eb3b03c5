internal import DocumentValues

/// Filters that make hashes of passwords.
enum PasswordFilters {
    static let entries: [FilterEntry] = [
        FilterEntry(
            "password_hash",
            parameters: ["hashtype", "salt", "salt_size", "rounds", "ident"],
            about: "the hash of a password, as in /etc/shadow"
        ) { call in
            let request = PasswordHashing(
                kind: try PasswordHashing.kind(try call.arguments.text("hashtype") ?? "sha512"),
                salt: try call.arguments.text("salt"),
                saltCount: try call.arguments.integer("salt_size"),
                rounds: try call.arguments.integer("rounds"),
                identifier: try call.arguments.text("ident")
            )
            return .string(try request.hash(of: try call.text()))
        }
    ]
}
