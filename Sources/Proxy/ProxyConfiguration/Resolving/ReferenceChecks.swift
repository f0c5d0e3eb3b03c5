internal import Diagnostics

extension ConfigurationResolver {
    /// A frontend and a backend may share a name; two frontends or two backends may not.
    func checkNames(_ proxies: [ProxyDraft]) {
        for (index, proxy) in proxies.enumerated() {
            let other = proxies[..<index].first { other in
                guard other.settings.name == proxy.settings.name else { return false }
                let bothAccept = other.settings.hasFrontend && proxy.settings.hasFrontend
                let bothServe = other.settings.hasBackend && proxy.settings.hasBackend
                return bothAccept || bothServe
            }
            guard let other else { continue }
            found.add(
                Diagnostic(
                    "\(proxy.settings.kind.rawValue) '\(proxy.settings.name)' has the same name as "
                        + "\(other.settings.kind.rawValue) '\(other.settings.name)' declared at "
                        + "\(other.place)",
                    at: proxy.place
                )
            )
        }
    }

    /// Every backend that a frontend names is there.
    func checkReferences(_ proxies: [ProxyDraft], _ configuration: ProxyConfiguration) {
        let known = configuration.backends.map(\.name)
        for proxy in proxies where proxy.settings.hasFrontend {
            if let name = proxy.settings.defaultBackend, !known.contains(name) {
                report("default_backend", name, known, proxy.defaultBackendPlace ?? proxy.place)
            }
            for rule in proxy.settings.backendRules {
                guard let name = rule.name, !known.contains(name) else { continue }
                report("use_backend", name, known, rule.place.place ?? proxy.place)
            }
            checkBackendModes(proxy, proxies)
        }
    }

    /// Requests go to backends that know what a request is.
    private func checkBackendModes(_ proxy: ProxyDraft, _ proxies: [ProxyDraft]) {
        guard proxy.settings.mode == .http else { return }
        let rules = proxy.settings.backendRules.compactMap { rule in
            rule.name.map { (name: $0, place: rule.place.place, use: "in a 'use_backend' rule") }
        }
        let fallback = proxy.settings.defaultBackend.map {
            (name: $0, place: proxy.defaultBackendPlace, use: "as its default backend")
        }
        for (name, place, use) in rules + [fallback].compactMap({ $0 }) {
            let backend = proxies.first { $0.settings.hasBackend && $0.settings.name == name }
            guard let backend, backend.settings.mode == .tcp, !backend.failures.contains("mode")
            else { continue }
            let declared = " (\(backend.place))"
            found.add(
                Diagnostic(
                    "http \(proxy.settings.kind.rawValue) '\(proxy.settings.name)' tries to use "
                        + "incompatible tcp backend '\(name)'\(declared) \(use)",
                    at: place ?? proxy.place,
                    hint: "write 'mode http' in the backend"
                )
            )
        }
    }

    private func report(_ keyword: String, _ name: String, _ known: [String], _ place: SourcePlace)
    {
        let close = closestWord(to: name, among: known).map { "; did you mean '\($0)'?" } ?? ""
        found.add(
            Diagnostic("unable to find required \(keyword): '\(name)'\(close)", at: place)
        )
    }

    /// Every section of resolvers that a server names is there, and has somebody to ask.
    func checkResolvers(_ draft: ConfigurationDraft) {
        let known = draft.resolvers.map(\.settings.name)
        for proxy in draft.proxies where proxy.settings.hasBackend {
            for server in proxy.servers {
                if server.resolversPlace != nil,
                    case .host(let host, _, _) = server.settings.address,
                    host.hasPrefix("_")
                {
                    found.add(
                        Diagnostic(
                            "services in the domain name system are not supported by "
                                + "switchyard-proxy: '\(host)'",
                            at: server.place,
                            hint: "name the machines, and write the port behind the name"
                        )
                    )
                }
                let name = server.resolution.resolvers
                guard let place = server.resolversPlace, !known.contains(name) else { continue }
                report("resolvers", name, known, place)
            }
        }
        for resolvers in draft.resolvers where resolvers.settings.servers.isEmpty {
            found.add(
                Diagnostic(
                    "the resolvers '\(resolvers.settings.name)' have no 'nameserver'",
                    at: resolvers.place,
                    hint: "add 'nameserver <name> <address>:53', or 'parse-resolv-conf'",
                    severity: .warning
                )
            )
        }
    }

    /// No address is bound twice.
    func checkAddresses(_ configuration: ProxyConfiguration) {
        var owners: [BindAddress: String] = [:]
        for proxy in configuration.proxies {
            for bind in proxy.binds {
                if let owner = owners[bind.address] {
                    found.add(
                        Diagnostic(
                            "'\(bind.address.described)' is already bound by '\(owner)'",
                            at: bind.place.place
                        )
                    )
                }
                owners[bind.address] = proxy.name
            }
        }
    }
}

extension BindAddress {
    /// The address as an operator writes it.
    public var described: String {
        switch self {
        case .ip(let address, let port):
            if case .v6 = address { return "[\(address)]:\(port)" }
            return "\(address):\(port)"
        case .unix(let path): return path
        case .abstract(let name): return "abns@\(name)"
        case .descriptor(let number): return "fd@\(number)"
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual form: dotted numbers, or groups with the longest run of zeros left out.
    public var description: String {
        switch self {
        case .v4: return bytes.map(String.init).joined(separator: ".")
        case .v6:
            let groups = stride(from: 0, to: 16, by: 2).map { index in
                UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
            }
            return Self.compressed(groups)
        }
    }

    private static func compressed(_ groups: [UInt16]) -> String {
        var best = 0..<0
        var start = 0
        while start < groups.count {
            guard groups[start] == 0 else {
                start += 1
                continue
            }
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > best.count { best = start..<end }
            start = end
        }
        let text = { (part: ArraySlice<UInt16>) in
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.count < 2 { return text(groups[...]) }
        return "\(text(groups[..<best.lowerBound]))::\(text(groups[best.upperBound...]))"
    }
}
