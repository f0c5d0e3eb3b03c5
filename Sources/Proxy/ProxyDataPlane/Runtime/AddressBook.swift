internal import Diagnostics
public import LinuxSystem
public import ProxyConfiguration
internal import Synchronization

/// Gives the addresses that a name stands for, with any port; none when it is not known.
typealias NameLookup = @Sendable (String) -> [SocketAddress]

/// Where servers are: looks names up, each once for a generation.
struct AddressBook {
    private let lookUp: NameLookup
    private var known: [String: [SocketAddress]] = [:]

    /// Asks the system's resolver, which blocks.
    static let system: NameLookup = { (try? LinuxSystem.resolve(host: $0, port: 0)) ?? [] }

    init(_ lookUp: @escaping NameLookup) {
        self.lookUp = lookUp
    }

    /// The address of a server or of its checks; nil without one, as `init-addr none` allows.
    mutating func resolve(
        _ address: ServerAddress,
        of settings: ServerSettings,
        _ problems: inout [Diagnostic]
    ) -> SocketAddress? {
        switch address {
        case .ip, .unix, .abstract:
            return address.knownAddress
        case .host(let name, let family, let port):
            for way in settings.initialAddress {
                switch way {
                case .none: return nil
                case .address(let address): return address.socketAddress(port: port.fixedPort)
                case .systemResolver:
                    if let found = find(name, family, port.fixedPort).first { return found }
                }
            }
            problems.append(Self.unknownName(name, of: settings))
            return nil
        }
    }

    /// All addresses that a name stands for; none when it is not known.
    mutating func find(
        _ name: String,
        _ family: AddressFamily?,
        _ port: UInt16
    ) -> [SocketAddress] {
        let all = known[name] ?? lookUp(name)
        known[name] = all
        return all.filter { $0.isOf(family) }.map { $0.with(port: port) }
    }

    /// The refusal of a server whose name is not known.
    static func unknownName(_ name: String, of settings: ServerSettings) -> Diagnostic {
        Diagnostic(
            "server '\(settings.name)': could not resolve address '\(name)'",
            at: settings.place.place,
            hint: "add 'init-addr libc,none' to start without the address"
        )
    }
}

/// A server whose name stands for another address since a reload.
struct ServerMove: Sendable {
    let server: ServerRuntime
    let backend: BackendRuntime
    let address: SocketAddress
}

extension ProxyRuntime {
    /// Sends traffic and probes to where the name of a server leads now, unless an operator has
    /// given the server an address.
    func apply(_ move: ServerMove) {
        let server = move.server
        let (before, follows) = server.cell.details.withLock { details in
            let follows = details.address == details.lookedUp
            details.lookedUp = move.address
            return (details.address, follows)
        }
        guard follows else { return }
        setAddress(move.address, of: server, in: move.backend)
        logs.send(
            "\(move.backend.name)/\(server.settings.name) changed its IP from "
                + "\(before?.host ?? "(none)") to \(move.address.host) by a lookup at the reload.",
            level: .notice,
            to: move.backend.settings
        )
        // A server without an address was kept in maintenance until there was one.
        if before == nil, !server.settings.isDisabled {
            setAdmin(.ready, of: server, in: move.backend)
        }
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
    /// The address with a port, as sockets take it.
    public func socketAddress(port: UInt16) -> SocketAddress {
        switch self {
        case .v4(let word): .v4(word, port: port)
        case .v6(let high, let low): .v6(high: high, low: low, port: port)
        }
    }
}

extension ServerAddress {
    /// Where that is; nil for a name.
    var knownAddress: SocketAddress? {
        switch self {
        case .ip(let address, let port): address.socketAddress(port: port.fixedPort)
        case .unix(let path): .unix(path)
        case .abstract(let name): .unix("@\(name)")
        case .host: nil
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
