import Cryptography
import LinuxSystem
import Synchronization

/// A byte stream encrypted by TLS, over another one, as its client.
final class TLSStream: ByteStream, @unchecked Sendable {
    // Checked by hand: the engine is only touched with the lock held.
    private let stream: any ByteStream
    private let engine: TLSEngine
    private let lock = Mutex(())

    /// Makes the handshake over a stream.
    ///
    /// The name, or address, is what the server's certificate must be valid for; a name is sent
    /// as SNI.
    init(
        over stream: any ByteStream,
        name: String,
        trust: HTTPCall.Trust,
        timeout: Duration
    ) throws(StreamFailure) {
        self.stream = stream
        var settings = TLSSettings()
        settings.applicationProtocols = ["http/1.1"]
        switch trust {
        case .system: settings.verification = .requiredBySystemAuthorities
        case .authorities(let pem, _):
            settings.verification = .requiredBy(authoritiesPEM: Array(pem.utf8))
        case .anyone: settings.verification = .none
        }
        let isAddress = SocketAddress(numeric: name, port: 0) != nil
        do throws(OpenSSLError) {
            engine = try TLSEngine(
                try TLSContext(server: false, settings),
                serverName: isAddress ? nil : name,
                verifiedName: name
            )
        } catch {
            guard case .authorities(_, let file) = trust else { throw .insecure("\(error)") }
            throw .insecure("the authorities in '\(file)' cannot be used: \(error)")
        }
        while true {
            let step = engine.handshake()
            try flush(timeout: timeout)
            switch step {
            case .moved: return
            case .needsInput: try fill(timeout: timeout)
            case .closed: throw .insecure("the server ended the handshake")
            case .failed(let error): throw .insecure("\(error)")
            }
        }
    }

    private func flush(timeout: Duration?) throws(StreamFailure) {
        while engine.pendingOutput > 0 {
            var bytes = [UInt8](repeating: 0, count: engine.pendingOutput)
            let count = bytes.withUnsafeMutableBytes { engine.takeOutput(into: $0) }
            try stream.writeAll(Array(bytes.prefix(count)), timeout: timeout)
        }
    }

    private func fill(timeout: Duration?) throws(StreamFailure) {
        let bytes = try stream.read(upTo: 65_536, timeout: timeout)
        if bytes.isEmpty { throw .closed("the server closed it") }
        bytes.withUnsafeBytes { engine.receive($0) }
    }

    func read(upTo count: Int, timeout: Duration?) throws(StreamFailure) -> [UInt8] {
        try lock.withLock { (_) throws(StreamFailure) -> [UInt8] in
            var bytes = [UInt8](repeating: 0, count: min(count, 65_536))
            while true {
                switch bytes.withUnsafeMutableBytes({ engine.read(into: $0) }) {
                case .moved(let moved): return Array(bytes.prefix(moved))
                case .closed: return []
                case .failed(let error): throw .insecure("\(error)")
                case .needsInput:
                    try flush(timeout: timeout)
                    let more = try stream.read(upTo: 65_536, timeout: timeout)
                    if more.isEmpty { return [] }
                    more.withUnsafeBytes { engine.receive($0) }
                }
            }
        }
    }

    func writeAll(_ bytes: [UInt8], timeout: Duration?) throws(StreamFailure) {
        try lock.withLock { (_) throws(StreamFailure) in
            var sent = 0
            while sent < bytes.count {
                let step = bytes.withUnsafeBytes {
                    engine.write(UnsafeRawBufferPointer(rebasing: $0[sent...]))
                }
                switch step {
                case .moved(let count): sent += count
                case .needsInput: try fill(timeout: timeout)
                case .closed: throw .closed("the server closed it")
                case .failed(let error): throw .insecure("\(error)")
                }
                try flush(timeout: timeout)
            }
        }
    }

    func closeWriting() {
        lock.withLock { _ in engine.close() }
    }

    func close() {
        stream.close()
    }
}
