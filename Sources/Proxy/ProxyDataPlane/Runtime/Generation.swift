internal import Cryptography
internal import Diagnostics
internal import LinuxSystem
public import ProxyConfiguration
internal import Synchronization

/// One configuration being run: immutable, shared by all threads, replaced as a whole by a reload.
public final class Generation: Sendable {
    /// What is run.
    public let configuration: ProxyConfiguration
    /// Its number, from one.
    public let number: Int
    /// The frontends and listens, in the order of the configuration.
    public let frontends: [FrontendRuntime]
    /// The backends and listens, in the order of the configuration.
    public let backends: [BackendRuntime]

    /// Certificates of `bind ... ssl`, by their settings.
    let bindContexts: [BindTLS: TLSContext]
    /// Settings of TLS towards servers, by their settings.
    let serverContexts: [ServerTLS: TLSContext]

    /// The backend of a name.
    public func backend(named name: String) -> BackendRuntime? {
        backends.first { $0.name == name }
    }

    /// The frontend of a name.
    public func frontend(named name: String) -> FrontendRuntime? {
        frontends.first { $0.name == name }
    }

    /// Builds what runs a configuration; what did not change since `old` lives on.
    ///
    /// Reads certificates and resolves names, so it can fail on what the operator wrote.
    init(
        _ configuration: ProxyConfiguration,
        continuing old: Generation?,
        nextSerial: () -> Int
    ) throws(DiagnosticList) {
        self.configuration = configuration
        number = (old?.number ?? 0) + 1
        var builder = GenerationBuilder(old: old)
        builder.readCertificates(of: configuration)
        let backends = configuration.backends.map { settings in
            builder.makeBackend(settings, nextSerial: nextSerial)
        }
        self.backends = backends
        let byName = Dictionary(backends.map { ($0.name, $0) }) { first, _ in first }
        frontends = configuration.frontends.map { settings in
            FrontendRuntime(
                settings,
                backends: byName,
                continuing: old?.frontend(named: settings.name)
            )
        }
        bindContexts = builder.bindContexts
        serverContexts = builder.serverContexts
        if !builder.problems.isEmpty { throw DiagnosticList(builder.problems) }
    }
}

/// Collects the parts of a generation and what is wrong with them.
private struct GenerationBuilder {
    let old: Generation?
    var bindContexts: [BindTLS: TLSContext] = [:]
    var serverContexts: [ServerTLS: TLSContext] = [:]
    var problems: [Diagnostic] = []

    init(old: Generation?) {
        self.old = old
    }

    mutating func readCertificates(of configuration: ProxyConfiguration) {
        for proxy in configuration.proxies {
            for bind in proxy.binds {
                guard let tls = bind.tls, bindContexts[tls] == nil else { continue }
                do throws(TLSSettingsError) {
                    bindContexts[tls] = try makeContext(of: tls)
                } catch {
                    problems.append(Diagnostic(error.message, at: bind.place.place))
                }
            }
            for server in proxy.servers {
                guard let tls = server.tls, serverContexts[tls] == nil else { continue }
                do throws(TLSSettingsError) {
                    serverContexts[tls] = try makeContext(of: tls)
                } catch {
                    problems.append(Diagnostic(error.message, at: server.place.place))
                }
            }
        }
    }

    mutating func makeBackend(_ settings: ProxySettings, nextSerial: () -> Int) -> BackendRuntime {
        let before = old?.backend(named: settings.name)
        if let before, before.settings == settings { return before }
        let servers = settings.servers.enumerated().map { index, server in
            makeServer(
                server,
                index: index,
                continuing: before?.server(named: server.name),
                nextSerial: nextSerial
            )
        }
        return BackendRuntime(settings, servers: servers, continuing: before)
    }

    private mutating func makeServer(
        _ settings: ServerSettings,
        index: Int,
        continuing old: ServerRuntime?,
        nextSerial: () -> Int
    ) -> ServerRuntime {
        if let old, old.settings == settings, old.index == index { return old }
        let isSamePlace = old?.settings.address == settings.address
        let address = isSamePlace ? old?.address : resolve(settings.address, of: settings)
        var checkAddress: SocketAddress?
        if let check = settings.check {
            checkAddress = self.checkAddress(check, of: settings, address: address)
        }
        return ServerRuntime(
            settings,
            index: index,
            serial: nextSerial(),
            address: address,
            checkAddress: checkAddress,
            continuing: isSamePlace ? old : nil
        )
    }

    private mutating func checkAddress(
        _ check: ServerCheck,
        of settings: ServerSettings,
        address: SocketAddress?
    ) -> SocketAddress? {
        var base = address
        if let own = check.address { base = resolve(own, of: settings) }
        guard let port = check.port ?? base?.port.map(Int.init) else { return base }
        return base?.with(port: UInt16(clamping: port))
    }

    private mutating func resolve(
        _ address: ServerAddress,
        of settings: ServerSettings
    ) -> SocketAddress? {
        switch address {
        case .ip(let address, let port):
            return address.socketAddress(port: port.fixedPort)
        case .unix(let path):
            return .unix(path)
        case .abstract(let name):
            return .unix("@\(name)")
        case .host(let name, let family, let port):
            return resolve(name, family, port.fixedPort, of: settings)
        }
    }

    private mutating func resolve(
        _ name: String,
        _ family: AddressFamily?,
        _ port: UInt16,
        of settings: ServerSettings
    ) -> SocketAddress? {
        for way in settings.initialAddress {
            switch way {
            case .none:
                return nil
            case .address(let address):
                return address.socketAddress(port: port)
            case .systemResolver:
                let found = (try? LinuxSystem.resolve(host: name, port: port)) ?? []
                if let match = found.first(where: { $0.isOf(family) }) { return match }
            }
        }
        problems.append(
            Diagnostic(
                "server '\(settings.name)': could not resolve address '\(name)'",
                at: settings.place.place,
                hint: "add 'init-addr libc,none' to start without the address"
            )
        )
        return nil
    }
}

extension SocketAddress {
    func isOf(_ family: AddressFamily?) -> Bool {
        switch (self, family) {
        case (_, nil): true
        case (.v4, .v4?), (.v6, .v6?): true
        default: false
        }
    }
}

extension IPAddress {
    func socketAddress(port: UInt16) -> SocketAddress {
        switch self {
        case .v4(let word): .v4(word, port: port)
        case .v6(let high, let low): .v6(high: high, low: low, port: port)
        }
    }
}

extension PortChoice {
    /// The port that is known beforehand; 0 when it follows the client's.
    var fixedPort: UInt16 {
        switch self {
        case .fixed(let port): UInt16(clamping: port)
        case .clients: 0
        }
    }
}
