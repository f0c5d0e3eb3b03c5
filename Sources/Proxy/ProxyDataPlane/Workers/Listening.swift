internal import Diagnostics
internal import LinuxSystem
public import ProxyConfiguration

/// A listening socket of the process: one address, one socket for each worker where the kernel
/// spreads connections, one for all where it does not.
final class ListeningAddress {
    let address: BindAddress
    let sockets: [FileDescriptor]

    init(
        _ bind: BindSettings,
        threadCount: Int,
        backlog: Int
    ) throws(Diagnostic) {
        address = bind.address
        do throws(SystemError) {
            switch bind.address {
            case .ip(let address, let port):
                let target = address.socketAddress(port: UInt16(clamping: port))
                sockets = try ListeningAddress.shared(
                    target,
                    count: threadCount,
                    backlog: backlog,
                    bind: bind
                )
            case .unix(let path):
                sockets = [try ListeningAddress.unix(path, bind: bind, backlog: backlog)]
            case .abstract(let name):
                sockets = [try FileDescriptor.listening(on: .unix("@\(name)"), backlog: backlog)]
            case .descriptor(let number):
                let inherited = FileDescriptor(rawValue: number)
                try inherited.setNonblocking(true)
                sockets = [inherited]
            }
        } catch {
            throw Diagnostic(
                "cannot bind \(bind.address.text): \(error.code)",
                at: bind.place.place,
                hint: error.code == .accessDenied
                    ? "ports below 1024 need root or CAP_NET_BIND_SERVICE" : nil
            )
        }
    }

    /// The socket of a worker: its own, or the one for all.
    func socket(for worker: Int) -> FileDescriptor {
        sockets[worker % sockets.count]
    }

    func close() {
        for socket in sockets { socket.close() }
    }

    private static func shared(
        _ address: SocketAddress,
        count: Int,
        backlog: Int,
        bind: BindSettings
    ) throws(SystemError) -> [FileDescriptor] {
        var sockets: [FileDescriptor] = []
        var target = address
        do throws(SystemError) {
            for _ in 0..<count {
                let socket = try FileDescriptor.listening(
                    on: target,
                    backlog: backlog,
                    sharesPort: true,
                    v6Only: bind.onlyVersion6 ?? false
                )
                sockets.append(socket)
                // Port zero: the first socket gets one, the others share it.
                if target.port == 0 { target = socket.localAddress() ?? target }
            }
        } catch {
            for socket in sockets { socket.close() }
            throw error
        }
        return sockets
    }

    private static func unix(
        _ path: String,
        bind: BindSettings,
        backlog: Int
    ) throws(SystemError) -> FileDescriptor {
        if FileStatus.ofLink(at: path)?.kind == .socket { try? FileSystem.removeFile(path) }
        let socket = try FileDescriptor.listening(on: .unix(path), backlog: backlog)
        if let mode = bind.file.mode { try FileSystem.setMode(mode, of: path) }
        let user = bind.file.user.flatMap(\.userID)
        let group = bind.file.group.flatMap(\.groupID)
        if user != nil || group != nil {
            try FileSystem.setOwner(user: user, group: group, of: path)
        }
        return socket
    }
}

extension AccountName {
    /// The user's number; nil when there is no such user.
    public var userID: UInt32? {
        switch self {
        case .named(let name): UserEntry.named(name)?.userID
        case .number(let number): number
        }
    }

    /// The group's number; nil when there is no such group.
    public var groupID: UInt32? {
        switch self {
        case .named(let name): LinuxSystem.groupID(named: name)
        case .number(let number): number
        }
    }
}

extension BindAddress {
    /// The address as messages name it.
    var text: String {
        switch self {
        case .ip(let address, let port):
            "\(address.socketAddress(port: UInt16(clamping: port)))"
        case .unix(let path): path
        case .abstract(let name): "abns@\(name)"
        case .descriptor(let number): "fd@\(number)"
        }
    }
}
