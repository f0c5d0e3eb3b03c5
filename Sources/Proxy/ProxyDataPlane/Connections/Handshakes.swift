internal import Cryptography
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// Handshakes that came to nothing: what is said of them.
extension Worker {
    /// A client's handshake has failed.
    func handshakeFailed(_ client: ClientConnection, _ outcome: Transfer) {
        client.admission.counters[index].add(.requestErrors)
        refuse(client, for: client.transport.handshakeFault(outcome))
    }

    /// Ends a client's connection that could not be used, and tells of it.
    func refuse(_ client: ClientConnection, for fault: ConnectionFault) {
        client.fault = fault
        if !(fault.isSilence && client.admission.settings.skipsEmptyConnections) {
            logRefusal(client, fault.sentence)
        }
        close(client)
    }

    /// Keeps what is to be told of a server's connection that failed, and goes on without it.
    func handshakeFailed(_ stream: Stream, _ connection: ServerConnection, _ outcome: Transfer) {
        let extras = extras(stream)
        extras.serverFault = connection.transport.handshakeFault(outcome)
        extras.failedEncryption = connection.transport.tls
        attemptFailed(stream, timedOut: false)
    }
}

extension Transport {
    /// Why a handshake has failed.
    fileprivate func handshakeFault(_ outcome: Transfer) -> ConnectionFault {
        guard let tls else { return .socket }
        if let refusal = tls.findings.refusal {
            return refusal == .authorities ? .authoritiesRefused : .certificateRefused
        }
        if tls.hasRefusedName { return tls.serverName == nil ? .otherHost : .otherServerName }
        guard tls.faultNumber == 0, !tls.hasBegun else { return .handshake }
        if case .ended = outcome { return .closedBeforeHandshake }
        return .brokenBeforeHandshake
    }
}
