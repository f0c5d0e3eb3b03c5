internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// The way to one name server: a socket for datagrams, and connections for what does not fit into one.
///
/// It knows no names: questions go out as bytes, and what comes back is handed on.
final class NameServerChannel {
    let settings: NameServer
    let statistics: NameServerStatistics
    private let loop: EventLoop
    private let payloadSize: Int
    private let deliver: (NameServerChannel, UnsafeRawBufferPointer) -> Void
    private var socket: FileDescriptor?
    private var handle: EventLoop.Handle?
    private var connections: [ObjectIdentifier: NameServerConnection] = [:]

    /// So many questions are asked over connections at once; more are lost, and asked again.
    private static let connectionLimit = 64

    init(
        _ settings: NameServer,
        payloadSize: Int,
        loop: EventLoop,
        deliver: @escaping (NameServerChannel, UnsafeRawBufferPointer) -> Void
    ) {
        self.settings = settings
        self.payloadSize = payloadSize
        self.loop = loop
        self.deliver = deliver
        statistics = NameServerStatistics(name: settings.name)
    }

    private var address: SocketAddress {
        settings.address.socketAddress(port: UInt16(clamping: settings.port))
    }

    func close() {
        closeSocket()
        for connection in connections.values { connection.close() }
        connections = [:]
    }

    /// Asks; what cannot be sent is asked again when its time is over.
    func send(_ message: [UInt8], within patience: Duration) {
        statistics.sent.add()
        if settings.usesConnections { return ask(message, within: patience) }
        do throws(SystemError) {
            let socket = try openSocket()
            switch message.withUnsafeBytes({ socket.send($0) }) {
            case .moved: break
            case .wouldBlock, .ended: statistics.sendErrors.add()
            case .failed:
                // What a socket was told of an earlier question it tells with the next.
                statistics.sendErrors.add()
                closeSocket()
            }
        } catch {
            statistics.sendErrors.add()
        }
    }

    /// Asks over a connection of its own.
    func ask(_ message: [UInt8], within patience: Duration) {
        guard connections.count < Self.connectionLimit else {
            statistics.sendErrors.add()
            return
        }
        let connection = NameServerConnection(message, loop: loop)
        let identity = ObjectIdentifier(connection)
        connections[identity] = connection
        connection.start(address, within: patience) { [weak self] answer in
            guard let self else { return }
            connections[identity] = nil
            guard let answer else { return }
            answer.withUnsafeBytes { deliver(self, $0) }
        }
    }

    private func openSocket() throws(SystemError) -> FileDescriptor {
        if let socket { return socket }
        let fresh = try FileDescriptor.datagramSocket(to: address)
        do throws(SystemError) {
            handle = try loop.register(fresh, for: .readable) { [weak self] _ in self?.receive() }
        } catch {
            fresh.close()
            throw error
        }
        socket = fresh
        return fresh
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: payloadSize + 1)
        while let socket {
            switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
            case .moved(let count) where count > payloadSize: statistics.tooLong.add()
            case .moved(let count):
                buffer.withUnsafeBytes {
                    deliver(self, UnsafeRawBufferPointer(rebasing: $0[..<count]))
                }
            // An empty datagram.
            case .ended: statistics.invalid.add()
            case .wouldBlock: return
            // Nobody listens there: a later question goes out of another socket.
            case .failed: return closeSocket()
            }
        }
    }

    private func closeSocket() {
        if let handle { loop.remove(handle) }
        handle = nil
        socket?.close()
        socket = nil
    }
}

/// One question over a connection: two bytes of length, the message, and the same back.
private final class NameServerConnection {
    private let loop: EventLoop
    private var unsent: ArraySlice<UInt8>
    private var received: [UInt8] = []
    private var socket: FileDescriptor?
    private var handle: EventLoop.Handle?
    private var timer: EventLoop.Handle?
    private var completion: (([UInt8]?) -> Void)?

    init(_ message: [UInt8], loop: EventLoop) {
        self.loop = loop
        let count = message.count
        unsent = ([UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] + message)[...]
    }

    func start(
        _ address: SocketAddress,
        within patience: Duration,
        _ completion: @escaping ([UInt8]?) -> Void
    ) {
        self.completion = completion
        timer = loop.schedule(after: patience) { [weak self] in self?.finish(nil) }
        do throws(SystemError) {
            let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
            self.socket = socket
            _ = try socket.connect(to: address)
            handle = try loop.register(socket, for: .writable) { [weak self] _ in self?.ready() }
        } catch {
            finish(nil)
        }
    }

    func close() {
        completion = nil
        finish(nil)
    }

    private func ready() {
        guard let socket else { return }
        while !unsent.isEmpty {
            switch unsent.withUnsafeBytes({ socket.send($0) }) {
            case .moved(let count): unsent = unsent.dropFirst(count)
            case .wouldBlock: return
            case .ended, .failed: return finish(nil)
            }
        }
        if let handle { loop.change(handle, to: .readable) }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while true {
            switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
            case .moved(let count):
                received += buffer[..<count]
                guard received.count >= 2 else { continue }
                let length = Int(received[0]) << 8 | Int(received[1])
                guard received.count >= 2 + length else { continue }
                return finish(Array(received[2..<(2 + length)]))
            case .wouldBlock: return
            case .ended, .failed: return finish(nil)
            }
        }
    }

    private func finish(_ answer: [UInt8]?) {
        if let timer { loop.cancel(timer) }
        timer = nil
        if let handle { loop.remove(handle) }
        handle = nil
        socket?.close()
        socket = nil
        let completion = self.completion
        self.completion = nil
        completion?(answer)
    }
}
