internal import Diagnostics
internal import LinuxSystem
public import ProxyConfiguration

/// A listening socket of the process: one address, one socket for each worker where the kernel
/// spreads connections, one for all where it does not, or as many as the predecessor had.
final class ListeningAddress {
    private var bind: BindSettings
    private var backlog: Int
    let sockets: [ListeningSocket]

    init(
        _ bind: BindSettings,
        threadCount: Int,
        backlog: Int,
        handedOver: [FileDescriptor] = []
    ) throws(Diagnostic) {
        self.bind = bind
        self.backlog = backlog
        guard handedOver.isEmpty else {
            sockets = handedOver.map(ListeningSocket.init)
            // What may have changed with the configuration is put right as at a reload.
            try follow(bind, backlog: backlog, anew: true)
            return
        }
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
                sockets = [ListeningSocket(try bind.file.listen(at: path, backlog: backlog))]
            case .abstract(let name):
                let socket = try FileDescriptor.listening(on: .unix("@\(name)"), backlog: backlog)
                sockets = [ListeningSocket(socket)]
            case .descriptor(let number):
                let inherited = FileDescriptor(rawValue: number)
                try inherited.setNonblocking(true)
                sockets = [ListeningSocket(inherited)]
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

    /// The sockets of a worker: its own, or one that it shares.
    ///
    /// A predecessor may have had more threads, or fewer; connections wait in each of its sockets.
    func sockets(of worker: Int, among count: Int) -> [ListeningSocket] {
        guard worker < sockets.count else { return [sockets[worker % sockets.count]] }
        return stride(from: worker, to: sockets.count, by: count).map { sockets[$0] }
    }

    /// Goes on listening after a reload, with the rights and the queue that are said now.
    func follow(
        _ new: BindSettings,
        backlog newBacklog: Int,
        anew: Bool = false
    ) throws(Diagnostic) {
        guard new.tuning == bind.tuning || anew else {
            throw Diagnostic(
                "a reload cannot change what the sockets of \(bind.address.text) are told",
                at: new.place.place,
                hint: "restart the proxy, or bind another address"
            )
        }
        guard new.onlyVersion6 == bind.onlyVersion6 else {
            throw Diagnostic(
                "a reload cannot change 'v6only' or 'v4v6' of \(bind.address.text)",
                at: new.place.place,
                hint: "restart the proxy, or bind another address"
            )
        }
        do throws(SystemError) {
            if case .unix(let path) = new.address, anew || new.file != bind.file {
                try new.file.apply(to: path)
            }
            if anew, case .ip = new.address {
                for socket in sockets { try socket.descriptor.tune(new.tuning) }
            }
            if anew || newBacklog != backlog {
                for socket in sockets { try socket.descriptor.listen(backlog: newBacklog) }
            }
        } catch {
            throw Diagnostic("cannot change \(bind.address.text): \(error)", at: new.place.place)
        }
        bind = new
        backlog = newBacklog
    }

    private static func shared(
        _ address: SocketAddress,
        count: Int,
        backlog: Int,
        bind: BindSettings
    ) throws(SystemError) -> [ListeningSocket] {
        var sockets: [ListeningSocket] = []
        var target = address
        for _ in 0..<count {
            let socket = try FileDescriptor.listening(
                on: target,
                backlog: backlog,
                sharesPort: true,
                v6Only: bind.onlyVersion6 ?? false
            ) { socket throws(SystemError) in try socket.tune(bind.tuning) }
            sockets.append(ListeningSocket(socket))
            // Port zero: the first socket gets one, the others share it.
            if target.port == 0 { target = socket.localAddress() ?? target }
        }
        return sockets
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
