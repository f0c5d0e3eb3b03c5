import HostConnections
import LinuxSystem

/// Connects to a host's port: to each of its addresses, until one answers.
func connectedSocket(
    to route: SSHRoute
) throws(ConnectionFailure.Reason) -> FileDescriptor {
    let addresses = try addresses(of: route)
    let usable = addresses.filter { address in
        switch (route.addressFamily, address) {
        case (.inet, .v4), (.inet6, .v6), (nil, _): true
        default: false
        }
    }
    var failure = ConnectionFailure.Reason.unreachable(address: route.address, why: "no address")
    for address in usable {
        do throws(SystemError) {
            return try connectedSocket(to: address, timeout: route.connectTimeout)
        } catch {
            failure =
                switch error.code {
                case .connectionRefused: .refused(address: route.address)
                case .timedOut:
                    .timedOut(during: "connecting to \(route.address)", after: route.connectTimeout)
                default: .unreachable(address: route.address, why: "\(error.code)")
                }
        }
    }
    throw failure
}

/// The addresses of a host; a name server that does not answer takes no longer than the host may.
private func addresses(of route: SSHRoute) throws(ConnectionFailure.Reason) -> [SocketAddress] {
    let found: Result<[SocketAddress], NameResolutionError>?
    do throws(SystemError) {
        let (host, port) = (route.hostName, route.port)
        if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
        found = try withinTime(route.connectTimeout, name: "name lookup") {
            Result { () throws(NameResolutionError) in try resolve(host: host, port: port) }
        }
    } catch {
        throw .local(error.description)
    }
    switch found {
    case .success(let addresses)?:
        return addresses
    case .failure(let error)?:
        throw .unreachable(address: route.address, why: error.reason)
    case nil:
        throw .timedOut(during: "looking up '\(route.hostName)'", after: route.connectTimeout)
    }
}

private func connectedSocket(
    to address: SocketAddress,
    timeout: Duration
) throws(SystemError) -> FileDescriptor {
    let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
    do throws(SystemError) {
        if try socket.connect(to: address) == .inProgress {
            var entries = [PollEntry(socket, .writable)]
            guard try poll(&entries, timeout: timeout) > 0 else {
                throw SystemError(.timedOut, call: "connect", subject: "\(address)")
            }
            if let code = socket.pendingError() {
                throw SystemError(code, call: "connect", subject: "\(address)")
            }
        }
        try socket.setOption(.noDelay, 1)
        return socket
    } catch {
        socket.close()
        throw error
    }
}
