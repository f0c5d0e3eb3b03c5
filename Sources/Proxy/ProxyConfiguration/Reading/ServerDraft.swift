internal import Diagnostics
internal import HealthChecking
internal import Samples

/// The options of a `server` or `default-server` line while they are read.
struct ServerDraft {
    /// What the lines said; name and address come with the server.
    var settings: ServerSettings
    /// `check` and `no-check`; nil when neither was said.
    var checks: Bool?
    var check = ServerCheck()
    /// `healthcheck`: the section that its check stands in.
    var healthCheckName: Word?
    /// Where `track` names a server.
    var trackPlace: SourcePlace?
    var observation = ObservationDraft()
    var agent = AgentDraft()
    /// `check-ssl` and `no-check-ssl`.
    var checkUsesTLS: Bool?
    /// `check-send-proxy` and `no-check-send-proxy`.
    var checkSendsProxyHeader: Bool?
    var usesTLS = false
    /// Whether `default-server` has said `ssl` before the server's line.
    var hasDefaultTLS = false
    /// `no-ssl`.
    var refusesTLS = false
    /// `verify`: nil takes the global default.
    var verification: Word?
    var authorities: Word?
    var revocations: Word?
    var verifiedHost: String?
    var serverName: SampleExpression?
    /// `sni-auto`: the name sent where `sni` says none.
    var automaticServerName: SampleExpression?
    var certificate: Word?
    var protocols: [String] = []
    var limits = TLSLimitsDraft()
    /// `resolvers` and its like; counts when a section is named.
    var resolution = ServerResolution(resolvers: "")
    var resolversPlace: SourcePlace?
    /// `ssl-reuse` and `no-ssl-reuse`.
    var resumesSessions = true
    /// `id`.
    var explicitID: Int?
    var place: SourcePlace?

    /// Nothing said.
    static let initial = ServerDraft(
        settings: ServerSettings(name: "", id: 0, address: .unix(path: ""))
    )

    /// Whether the health of the server is checked.
    var isChecked: Bool { checks == true }

    /// The address of a server or of its checks.
    static func address(
        _ word: Word,
        _ environment: ConfigurationEnvironment
    ) throws(Diagnostic) -> ServerAddress {
        let text = try AddressText(word, environment: environment)
        switch text.kind {
        case .unix: return .unix(path: text.host)
        case .abstract: return .abstract(name: text.host)
        case .descriptor:
            throw Diagnostic("a server cannot be a descriptor", at: word.place)
        case .any, .v4, .v6:
            let port = try port(text.port, word)
            if text.host.isEmpty || text.host == "*" {
                return .ip(text.kind == .v6 ? .v6(high: 0, low: 0) : .v4(0), port: port)
            }
            if let address = IPAddress(text.host) { return .ip(address, port: port) }
            return .host(text.host, family: family(text.kind), port: port)
        }
    }

    private static func family(_ kind: AddressText.Kind) -> AddressFamily? {
        switch kind {
        case .v4: return .v4
        case .v6: return .v6
        case .any, .unix, .abstract, .descriptor: return nil
        }
    }

    private static func port(_ text: Substring?, _ word: Word) throws(Diagnostic) -> PortChoice {
        guard let text, !text.isEmpty else { return .clients(offset: 0) }
        let isOffset = text.hasPrefix("+") || text.hasPrefix("-")
        let allowed = isOffset ? -65535...65535 : 1...65535
        guard let number = Int(text), allowed.contains(number) else {
            throw Diagnostic(
                "invalid port '\(text)' specified for address '\(word.text)'",
                at: word.place,
                expected: "a port from 1 to 65535, or +n or -n from the client's"
            )
        }
        return isOffset ? .clients(offset: number) : .fixed(number)
    }
}

extension ProxyDraft {
    /// `dispatch`: an address in the place of servers; a later line replaces those before.
    mutating func dispatch(to word: Word, _ tools: ReadingTools) throws(Diagnostic) {
        var server = ServerDraft.initial
        server.place = word.place
        server.settings.name = "<NOSRV>"
        server.settings.address = try ServerDraft.address(word, tools.environment)
        switch server.settings.address {
        case .ip(_, .clients), .host(_, _, .clients):
            throw Diagnostic(
                "'\(word.text)' has no port",
                at: word.place,
                expected: "<address>:<port>"
            )
        default: break
        }
        server.settings.isDispatch = true
        servers.removeAll { $0.settings.isDispatch }
        servers.append(server)
        tools.warn(
            Diagnostic(
                "'dispatch' is deprecated",
                at: word.place,
                hint: "write 'server dispatch \(word.text)'",
                severity: .note
            )
        )
    }
}
