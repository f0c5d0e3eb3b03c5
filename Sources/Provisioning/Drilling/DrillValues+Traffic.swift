import Cryptography
import Diagnostics
import DocumentValues
import HTTPWire
import LinuxSystem

extension DrillValues {
    /// A kind of traffic with its templates evaluated.
    func traffic(_ text: TrafficText) throws(Diagnostic) -> LoadTraffic {
        let url = try self.text(text.url)
        guard let target = LoadTarget(url: url) else {
            throw Diagnostic(
                "the load can't ask '\(url)'",
                at: text.url.place,
                expected: LoadTarget.expected
            )
        }
        try refuseWhatMeansNothing(text, for: target)
        var traffic = LoadTraffic(
            name: text.name,
            target: target,
            address: try address(of: target, at: text.url.place),
            rate: text.rate,
            clientCount: text.clientCount ?? (target.isWebSocket ? 10 : 128),
            timeout: text.timeout
        )
        traffic.method = text.method ?? "GET"
        traffic.keepsConnections = !text.usesFreshConnections
        traffic.isSticky = text.isSticky
        traffic.readRate = text.readRate
        traffic.retryTime = text.retryTime
        let isRepeatable = !["POST", "PATCH"].contains(traffic.method) && !target.isWebSocket
        traffic.isIdempotent = text.isIdempotent ?? isRepeatable
        if traffic.retryTime != nil, !traffic.isIdempotent, let place = text.keywords["retry_after"]
        {
            throw Diagnostic("a request that is not idempotent is not sent again", at: place)
        }
        if let body = text.body { traffic.body = Array(try self.text(body).utf8) }
        for pair in text.headers?.map ?? [] {
            traffic.headers.add(try self.text(pair.key), try self.text(pair.value))
        }
        if target.isSecure { try secure(&traffic, text) }
        return traffic
    }

    private func refuseWhatMeansNothing(
        _ text: TrafficText,
        for target: LoadTarget
    ) throws(Diagnostic) {
        let ofTLS = ["ca_path", "server_name", "validate_certs"]
        let ofRequests = ["method", "body", "connections", "sticky", "read_rate", "retry_after"]
        for keyword in ofTLS where !target.isSecure {
            guard let place = text.keywords[keyword] else { continue }
            throw Diagnostic(
                "'\(keyword)' says nothing: '\(target.host)' is not asked by TLS",
                at: place,
                expected: "an address with https or wss"
            )
        }
        for keyword in ofRequests where target.isWebSocket {
            guard let place = text.keywords[keyword] else { continue }
            throw Diagnostic("'\(keyword)' says nothing of a WebSocket", at: place)
        }
    }

    private func address(
        of target: LoadTarget,
        at place: SourcePlace
    ) throws(Diagnostic) -> SocketAddress {
        let found: SocketAddress?
        do throws(NameResolutionError) {
            found = try resolve(host: target.host, port: target.port).first
        } catch {
            throw Diagnostic("the load's host does not resolve: \(error)", at: place)
        }
        guard let found else {
            throw Diagnostic("the load's host '\(target.host)' has no address", at: place)
        }
        return found
    }

    private func secure(
        _ traffic: inout LoadTraffic,
        _ text: TrafficText
    ) throws(Diagnostic) {
        var settings = TLSSettings()
        settings.applicationProtocols = ["http/1.1"]
        settings.verification = .requiredBySystemAuthorities
        if let authorities = text.authorities {
            guard text.validatesCertificates else {
                throw Diagnostic(
                    "'ca_path' says nothing with 'validate_certs: false'",
                    at: authorities.place
                )
            }
            settings.verification = .requiredBy(authoritiesPEM: try file(authorities))
        }
        if !text.validatesCertificates { settings.verification = .none }
        let name = try text.serverName.map { (node) throws(Diagnostic) in try self.text(node) }
        let isAddress = SocketAddress(numeric: traffic.target.host, port: 0) != nil
        traffic.serverName = name ?? (isAddress ? nil : traffic.target.host)
        traffic.verifiesName = text.validatesCertificates
        do throws(OpenSSLError) {
            traffic.tls = try TLSContext(server: false, settings)
        } catch {
            throw Diagnostic(
                "TLS can't be set up: \(error)",
                at: text.authorities?.place ?? text.url.place
            )
        }
    }

    private func file(_ node: Node) throws(Diagnostic) -> [UInt8] {
        let path = try text(node)
        do throws(SystemError) {
            return try FileSystem.read(path.hasPrefix("/") ? path : "\(folder)/\(path)")
        } catch {
            throw Diagnostic("'\(path)' can't be read: \(error.code)", at: node.place)
        }
    }
}
