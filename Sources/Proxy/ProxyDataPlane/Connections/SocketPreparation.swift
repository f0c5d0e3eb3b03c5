internal import LinuxSystem
internal import ProxyConfiguration

/// What sockets are told before they are used.
extension FileDescriptor {
    /// Prepares a socket for a connection to a server.
    func prepare(for server: ServerSettings) throws(SystemError) {
        if let interface = server.tuning.interface { try setInterface(interface) }
        if let timeout = server.tuning.userTimeout { try setUserTimeout(timeout) }
        if let source = server.sourceAddress { try bind(to: source.socketAddress(port: 0)) }
    }

    /// Tells a socket that will listen what its bind says; connections have it from there.
    func tune(_ tuning: SocketTuning) throws(SystemError) {
        if let interface = tuning.interface { try setInterface(interface) }
        if let timeout = tuning.userTimeout { try setUserTimeout(timeout) }
        if let bytes = tuning.maximumSegment {
            try setOption(.maximumSegment, Int32(clamping: bytes))
        }
        if tuning.takesFastOpen { try setOption(.fastOpen, 256) }
        // A client that says nothing for a minute is taken all the same.
        if tuning.defersAccepting { try setOption(.deferAccept, 60) }
    }

    /// Has the kernel probe a connection on which nothing passes.
    func probeWhenIdle(_ probing: KeepAliveProbing) throws(SystemError) {
        try setOption(.keepAlive, 1)
        if let count = probing.count { try setOption(.keepAliveCount, Int32(clamping: count)) }
        if let idle = probing.idle {
            try setOption(.keepAliveIdle, Int32(clamping: idle.components.seconds))
        }
        if let interval = probing.interval {
            try setOption(.keepAliveInterval, Int32(clamping: interval.components.seconds))
        }
    }

    private func setUserTimeout(_ timeout: Duration) throws(SystemError) {
        let milliseconds = timeout.wholeMilliseconds(roundingUp: true)
        try setOption(.userTimeout, Int32(clamping: milliseconds))
    }
}
