import Diagnostics
import LinuxSystem

extension SSHSettings {
    /// Merges the settings with the client configuration; the settings win.
    func route() throws(Diagnostic) -> SSHRoute {
        let operatorEntry = UserEntry.current
        let home = Environment["HOME"] ?? operatorEntry?.homeDirectory ?? "/"
        let lines = try configuration(home: home)?.settings(for: host) ?? []
        let file = ClientChoices(lines)
        var route = SSHRoute(hostName: host, user: "", knownHostsFiles: [])
        if let name = file.first("hostname") {
            route.hostName = expanded(name, ["%%": "%", "%h": host])
        }
        if let number = try file.number("port") { route.port = number }
        if let port { route.port = port }
        let localUser = operatorEntry?.name ?? "root"
        route.user = user ?? file.first("user") ?? localUser
        let tokens = [
            "%%": "%", "%d": home, "%u": localUser, "%r": route.user, "%h": route.hostName,
            "%p": "\(route.port)", "%n": host,
        ]
        let path = { (text: String) in expandedPath(text, home: home, tokens) }
        let named = (identityFiles + file.all("identityfile")).filter { $0 != "none" }
        route.identityFiles = named.map(path)
        let isIdentitiesOnly = try file.flag("identitiesonly") ?? false
        if named.isEmpty { route.usualIdentityFiles = Self.usualKeys.map { path("~/.ssh/\($0)") } }
        let agent =
            agentSocket ?? file.first("identityagent").flatMap(Self.agent).map(path)
            ?? Environment["SSH_AUTH_SOCK"]
        if !isIdentitiesOnly, let agent, !agent.isEmpty, agent != "none" {
            route.agentSocket = agent
        }
        route.password = password
        route.hostKeyAlias = file.first("hostkeyalias")
        let personal =
            file.list("userknownhostsfile")
            ?? ["~/.ssh/known_hosts", "~/.ssh/known_hosts2"]
        let machine = file.list("globalknownhostsfile") ?? ["/etc/ssh/ssh_known_hosts"]
        route.knownHostsFiles = (knownHostsFiles ?? personal + machine).map(path)
            .filter { $0 != "none" }
        try set(timesAndTrust: &route, file)
        route.jumps = via
        if via.isEmpty {
            let text = proxyJump ?? file.first("proxyjump")
            route.jumps = try jumps(text, place: file.place("proxyjump"))
        }
        try file.refuseUnsupported()
        return route
    }

    private func set(
        timesAndTrust route: inout SSHRoute,
        _ file: ClientChoices
    ) throws(Diagnostic) {
        if let hostKeyChecking {
            route.hostKeyChecking = hostKeyChecking
        } else if let checking = try file.checking() {
            route.hostKeyChecking = checking
        }
        if let time = try file.seconds("connecttimeout") { route.connectTimeout = time }
        if let connectTimeout { route.connectTimeout = connectTimeout }
        if let time = try file.seconds("serveraliveinterval") { route.keepAliveInterval = time }
        if let keepAliveInterval { route.keepAliveInterval = keepAliveInterval }
    }

    private static let usualKeys = ["id_rsa", "id_ecdsa", "id_ed25519"]

    private static func agent(_ text: String) -> String? {
        if text == "SSH_AUTH_SOCK" { return nil }
        return text.hasPrefix("$") ? Environment[String(text.dropFirst())] : text
    }

    private func configuration(home: String) throws(Diagnostic) -> ClientConfiguration? {
        guard usesConfiguration, configurationFile != "none" else { return nil }
        let path = expandedPath(configurationFile ?? "~/.ssh/config", home: home, [:])
        if configurationFile == nil, !FileSystem.exists(path) { return nil }
        let text: String
        do throws(SystemError) {
            text = try FileSystem.readText(path)
        } catch {
            throw Diagnostic("cannot read the ssh configuration '\(path)': \(error.code)")
        }
        return try ClientConfiguration(SourceText(name: path, text: text))
    }

    private func jumps(
        _ text: String?,
        place: SourcePlace?
    ) throws(Diagnostic) -> [SSHSettings] {
        guard let text, text.lowercased() != "none" else { return [] }
        var jumps: [SSHSettings] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let jump = JumpAddress(part) else {
                throw Diagnostic(
                    "'\(part)' is no host to jump through",
                    at: proxyJump == nil ? place : nil,
                    expected: "[user@]host[:port]"
                )
            }
            var settings = self
            settings.host = jump.host
            settings.port = jump.port
            settings.user = jump.user
            settings.password = nil
            settings.via = []
            settings.identityFiles = []
            let isDirect = proxyJump != nil || !jumps.isEmpty || jump.host == host
            settings.proxyJump = isDirect ? "none" : nil
            jumps.append(settings)
        }
        return jumps
    }
}

/// Replaces `%h` and the like.
private func expanded(_ text: String, _ tokens: [String: String]) -> String {
    var result = ""
    var rest = text[...]
    while let character = rest.first {
        if character == "%", let value = tokens[String(rest.prefix(2))] {
            result += value
            rest = rest.dropFirst(2)
        } else {
            result.append(character)
            rest = rest.dropFirst()
        }
    }
    return result
}

/// Replaces `~` at the start and `%h` and the like.
private func expandedPath(_ text: String, home: String, _ tokens: [String: String]) -> String {
    let path = expanded(text, tokens)
    return path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
}
