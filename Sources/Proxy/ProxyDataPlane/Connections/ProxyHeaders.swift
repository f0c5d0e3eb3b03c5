internal import Cryptography
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyProtocol
internal import Samples

/// Headers of the PROXY protocol: from clients, and for servers.
extension Worker {
    /// Reads the header that stands before everything else on a bind with `accept-proxy`.
    ///
    /// False when more has to come, or when the client is closed because what came is no header. Bytes
    /// are only looked at until the header is whole, so nothing behind it is taken.
    func readProxyHeader(_ client: ClientConnection) -> Bool {
        guard client.transport.isReadable else { return false }
        switch client.transport.socket.peek(into: cipherScratch) {
        case .moved(let count):
            let seen = UnsafeRawBufferPointer(rebasing: cipherScratch[..<count])
            switch ProxyHeader.read(seen) {
            case .complete(let header, let byteCount): return take(header, byteCount, client)
            case .invalid(let fault): refuse(client, fault.sentence)
            case .incomplete where count == cipherScratch.count:
                refuse(client, ProxyHeaderFault.tooLong.sentence)
            case .incomplete:
                // What was seen stays, so an end behind it is met only by asking again.
                if client.transport.peerClosed {
                    refuse(client, "Truncated PROXY protocol header received")
                }
                client.transport.isReadable = false
            }
        case .wouldBlock: client.transport.isReadable = false
        case .ended:
            refuse(
                client,
                "Connection closed while waiting for PROXY protocol header",
                isSilent: client.admission.settings.skipsEmptyConnections
            )
        case .failed:
            refuse(
                client,
                "Connection error while waiting for PROXY protocol header",
                isSilent: client.admission.settings.skipsEmptyConnections
            )
        }
        return false
    }

    private func take(_ header: ProxyHeader, _ byteCount: Int, _ client: ClientConnection) -> Bool {
        let space = UnsafeMutableRawBufferPointer(rebasing: cipherScratch[..<byteCount])
        guard client.transport.socket.receive(into: space) == .moved(byteCount) else {
            refuse(client, "Connection error while waiting for PROXY protocol header")
            return false
        }
        client.awaitsProxyHeader = false
        client.hasProxyHeader = true
        client.proxyAttributes = header.attributes
        if case .stream(let source, let destination) = header.origin, source.port != nil {
            if client.hasSetAddresses {
                client.sessionPeer = source
                client.sessionDestination = destination
            } else {
                client.peer = source
                client.peerText = Array(source.host.utf8)
                client.toldDestination = destination
            }
        }
        return true
    }

    private func refuse(_ client: ClientConnection, _ reason: String, isSilent: Bool = false) {
        if !isSilent { logRefusal(client, reason) }
        client.admission.counters[index].add(.requestErrors)
        close(client)
    }

    /// What a server is told of a stream's client before the first byte; empty unless it wants to know.
    func proxyHeader(of stream: Stream, for server: ServerRuntime) -> [UInt8] {
        let sending = server.settings.proxyHeader
        guard sending.isSent else { return [] }
        let (source, destination) = addressesToTell(stream)
        guard sending.contains(.binary) else {
            return ProxyHeader(from: source, to: destination).text
        }
        var attributes = ProxyAttributes()
        for attribute in server.settings.proxyAttributes {
            let value = attribute.format.map { text(of: $0, stream) }
            attributes.append(.init(rawValue: attribute.kind), value ?? [])
        }
        let id = sending.contains(.uniqueID) ? uniqueID(stream) ?? [] : nil
        attributes.append(sending, of: stream.client, id: id)
        return ProxyHeader(from: source, to: destination, attributes: attributes).binary
    }

    /// The addresses of the client's side as rules have left them.
    private func addressesToTell(
        _ stream: Stream
    ) -> (source: SocketAddress, destination: SocketAddress?) {
        var (source, destination) = (stream.sourceOfSession, stream.destinationOfSession)
        guard let extras = stream.extras else { return (source, destination) }
        if let set = extras.source {
            source = SocketAddress(set, port: source.port ?? 0) ?? source
        }
        if let port = extras.sourcePort { source = source.with(port: UInt16(clamping: port)) }
        if let set = extras.destination {
            destination = SocketAddress(set, port: destination?.port ?? 0) ?? destination
        }
        if let port = extras.destinationPort {
            destination = destination?.with(port: UInt16(clamping: port))
        }
        return (source, destination)
    }

    private func text(of format: LogFormat, _ stream: Stream) -> [UInt8] {
        var context = context(stream, at: .serverConnect, hasRequest: stream.hasRequest)
        return format.evaluate(&context).map { Array($0) } ?? []
    }

    /// The header as part of a route: only who is told the same of uses a connection again.
    func proxyRoute(_ stream: Stream, to server: ServerRuntime) -> String {
        " "
            + proxyHeader(of: stream, for: server).map { String($0, radix: 36) }
            .joined(separator: ".")
    }
}

extension ProxyAttributes {
    /// Adds what is told of a client, in HAProxy's order.
    fileprivate mutating func append(
        _ sending: ProxyHeaderSending,
        of client: ClientConnection,
        id: [UInt8]?
    ) {
        let tls = client.transport.tls
        if sending.contains(.checksum) { appendChecksum() }
        if let name = tls?.applicationProtocol { append(.applicationProtocol, name.utf8) }
        if sending.contains(.authority) {
            if let told = client.proxyAttributes[.authority] {
                append(.authority, told)
            } else if let name = tls?.requestedServerName {
                append(.authority, name.utf8)
            }
        }
        if let id { append(.uniqueID, id) }
        if sending.contains(.encryption) {
            append(.encryption, ProxyEncryption(sending, of: tls).value)
        }
    }
}

extension ProxyEncryption {
    fileprivate init(_ sending: ProxyHeaderSending, of tls: TLSEngine?) {
        self.init()
        guard let tls else { return }
        facts = .isEncrypted
        details.append(.tlsVersion, tls.version.utf8)
        if let result = tls.peerVerification {
            facts.insert(.certificateInSession)
            if !tls.isResumed { facts.insert(.certificateOnConnection) }
            verification = UInt32(truncatingIfNeeded: result)
        }
        if sending.contains(.commonName), let name = tls.peerCommonName {
            details.append(.commonName, name.utf8)
        }
        if sending.contains(.keyAlgorithm), let key = tls.ownKeyAlgorithm {
            details.append(.keyAlgorithm, key.utf8)
        }
        if sending.contains(.signatureAlgorithm), let name = tls.ownSignatureAlgorithm {
            details.append(.signatureAlgorithm, name.utf8)
        }
        if sending.contains(.cipher), let cipher = tls.cipher {
            details.append(.cipher, cipher.utf8)
        }
    }
}
