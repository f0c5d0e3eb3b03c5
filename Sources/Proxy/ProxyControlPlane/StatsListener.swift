internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// One `stats socket` that is open.
struct StatsListener {
    var settings: StatsSocket
    let descriptor: FileDescriptor
    /// Where the loop knows it; nil before it is taken up.
    var handle: EventLoop.Handle?

    /// Listens where a `stats socket` line says, with the socket that a predecessor had there.
    static func open(
        _ settings: StatsSocket,
        handedOver: FileDescriptor? = nil
    ) throws(SystemError) -> StatsListener {
        if let handedOver {
            if case .unix(let path) = settings.address { try settings.file.apply(to: path) }
            return StatsListener(settings: settings, descriptor: handedOver)
        }
        return StatsListener(settings: settings, descriptor: try listen(settings))
    }

    private static func listen(_ settings: StatsSocket) throws(SystemError) -> FileDescriptor {
        switch settings.address {
        case .unix(let path):
            return try settings.file.listen(at: path)
        case .abstract(let name):
            return try FileDescriptor.listening(on: .unix("@\(name)"))
        case .ip(let address, let port):
            return try FileDescriptor.listening(
                on: address.socketAddress(port: UInt16(clamping: port))
            )
        case .descriptor(let number):
            let inherited = FileDescriptor(rawValue: number)
            try inherited.setNonblocking(true)
            return inherited
        }
    }

    /// Listens no more, and leaves no file behind.
    func close() {
        descriptor.close()
        if case .unix(let path) = settings.address { try? FileSystem.removeFile(path) }
    }
}
