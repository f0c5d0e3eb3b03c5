import Cryptography
import LinuxSystem

/// A connection of one of a load's clients, plain or by TLS; every wait ends at a deadline.
///
/// Used by one thread.
final class LoadConnection {
    private let socket: FileDescriptor
    private let engine: TLSEngine?

    /// Connects; with TLS, the handshake is over afterwards.
    init(to traffic: LoadTraffic, until deadline: MonotonicInstant) throws(LoadFault) {
        do throws(SystemError) {
            socket = try FileDescriptor.streamSocket(for: traffic.address, nonblocking: true)
        } catch {
            throw LoadFault(error.code)
        }
        do throws(OpenSSLError) {
            engine = try traffic.tls.map { (context) throws(OpenSSLError) in
                try TLSEngine(
                    context,
                    serverName: traffic.serverName,
                    verifiedName: traffic.verifiesName
                        ? traffic.serverName ?? traffic.target.host : nil
                )
            }
        } catch {
            socket.close()
            throw .failed("TLS: \(error)")
        }
        // From here on `deinit` closes the socket, whoever throws.
        try connect(to: traffic, until: deadline)
        if let engine { try shakeHands(engine, until: deadline) }
    }

    deinit {
        engine?.close()
        socket.close()
    }

    private func connect(
        to traffic: LoadTraffic,
        until deadline: MonotonicInstant
    ) throws(LoadFault) {
        do throws(SystemError) {
            try socket.setOption(.noDelay, 1)
            // What the kernel takes in on its own is read at no rate.
            if traffic.readRate != nil { try socket.setOption(.receiveBuffer, 65_536) }
            if try socket.connect(to: traffic.address) == .connected { return }
        } catch {
            throw LoadFault(error.code)
        }
        try wait(.writable, until: deadline)
        if let code = socket.pendingError() { throw LoadFault(code) }
    }

    private func shakeHands(
        _ engine: TLSEngine,
        until deadline: MonotonicInstant
    ) throws(LoadFault) {
        let closed = LoadFault.failed("TLS: closed during the handshake")
        while true {
            let step = engine.handshake()
            try flush(engine, until: deadline)
            switch step {
            case .moved: return
            case .needsInput: guard try feed(engine, until: deadline) else { throw closed }
            case .closed: throw closed
            case .failed(let error): throw .failed("TLS: \(error)")
            }
        }
    }

    /// Whether a connection that was kept is as it was left: still open, and nothing has come.
    func isQuiet() throws(LoadFault) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        switch bytes.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
        case .wouldBlock: return true
        case .ended: return false
        case .failed(let code): throw LoadFault(code)
        case .moved(let count):
            // What TLS has to say for itself, as tickets, is no answer.
            guard let engine else { return false }
            bytes.withUnsafeBytes { engine.receive(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            let step = bytes.withUnsafeMutableBytes { engine.read(into: $0) }
            return step == .needsInput
        }
    }

    /// Sends all bytes, and says each time that some have left.
    func send(
        _ bytes: [UInt8],
        until deadline: MonotonicInstant,
        onProgress: () -> Void = {}
    ) throws(LoadFault) {
        guard let engine else {
            return try sendRaw(bytes, until: deadline, onProgress: onProgress)
        }
        var taken = 0
        while taken < bytes.count {
            let step = bytes.withUnsafeBytes {
                engine.write(UnsafeRawBufferPointer(rebasing: $0[taken...]))
            }
            switch step {
            case .moved(let count): taken += count
            case .needsInput: guard try feed(engine, until: deadline) else { throw .reset }
            case .closed: throw .reset
            case .failed(let error): throw .failed("TLS: \(error)")
            }
            try flush(engine, until: deadline, onProgress: onProgress)
        }
    }

    /// Moves what has come into a buffer, waiting for the first byte; 0 at the end.
    func receive(
        into buffer: inout [UInt8],
        until deadline: MonotonicInstant
    ) throws(LoadFault) -> Int {
        guard let engine else { return try receiveRaw(into: &buffer, until: deadline) }
        while true {
            switch buffer.withUnsafeMutableBytes({ engine.read(into: $0) }) {
            case .moved(let count): return count
            case .closed: return 0
            case .failed(let error): throw .failed("TLS: \(error)")
            case .needsInput:
                try flush(engine, until: deadline)
                guard try feed(engine, until: deadline) else { return 0 }
            }
        }
    }

    private func flush(
        _ engine: TLSEngine,
        until deadline: MonotonicInstant,
        onProgress: () -> Void = {}
    ) throws(LoadFault) {
        while engine.pendingOutput > 0 {
            var bytes = [UInt8](repeating: 0, count: engine.pendingOutput)
            let count = bytes.withUnsafeMutableBytes { engine.takeOutput(into: $0) }
            bytes.removeLast(bytes.count - count)
            try sendRaw(bytes, until: deadline, onProgress: onProgress)
        }
    }

    /// Gives the engine what has come; false at the end.
    private func feed(
        _ engine: TLSEngine,
        until deadline: MonotonicInstant
    ) throws(LoadFault) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = try receiveRaw(into: &bytes, until: deadline)
        bytes.withUnsafeBytes { engine.receive(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        return count > 0
    }

    private func sendRaw(
        _ bytes: [UInt8],
        until deadline: MonotonicInstant,
        onProgress: () -> Void
    ) throws(LoadFault) {
        var sent = 0
        while sent < bytes.count {
            let transfer = bytes.withUnsafeBytes {
                socket.send(UnsafeRawBufferPointer(rebasing: $0[sent...]))
            }
            switch transfer {
            case .moved(let count):
                sent += count
                onProgress()
            case .wouldBlock: try wait(.writable, until: deadline)
            case .ended: throw .reset
            case .failed(let code): throw LoadFault(code)
            }
        }
    }

    private func receiveRaw(
        into buffer: inout [UInt8],
        until deadline: MonotonicInstant
    ) throws(LoadFault) -> Int {
        while true {
            switch buffer.withUnsafeMutableBytes({ socket.receive(into: $0) }) {
            case .moved(let count): return count
            case .ended: return 0
            case .wouldBlock: try wait(.readable, until: deadline)
            case .failed(let code): throw LoadFault(code)
            }
        }
    }

    private func wait(
        _ readiness: Readiness,
        until deadline: MonotonicInstant
    ) throws(LoadFault) {
        var entries = [PollEntry(socket, readiness)]
        let left = deadline - MonotonicClock.now
        do throws(SystemError) {
            if left > .zero, try poll(&entries, timeout: left) > 0 { return }
        } catch {
            throw LoadFault(error.code)
        }
        throw .timedOut
    }
}
