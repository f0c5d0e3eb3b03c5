public import Diagnostics
import LinuxSystem

extension SSHSettings {
    /// Fails where the settings, or the client configuration, cannot lead to a connection, whatever
    /// the network says.
    ///
    /// - Returns: what of the configuration is not honoured, as warnings.
    public func check() throws(Diagnostic) -> [Diagnostic] { try check(depth: 0) }

    private func check(depth: Int) throws(Diagnostic) -> [Diagnostic] {
        var warnings: [Diagnostic] = []
        let route = try route(telling: &warnings)
        // The connection says when the way is too long.
        if depth < 8 {
            for jump in route.jumps { warnings += try jump.check(depth: depth + 1) }
        }
        return warnings
    }

    /// Merges the settings with the client configuration; the settings win.
    func route() throws(Diagnostic) -> SSHRoute {
        var warnings: [Diagnostic] = []
        return try route(telling: &warnings)
    }

    /// Merges the settings with the client configuration; the settings win.
    private func route(telling warnings: inout [Diagnostic]) throws(Diagnostic) -> SSHRoute {
        let operatorEntry = UserEntry.current
        let home = Environment["HOME"] ?? operatorEntry?.homeDirectory ?? "/"
        let localUser = operatorEntry?.name ?? "root"
        let file = try choices(home: home, localUser: localUser)
        warnings = file.warnings()
        var route = SSHRoute(hostName: host, user: "", knownHostsFiles: [])
        if let name = file.first("hostname") {
            route.hostName = expanded(name, ["%%": "%", "%h": host])
        }
        if let number = try file.number("port") { route.port = number }
        if let port { route.port = port }
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
        try set(way: &route, file, tokens)
        try file.refuseUnsupported()
        return route
    }

    /// What the arguments say, then the files; of two lines with one keyword the first decides.
    private func choices(home: String, localUser: String) throws(Diagnostic) -> ClientChoices {
        var lines: [ClientConfiguration.Setting] = []
        for arguments in arguments { lines += try arguments.settings() }
        let file = ClientChoices(lines).first("-F") ?? configurationFile
        lines.removeAll { $0.keyword == "-F" }
        let subject = ClientSubject(original: host, user: user, localUser: localUser)
        for configuration in try configurations(file, home: home) {
            lines = try configuration.settings(for: subject, after: lines)
        }
        return ClientChoices(lines)
    }

    /// The hosts, or the program, that the connection goes through: what is named first.
    private func set(
        way route: inout SSHRoute,
        _ file: ClientChoices,
        _ tokens: [String: String]
    ) throws(Diagnostic) {
        route.jumps = via
        if !via.isEmpty { return }
        if let proxyJump {
            route.jumps = try jumps(proxyJump, place: nil)
            return
        }
        guard let line = file.line(among: ["proxyjump", "proxycommand"]),
            let text = line.arguments.first, text.lowercased() != "none"
        else { return }
        if line.keyword == "proxyjump" {
            route.jumps = try jumps(text, place: line.place)
            return
        }
        let used = tokens.filter { ["%h", "%n", "%p", "%r", "%u"].contains($0.key) }
        route.proxyCommand = try ProxyProgram.commandLine(text, used, at: line.place)
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
        if let word = file.first("addressfamily")?.lowercased(), word != "any" {
            guard let family = SSHRoute.AddressFamily(rawValue: word) else {
                throw Diagnostic(
                    "'\(word)' is no address family",
                    at: file.place("addressfamily"),
                    expected: "'any', 'inet' or 'inet6'"
                )
            }
            route.addressFamily = family
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

    private func configurations(
        _ file: String?,
        home: String
    ) throws(Diagnostic) -> [ClientConfiguration] {
        guard usesConfiguration, file != "none" else { return [] }
        if let file {
            return [try ClientConfiguration.file(expandedPath(file, home: home, [:]), home: home)]
        }
        var read: [ClientConfiguration] = []
        for path in ["\(home)/.ssh/config", "/etc/ssh/ssh_config"] where FileSystem.exists(path) {
            read.append(try ClientConfiguration.file(path, home: home))
        }
        return read
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
            settings.arguments = []
            let isDirect = proxyJump != nil || !jumps.isEmpty || jump.host == host
            settings.proxyJump = isDirect ? "none" : nil
            jumps.append(settings)
        }
        return jumps
    }
}

/// Replaces `%h` and the like.
func expanded(_ text: String, _ tokens: [String: String]) -> String {
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
func expandedPath(_ text: String, home: String, _ tokens: [String: String]) -> String {
    let path = expanded(text, tokens)
    return path == "~" || path.hasPrefix("~/") ? home + path.dropFirst() : path
}
