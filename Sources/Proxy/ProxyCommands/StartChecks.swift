internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// What a valid configuration may still lack on this machine: something to listen on, descriptors,
/// free ports.
enum StartChecks {
    /// Refuses a configuration with which nobody could be served.
    static func requireListeners(_ configuration: ProxyConfiguration) throws(DiagnosticList) {
        if configuration.hasListeners { return }
        throw DiagnosticList([
            Diagnostic("no enabled listener found", hint: "check for 'bind' lines")
        ])
    }

    /// Sets the limit of open files that the configuration asks for, and refuses more connections
    /// than it allows.
    static func setFileLimit(_ configuration: ProxyConfiguration) throws(DiagnosticList) {
        let global = configuration.global
        let needed = configuration.neededDescriptors
        if let wanted = global.fileDescriptorLimit {
            try? CurrentProcess.setOpenFileLimit(UInt64(wanted))
        } else {
            let hard = min(
                CurrentProcess.openFileLimit.maximum,
                global.fileDescriptorMaximum.map(UInt64.init) ?? .max
            )
            try? CurrentProcess.setOpenFileLimit(hard)
            // Only root may go above the hard limit.
            if needed > hard { try? CurrentProcess.setOpenFileLimit(needed) }
        }
        let limit = CurrentProcess.openFileLimit.current
        guard global.maximumConnections != nil, needed > limit, !global.toleratesLowLimits else {
            return
        }
        throw DiagnosticList([
            Diagnostic(
                "cannot raise the limit of open files to \(needed), it is \(limit)",
                at: global.places["maxconn"].place,
                hint: "lower 'maxconn', or raise the limit: 'ulimit-n', or LimitNOFILE of the unit"
            )
        ])
    }

    /// Refuses to be locked into what is no directory.
    static func checkRoot(_ configuration: ProxyConfiguration) throws(DiagnosticList) {
        guard let directory = configuration.global.chrootDirectory,
            FileStatus.of(directory)?.kind != .directory
        else { return }
        throw DiagnosticList([
            Diagnostic(
                "there is no directory '\(directory)' on this machine",
                at: configuration.global.places["chroot"].place
            )
        ])
    }

    /// Sets the limit of memory of `-m`.
    static func setMemoryLimit(megabytes: Int?) throws(DiagnosticList) {
        guard let megabytes else { return }
        do throws(SystemError) {
            try CurrentProcess.setMemoryLimit(bytes: UInt64(megabytes) << 20)
        } catch {
            throw DiagnosticList([
                Diagnostic("cannot limit memory to \(megabytes) MB: \(error.code)")
            ])
        }
    }

    /// Refuses ports on which another program listens, where it can be known.
    ///
    /// A proxy that runs gives its ports up to this one, so those of the two engines are left out.
    static func findTakenPorts(_ configuration: ProxyConfiguration) throws(DiagnosticList) {
        var problems: [Diagnostic] = []
        for proxy in configuration.frontends where !proxy.isDisabled {
            for bind in proxy.binds {
                guard case .ip(let address, let port) = bind.address,
                    isTaken(address.socketAddress(port: UInt16(clamping: port))),
                    let holder = PortHolder.ofPort(port), !holder.isProxy
                else { continue }
                problems.append(
                    Diagnostic(
                        "'\(holder.program)' (process \(holder.process)) listens on "
                            + "\(bind.address.described) already",
                        at: bind.place.place
                    )
                )
            }
        }
        if !problems.isEmpty { throw DiagnosticList(problems) }
    }

    private static func isTaken(_ address: SocketAddress) -> Bool {
        guard let socket = try? FileDescriptor.streamSocket(for: address, nonblocking: true) else {
            return false
        }
        defer { socket.close() }
        do throws(SystemError) {
            try socket.setOption(.reuseAddress, 1)
            try socket.setOption(.reusePort, 1)
            try socket.bind(to: address)
            return false
        } catch {
            return error.code == .addressInUse
        }
    }
}

extension ProxyConfiguration {
    /// Whether a proxy or the runtime API listens anywhere.
    var hasListeners: Bool {
        !global.statsSockets.isEmpty || frontends.contains { !$0.isDisabled && !$0.binds.isEmpty }
    }

    /// Descriptors for `maxconn` connections, each of which may have one to a server, and for what
    /// the process has beside them.
    fileprivate var neededDescriptors: UInt64 {
        let threads = global.threads
        let listeners = frontends.reduce(0) { $0 + $1.binds.count } * threads
        let checks = backends.reduce(0) { $0 + $1.servers.count }
        let operators = global.statsSockets.count + global.statsMaximumConnections
        let connections = 2 * (global.maximumConnections ?? 0)
        return UInt64(connections + listeners + checks + operators + 3 * threads + 20)
    }
}

/// The process that listens on a TCP port.
private struct PortHolder {
    let program: String
    let process: String

    /// The engines that this package knows, as far as the kernel keeps a name.
    var isProxy: Bool { program == "haproxy" || program == "switchyard-prox" }

    /// Who listens on a port; nil when nobody does, or it is hidden from this user.
    static func ofPort(_ port: Int) -> PortHolder? {
        let sockets = inodes(ofPort: port)
        if sockets.isEmpty { return nil }
        for process in (try? FileSystem.entries(of: "/proc")) ?? [] where Int(process) != nil {
            let folder = "/proc/\(process)/fd"
            for number in (try? FileSystem.entries(of: folder)) ?? [] {
                guard let target = try? FileSystem.linkTarget(of: "\(folder)/\(number)"),
                    sockets.contains(target),
                    let name = try? FileSystem.read("/proc/\(process)/comm")
                else { continue }
                let text = String(decoding: name, as: UTF8.self)
                return PortHolder(program: String(text.prefix { $0 != "\n" }), process: process)
            }
        }
        return nil
    }

    /// `socket:[number]` of the sockets that listen on a port.
    private static func inodes(ofPort port: Int) -> Set<String> {
        var found: Set<String> = []
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            let bytes = (try? FileSystem.read(table)) ?? []
            for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count > 9, words[3] == "0A",
                    let colon = words[1].lastIndex(of: ":"),
                    Int(words[1][colon...].dropFirst(), radix: 16) == port
                else { continue }
                found.insert("socket:[\(words[9])]")
            }
        }
        return found
    }
}
