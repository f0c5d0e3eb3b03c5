internal import DNSMessages
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// What lookups of names do to servers while the proxy runs.
extension ProxyRuntime {
    /// Gives the servers of one name their addresses; returns how many have another one now.
    ///
    /// A server keeps its address as long as the name has it.
    func resolve(
        _ wanted: [(backend: BackendRuntime, server: ServerRuntime)],
        to addresses: [DNSAddress],
        by origin: String
    ) -> Int {
        var taken: [String: Set<DNSAddress>] = [:]
        var seeking: [(backend: BackendRuntime, server: ServerRuntime)] = []
        for (backend, server) in wanted {
            let current = server.address?.dnsAddress
            let allowsDuplicates = server.settings.resolution?.allowsDuplicates == true
            let isFree = current.map { taken[backend.name]?.contains($0) != true } ?? false
            if let current, addresses.contains(current), isFree || allowsDuplicates,
                server.isResolved
            {
                taken[backend.name, default: []].insert(current)
            } else {
                seeking.append((backend, server))
            }
        }
        var changes = 0
        for (backend, server) in seeking {
            let current = server.address?.dnsAddress
            let choice = AddressChoice(server.settings.resolution)
            let chosen = choice.choose(
                among: addresses,
                current: current,
                taken: taken[backend.name] ?? []
            )
            guard let chosen else {
                loseAddress(of: server, in: backend, because: "No IP for server ")
                continue
            }
            taken[backend.name, default: []].insert(chosen)
            // Those after the first share what it was told.
            let source = changes == 0 ? origin : "DNS cache"
            if chosen != current { changes += 1 }
            take(chosen, server, backend, by: source)
        }
        return changes
    }

    /// Whether name servers can be asked for a text.
    public static func isHostName(_ text: String) -> Bool { DNSName(text) != nil }

    /// Has another name looked up for a server from now on: `set server B/S fqdn`.
    public func setHostName(_ name: String, of server: ServerRuntime) {
        server.cell.details.withLock { details in
            details.hostName = name
            details.isResolved = false
        }
        onHostNameChange?(generation)
    }

    private func take(
        _ address: DNSAddress,
        _ server: ServerRuntime,
        _ backend: BackendRuntime,
        by source: String
    ) {
        let before = server.address
        if before?.dnsAddress != address {
            let port = before?.port ?? server.settings.address.fixedPort
            let new = address.socketAddress(port: port)
            setAddress(new, of: server, in: backend)
            logs.send(
                "\(backend.name)/\(server.settings.name) changed its IP from "
                    + "\(before?.host ?? "(none)") to \(new.host) by \(source).",
                level: .notice,
                to: backend.settings
            )
        }
        server.cell.details.withLock { details in
            details.isResolved = true
            details.lookedUp = details.address
        }
        guard server.cell.isUnresolved.exchange(false, ordering: .relaxed),
            server.admin == .maintenance, !server.settings.isDisabled
        else { return }
        setAdmin(.ready, of: server, in: backend) { .resolvesAgain(server) }
        logs.send(
            "Server \(backend.name)/\(server.settings.name) administratively READY thanks to valid "
                + "DNS answer.",
            level: .notice,
            to: backend.settings
        )
    }

    /// Takes a server out whose name leads nowhere.
    func loseAddress(of server: ServerRuntime, in backend: BackendRuntime, because cause: String) {
        guard !server.cell.isUnresolved.load(ordering: .relaxed) else { return }
        server.cell.details.withLock { $0.isResolved = false }
        guard server.admin != .maintenance else { return }
        let before = ServerStanding(server, in: backend)
        server.cell.isUnresolved.store(true, ordering: .relaxed)
        setAdmin(.maintenance, of: server, in: backend) {
            .lostName(server, in: backend, since: before, because: cause)
        }
        server.cell.details.withLock { $0.address = nil }
        server.addressNumber.add()
    }
}

extension AddressChoice {
    fileprivate init(_ resolution: ServerResolution?) {
        self.init()
        guard let resolution else { return }
        prefersVersion6 = resolution.prefersVersion6
        allowsDuplicates = resolution.allowsDuplicates
        let networks = resolution.networks
        isPreferred = { address in networks.contains { $0.contains(address.ipAddress) } }
    }
}

extension DNSAddress {
    fileprivate var ipAddress: IPAddress {
        switch self {
        case .v4(let word): .v4(word)
        case .v6(let high, let low): .v6(high: high, low: low)
        }
    }

    fileprivate func socketAddress(port: UInt16) -> SocketAddress {
        ipAddress.socketAddress(port: port)
    }
}

extension SocketAddress {
    /// The address as name servers tell it; nil for a unix socket.
    fileprivate var dnsAddress: DNSAddress? {
        switch self {
        case .v4(let word, _): .v4(word)
        case .v6(let high, let low, _): .v6(high: high, low: low)
        case .unix: nil
        }
    }
}

extension ServerAddress {
    /// The port that is known beforehand; 0 when it follows the client's.
    fileprivate var fixedPort: UInt16 {
        switch self {
        case .ip(_, let port), .host(_, _, let port): port.fixedPort
        case .unix, .abstract: 0
        }
    }
}
