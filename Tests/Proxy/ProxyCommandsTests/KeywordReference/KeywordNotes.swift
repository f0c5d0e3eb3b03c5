/// What a word that is read still lacks of what HAProxy's manual says of it.
enum KeywordNotes {
    /// By keyword.
    static let keywords: [String: String] = [
        "balance": "`hash`, `log-hash`, `rdp-cookie`, `sticky`",
        "cookie": "`rewrite`, `prefix`, `maxidle`, `maxlife`, `dynamic`",
        "log": "`profile`, `ring@` and `tcp@` addresses",
        "retry-on": "`0rtt-rejected`",
    ]

    /// By option of `bind`.
    static let bindOptions: [String: String] = [:]

    /// By option of `server`.
    static let serverOptions: [String: String] = [
        "init-addr": "`last`: there is no state file"
    ]

    /// By command.
    static let commands: [String: String] = [:]
}
