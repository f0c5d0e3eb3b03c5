internal import LinuxSystem

/// What systemd is told of a service of `Type=notify`; nothing when it does not ask.
struct ServiceNotification {
    private let path: String?
    private let socket: FileDescriptor?

    /// Finds out whether systemd asks; the variable is kept from programs that are started.
    init() {
        path = Environment["NOTIFY_SOCKET"]
        socket = path == nil ? nil : try? FileDescriptor.unixDatagramSocket()
        Environment.remove("NOTIFY_SOCKET")
    }

    /// The variable by which a process that takes this one's place finds systemd.
    var environment: [String: String] { path.map { ["NOTIFY_SOCKET": $0] } ?? [:] }

    /// The service takes requests.
    func ready(_ status: String) {
        send("READY=1\nSTATUS=\(status)\nMAINPID=\(CurrentProcess.id)")
    }

    /// The configuration is being read again; `ready` follows.
    func reloading() {
        send("RELOADING=1\nMONOTONIC_USEC=\(MonotonicClock.now.nanoseconds / 1000)")
    }

    /// The service is ending.
    func stopping() {
        send("STOPPING=1")
    }

    private func send(_ text: String) {
        guard let path, let socket else { return }
        _ = Array(text.utf8).withUnsafeBytes { socket.sendDatagram($0, to: path) }
    }
}
