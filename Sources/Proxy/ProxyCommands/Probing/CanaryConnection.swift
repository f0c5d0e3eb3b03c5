internal import Cryptography
internal import LinuxSystem

/// A connection, with TLS where it is asked for, that a deadline ends.
final class CanaryConnection {
    private let socket: FileDescriptor
    private let deadline: CanaryDeadline
    private var tls: TLSEngine?

    /// How far the canary has come: what is said when the time is over.
    private var stage: CanaryFailure.Stage

    /// Connects to the first of the addresses that takes the connection.
    init(
        to addresses: [SocketAddress],
        _ deadline: CanaryDeadline
    ) throws(CanaryFailure) {
        self.deadline = deadline
        stage = .waiting
        var failure: CanaryFailure?
        for address in addresses {
            do throws(CanaryFailure) {
                socket = try CanaryConnection.connect(to: address, deadline)
                return
            } catch {
                failure = error
            }
        }
        throw failure ?? .timedOut(.waiting, deadline.limit)
    }

    deinit {
        socket.close()
    }

    private static func connect(
        to address: SocketAddress,
        _ deadline: CanaryDeadline
    ) throws(CanaryFailure) -> FileDescriptor {
        let socket: FileDescriptor
        do throws(SystemError) {
            socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
        } catch {
            throw .notConnected(error)
        }
        do throws(SystemError) {
            if try socket.connect(to: address) == .connected { return socket }
            var entries = [PollEntry(socket, .writable)]
            let isReady = try poll(&entries, timeout: deadline.left) > 0
            if let code = socket.pendingError() {
                throw SystemError(code, call: "connect", subject: address.description)
            }
            if isReady { return socket }
        } catch {
            socket.close()
            throw .notConnected(error)
        }
        socket.close()
        throw .timedOut(.connecting(address.description), deadline.limit)
    }

    /// Makes the handshake; what is sent and received from now on is encrypted.
    func encrypt(
        _ context: TLSContext,
        serverName: String?,
        verifiedName: String?
    ) throws(CanaryFailure) {
        stage = .handshake
        let engine: TLSEngine
        do throws(OpenSSLError) {
            engine = try TLSEngine(context, serverName: serverName, verifiedName: verifiedName)
        } catch {
            throw .insecure(error)
        }
        while true {
            let step = engine.handshake()
            // What the engine has to say about a failure is worth an attempt to tell the peer.
            let sent = Result { () throws(CanaryFailure) in try flush(engine) }
            if case .failed(let error) = step { throw .insecure(error) }
            try sent.get()
            switch step {
            case .moved:
                tls = engine
                stage = .waiting
                return
            case .needsInput: try fill(engine)
            case .closed, .failed: throw .cut(stage, nil)
            }
        }
    }

    /// Sends all the bytes.
    func send(_ bytes: [UInt8]) throws(CanaryFailure) {
        guard let tls else { return try sendPlain(bytes) }
        var sent = 0
        while sent < bytes.count {
            let step = bytes.withUnsafeBytes {
                tls.write(UnsafeRawBufferPointer(rebasing: $0[sent...]))
            }
            switch step {
            case .moved(let count): sent += count
            case .needsInput: try fill(tls)
            case .closed: throw .cut(stage, nil)
            case .failed(let error): throw .insecure(error)
            }
            try flush(tls)
        }
    }

    /// What has arrived, at least a byte; empty at the end.
    func receive() throws(CanaryFailure) -> [UInt8] {
        let bytes: [UInt8]
        if let tls { bytes = try decrypted(tls) } else { bytes = try receivePlain() }
        if !bytes.isEmpty { stage = .reading }
        return bytes
    }

    private func decrypted(_ engine: TLSEngine) throws(CanaryFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while true {
            switch bytes.withUnsafeMutableBytes({ engine.read(into: $0) }) {
            case .moved(let count): return Array(bytes.prefix(count))
            case .closed: return []
            case .failed(let error): throw .insecure(error)
            case .needsInput:
                try flush(engine)
                if try !fill(engine) { return [] }
            }
        }
    }

    /// Gives the engine what arrives next; false at the end.
    @discardableResult
    private func fill(_ engine: TLSEngine) throws(CanaryFailure) -> Bool {
        let bytes = try receivePlain()
        if bytes.isEmpty, !engine.isEstablished { throw .cut(stage, nil) }
        bytes.withUnsafeBytes { engine.receive($0) }
        return !bytes.isEmpty
    }

    private func flush(_ engine: TLSEngine) throws(CanaryFailure) {
        while engine.pendingOutput > 0 {
            var bytes = [UInt8](repeating: 0, count: engine.pendingOutput)
            let count = bytes.withUnsafeMutableBytes { engine.takeOutput(into: $0) }
            try sendPlain(Array(bytes.prefix(count)))
        }
    }

    // MARK: The socket

    private func sendPlain(_ bytes: [UInt8]) throws(CanaryFailure) {
        var sent = 0
        while sent < bytes.count {
            let step = bytes.withUnsafeBytes {
                socket.send(UnsafeRawBufferPointer(rebasing: $0[sent...]))
            }
            switch step {
            case .moved(let count): sent += count
            case .wouldBlock: try wait(for: .writable)
            case .ended: throw .cut(stage, nil)
            case .failed(let code): throw .cut(stage, code)
            }
        }
    }

    private func receivePlain() throws(CanaryFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while true {
            switch bytes.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
            case .moved(let count): return Array(bytes.prefix(count))
            case .ended: return []
            case .failed(let code): throw .cut(stage, code)
            case .wouldBlock: try wait(for: .readable)
            }
        }
    }

    private func wait(for readiness: Readiness) throws(CanaryFailure) {
        var entries = [PollEntry(socket, readiness)]
        let count: Int
        do throws(SystemError) {
            count = try poll(&entries, timeout: deadline.left)
        } catch {
            throw .cut(stage, error.code)
        }
        if count == 0 { throw .timedOut(stage, deadline.limit) }
    }
}
