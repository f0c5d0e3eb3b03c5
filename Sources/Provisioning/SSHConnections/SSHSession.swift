import CLibSSH
import HostConnections
import LinuxSystem

/// A session of the library's: handshake, host key and authentication, waiting for each step.
///
/// Not for several threads at once: whoever connects hands it to the pump, whose it is then.
final class SSHSession: @unchecked Sendable {
    // Checked by hand: one thread at a time uses it, the connecting one and then the pump's.
    let raw: ssh_session
    let route: SSHRoute
    private let packets: UnsafeMutablePointer<ssh_counter_struct>

    /// Shakes hands over a connected socket, which belongs to the session from then on.
    init(route: SSHRoute, socket: FileDescriptor) throws(ConnectionFailure.Reason) {
        guard let raw = ssh_new() else {
            socket.close()
            throw .local("the SSH library has no memory")
        }
        self.raw = raw
        self.route = route
        packets = .allocate(capacity: 1)
        packets.initialize(to: ssh_counter_struct())
        ssh_set_counters(raw, nil, packets)
        var number = socket.rawValue
        ssh_options_set(raw, SSH_OPTIONS_FD, &number)
        let known = KnownHosts(files: route.knownHostsFiles, name: route.recordedName)
        configure(algorithms: known.preferredAlgorithms)
        try shakeHands()
        try check(known)
        try authenticate()
        ssh_set_blocking(raw, 0)
    }

    deinit {
        // Without this the library takes the socket for the caller's, and leaves it open.
        ssh_options_set(raw, SSH_OPTIONS_FD, nil)
        ssh_disconnect(raw)
        ssh_free(raw)
        packets.deallocate()
    }

    /// How many packets have arrived.
    var packetCount: UInt64 { packets.pointee.in_packets }

    /// What the library says went wrong last.
    var lastError: String { String(cString: ssh_get_error(UnsafeMutableRawPointer(raw))) }

    /// What the server said about the channel that it refused last.
    var refusal: String {
        let text = lastError
        guard let mark = text.firstRange(of: ") ") else { return text }
        return String(text[mark.upperBound...])
    }

    private func configure(algorithms: String) {
        var no: Int32 = 0
        var seconds = Int(max(1, route.connectTimeout.wholeMilliseconds(roundingUp: true) / 1_000))
        ssh_options_set(raw, SSH_OPTIONS_HOST, route.hostName)
        ssh_options_set(raw, SSH_OPTIONS_USER, route.user)
        ssh_options_set(raw, SSH_OPTIONS_PROCESS_CONFIG, &no)
        ssh_options_set(raw, SSH_OPTIONS_KNOWNHOSTS, "/dev/null")
        ssh_options_set(raw, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null")
        ssh_options_set(raw, SSH_OPTIONS_HOSTKEYS, algorithms)
        ssh_options_set(raw, SSH_OPTIONS_TIMEOUT, &seconds)
        if let agent = route.agentSocket {
            ssh_options_set(raw, SSH_OPTIONS_IDENTITY_AGENT, agent)
        }
    }

    private func shakeHands() throws(ConnectionFailure.Reason) {
        let start = MonotonicClock.now
        guard ssh_connect(raw) != SSH_OK else { return }
        if MonotonicClock.now - start >= route.connectTimeout {
            throw .timedOut(
                during: "the SSH handshake with \(route.address)",
                after: route.connectTimeout
            )
        }
        throw .protocolFailed(address: route.address, why: lastError)
    }

    private func check(_ known: KnownHosts) throws(ConnectionFailure.Reason) {
        var raw: ssh_key?
        guard ssh_get_server_publickey(self.raw, &raw) == SSH_OK, let key = HostKey(copying: raw)
        else {
            throw .protocolFailed(address: route.address, why: "it shows no usable host key")
        }
        ssh_key_free(raw)
        var problem = HostKeyProblem(
            host: route.recordedName,
            keyType: key.type,
            shown: key.fingerprint,
            files: route.knownHostsFiles
        )
        switch known.verdict(on: key) {
        case .known:
            return
        case .unknown where route.hostKeyChecking == .acceptNew:
            try key.record(of: route.recordedName, in: route.knownHostsFiles.first)
        case .unknown:
            throw .unknownHostKey(problem)
        case .changed(let record):
            problem.recorded = record.key.fingerprint
            problem.place = record.place
            throw .hostKeyChanged(problem)
        }
    }
}
