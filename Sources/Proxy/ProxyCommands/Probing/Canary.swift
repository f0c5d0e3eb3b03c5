internal import Cryptography
internal import Diagnostics
internal import HTTPWire
internal import LinuxSystem

/// Sends canaries, one each time that it is asked to.
struct Canary {
    /// A good answer, or that a failure does not count.
    struct Success: Equatable {
        /// One line.
        let text: String
    }

    /// The most bytes of an answer's body.
    private static let bodyLimit = 1 << 20

    private let address: WebAddress
    private let settings: CanarySettings
    /// For addresses that are `https`; nil when none is.
    private let context: TLSContext?

    /// Reads the authorities, so that a canary that cannot be sent is known before.
    init(_ address: WebAddress, _ settings: CanarySettings) throws(Diagnostic) {
        self.address = address
        self.settings = settings
        guard address.isSecure || settings.peer?.isSecure ?? false else {
            context = nil
            return
        }
        var tls = TLSSettings()
        tls.applicationProtocols = ["http/1.1"]
        switch settings.trust ?? .system {
        case .system: tls.verification = .requiredBySystemAuthorities
        case .anyone: tls.verification = .none
        case .file(let path):
            guard FileStatus.of(path)?.kind == .file else {
                throw Diagnostic("'--ca' names '\(path)'", expected: "a file that is there")
            }
            tls.verification = .required(authoritiesFile: path)
        }
        do throws(OpenSSLError) {
            context = try TLSContext(server: false, tls)
        } catch {
            throw Diagnostic("cannot \(error)", hint: "'--ca' takes certificates in PEM form")
        }
    }

    /// Sends one; with a peer, a failure counts only if the peer does better.
    func send() -> Result<Success, CanaryFailure> {
        let own = Result { () throws(CanaryFailure) in
            try ask(address, socketPath: settings.socketPath)
        }
        guard case .failure(let failure) = own, let peer = settings.peer else { return own }
        do throws(CanaryFailure) {
            _ = try ask(peer, socketPath: nil)
            return own
        } catch {
            return .success(Success(text: "does not count: \(failure); and the peer: \(error)"))
        }
    }

    private func ask(
        _ address: WebAddress,
        socketPath: String?
    ) throws(CanaryFailure) -> Success {
        let deadline = CanaryDeadline(settings.timeout)
        let addresses = try addresses(of: address, socketPath, deadline)
        let connection = try CanaryConnection(to: addresses, deadline)
        if address.isSecure, let context {
            let name = settings.serverName ?? address.host
            let isAddress = SocketAddress(numeric: name, port: 0) != nil
            try connection.encrypt(
                context,
                serverName: isAddress ? nil : name,
                verifiedName: settings.trust == .anyone ? nil : name
            )
        }
        try connection.send(request(to: address))
        let answer = try answer(over: connection)
        return try judge(answer, after: deadline.passed)
    }

    private func addresses(
        of address: WebAddress,
        _ socketPath: String?,
        _ deadline: CanaryDeadline
    ) throws(CanaryFailure) -> [SocketAddress] {
        if let socketPath { return [.unix(socketPath)] }
        return try CanaryLookup.addresses(of: address.host, port: address.port, deadline)
    }

    private func request(to address: WebAddress) -> [UInt8] {
        HTTPRequestHead(
            target: address.target,
            headers: [
                "Host": settings.host ?? address.authority,
                "User-Agent": "switchyard-proxy-probe",
                "Connection": "close",
            ]
        ).serialized()
    }

    private func answer(
        over connection: CanaryConnection
    ) throws(CanaryFailure) -> HTTPResponse {
        var reader = HTTPResponseReader(bodyLimit: Canary.bodyLimit)
        while true {
            let bytes = try connection.receive()
            if bytes.isEmpty {
                guard let response = reader.finish() else {
                    throw .cut(reader.partial == nil ? .waiting : .reading, nil)
                }
                return response
            }
            do throws(MessageFault) {
                if case .complete(let response) = try reader.push(bytes) { return response }
            } catch {
                throw error == .tooLarge ? .tooLarge(Canary.bodyLimit) : .malformed
            }
        }
    }

    private func judge(
        _ response: HTTPResponse,
        after time: Duration
    ) throws(CanaryFailure) -> Success {
        guard settings.statuses.contains(where: { $0.contains(response.status) }) else {
            throw .status(response.status, expected: CanaryOptions.text(of: settings.statuses))
        }
        guard let name = settings.header else {
            return Success(text: "status \(response.status) in \(spoken(time))")
        }
        guard let value = response.headers[name] else {
            throw .withoutHeader(name, status: response.status)
        }
        return Success(
            text: "status \(response.status) from \(legible(value)) in \(spoken(time))"
        )
    }

    /// A server's text for one line of ours.
    private func legible(_ value: String) -> String {
        let isPlain = { (scalar: Unicode.Scalar) in scalar.value >= 32 && scalar.value < 127 }
        return String(value.unicodeScalars.prefix(80).map { isPlain($0) ? Character($0) : "?" })
    }
}
