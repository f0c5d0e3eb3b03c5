/// One host of `ProxyJump`: `[user@]host[:port]`, an IPv6 address in brackets.
struct JumpAddress {
    /// The user, if said.
    var user: String?
    /// The host.
    var host: String
    /// The port, if said.
    var port: UInt16?

    /// Reads one; nil when it is none.
    init?(_ text: some StringProtocol) {
        var rest = String(text)[...]
        if rest.hasPrefix("ssh://") { rest = rest.dropFirst(6) }
        if let at = rest.lastIndex(of: "@") {
            user = String(rest[..<at])
            rest = rest[rest.index(after: at)...]
        }
        if rest.first == "[", let end = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else {
            let name = rest.prefix { $0 != ":" }
            host = String(name)
            rest = rest[name.endIndex...]
        }
        if rest.first == ":" {
            guard let number = UInt16(rest.dropFirst()), number > 0 else { return nil }
            port = number
        } else if !rest.isEmpty {
            return nil
        }
        if host.isEmpty || user?.isEmpty == true { return nil }
    }
}
