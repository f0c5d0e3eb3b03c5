internal import Cryptography
internal import LinuxSystem

/// A connection's socket, with TLS when there is any, and what the poller said of it last.
///
/// The poller reports changes only, so readiness is remembered until a call would block.
struct Transport {
    let socket: FileDescriptor
    let tls: TLSEngine?
    var isReadable = false
    var isWritable = false
    /// Whether the peer has closed its side, as the poller said.
    var peerClosed = false
    /// Whether the poller has told of an error: nothing passes any more.
    var isBroken = false
    /// Whether a read came to the end; every later one does too.
    var hasEnded = false
    /// What moved since this was last asked for.
    private var progress = Progress()

    /// Whether bytes were read, and written.
    struct Progress {
        var hasRead = false
        var hasWritten = false

        var isAny: Bool { hasRead || hasWritten }
    }

    /// A connection, on which `preface` goes before everything else and is not encrypted.
    init(socket: FileDescriptor, tls: TLSEngine? = nil, preface: [UInt8] = []) {
        self.socket = socket
        self.tls = tls
        unsent = preface
    }

    mutating func note(_ readiness: Readiness) {
        if !readiness.isDisjoint(with: [.readable, .hangUp, .error, .peerClosed]) {
            isReadable = true
        }
        if !readiness.isDisjoint(with: [.writable, .hangUp, .error]) { isWritable = true }
        if !readiness.isDisjoint(with: [.peerClosed, .hangUp, .error]) { peerClosed = true }
        if readiness.contains(.error) { isBroken = true }
    }

    /// Whether the peer has closed its side and nobody has read as far.
    var hasUnreadEnd: Bool { isReadable && peerClosed && !hasEnded }

    /// Notes what moved for one stream of the connection.
    mutating func noteProgress(hasRead: Bool = false, hasWritten: Bool = false) {
        if hasRead { progress.hasRead = true }
        if hasWritten { progress.hasWritten = true }
    }

    /// What moved since the last call: then the peer has its whole time again.
    mutating func takeProgress() -> Progress {
        defer { progress = Progress() }
        return progress
    }

    /// Sends the preface and goes on with the handshake of TLS; `moved` when plain text may pass.
    mutating func handshake(scratch: UnsafeMutableRawBufferPointer) -> Transfer {
        guard let tls else { return flush(scratch) }
        while true {
            let step = tls.handshake()
            let flushed = flush(scratch)
            if case .failed = flushed { return flushed }
            switch step {
            case .moved: return .moved(0)
            case .closed: return .ended
            case .failed: return .failed(.connectionReset)
            case .needsInput:
                switch receiveCipher(scratch) {
                case .moved(let count):
                    tls.receive(UnsafeRawBufferPointer(rebasing: scratch[..<count]))
                case let other: return other
                }
            }
        }
    }

    /// Reads plain text into a buffer.
    mutating func read(
        into space: UnsafeMutableRawBufferPointer,
        scratch: UnsafeMutableRawBufferPointer
    ) -> Transfer {
        if hasEnded { return .ended }
        guard let tls else { return readSocket(into: space) }
        var step = tls.hasInput ? tls.read(into: space) : .needsInput
        while true {
            switch step {
            case .moved(let count):
                progress.hasRead = true
                return .moved(count)
            case .closed:
                hasEnded = true
                return .ended
            case .failed: return .failed(.connectionReset)
            case .needsInput: break
            }
            // No more than fits when it is decrypted, and a part of a record.
            let count = min(scratch.count, space.count + 1024)
            let cipher = UnsafeMutableRawBufferPointer(rebasing: scratch[..<count])
            switch receiveCipher(cipher) {
            case .moved(let count):
                step = tls.read(
                    into: space,
                    from: UnsafeRawBufferPointer(rebasing: cipher[..<count])
                )
            case let other: return other
            }
        }
    }

    /// Whether TLS holds text that nobody has read, or its end; the text is lost by asking.
    func hasUnreadText(scratch: UnsafeMutableRawBufferPointer) -> Bool {
        guard let tls, tls.hasInput else { return false }
        return tls.read(into: scratch) != .needsInput
    }

    private mutating func readSocket(into space: UnsafeMutableRawBufferPointer) -> Transfer {
        let result = socket.receive(into: space)
        switch result {
        case .moved(let count):
            progress.hasRead = true
            // Less than asked for: the socket is empty, and the poller will tell of more.
            if count < space.count && !peerClosed { isReadable = false }
        case .wouldBlock: isReadable = false
        case .ended: hasEnded = true
        case .failed: break
        }
        return result
    }

    private mutating func receiveCipher(_ space: UnsafeMutableRawBufferPointer) -> Transfer {
        guard isReadable else { return .wouldBlock }
        let result = socket.receive(into: space)
        switch result {
        case .moved(let count):
            if count < space.count && !peerClosed { isReadable = false }
        case .wouldBlock: isReadable = false
        case .ended: hasEnded = true
        case .failed: break
        }
        return result
    }

    /// Writes plain text; what TLS has taken counts as moved.
    mutating func write(
        _ bytes: UnsafeRawBufferPointer,
        scratch: UnsafeMutableRawBufferPointer
    ) -> Transfer {
        guard let tls else {
            let result = socket.send(bytes)
            switch result {
            case .moved(let count):
                progress.hasWritten = true
                if count < bytes.count { isWritable = false }
            case .wouldBlock: isWritable = false
            default: break
            }
            return result
        }
        if hasUnsentCipher {
            let flushed = flush(scratch)
            guard case .moved = flushed else { return flushed }
        }
        let (step, sealed) = tls.write(bytes, into: scratch)
        if case .failed(let code) = send(sealed, of: scratch) { return .failed(code) }
        switch step {
        case .moved(let count):
            progress.hasWritten = true
            return .moved(count)
        case .needsInput: return .wouldBlock
        case .closed: return .failed(.brokenPipe)
        case .failed: return .failed(.connectionReset)
        }
    }

    /// Sends encrypted bytes; those that the socket does not take are kept.
    private mutating func send(_ count: Int, of scratch: UnsafeMutableRawBufferPointer) -> Transfer
    {
        let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
        let result = bytes.isEmpty ? .moved(0) : socket.send(bytes)
        switch result {
        case .moved(count): return tls?.pendingOutput == 0 ? result : flush(scratch)
        case .moved(let sent): unsent = Array(bytes[sent...])
        case .wouldBlock: unsent = Array(bytes)
        case .ended, .failed: return result
        }
        isWritable = false
        return result
    }

    /// Writes three runs of bytes, one after the other, where there is no TLS.
    mutating func write(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer,
        _ third: UnsafeRawBufferPointer
    ) -> Transfer {
        let result = socket.send(first, second, third)
        switch result {
        case .moved(let count):
            progress.hasWritten = true
            if count < first.count + second.count + third.count { isWritable = false }
        case .wouldBlock: isWritable = false
        default: break
        }
        return result
    }

    /// Sends what TLS has ready, and before it the rest of the preface; `moved` when nothing is left.
    mutating func flush(_ scratch: UnsafeMutableRawBufferPointer) -> Transfer {
        while true {
            if unsent.isEmpty {
                guard let tls else { return .moved(0) }
                let count = tls.takeOutput(into: scratch)
                if count == 0 { return .moved(0) }
                let bytes = UnsafeRawBufferPointer(rebasing: scratch[0..<count])
                switch socket.send(bytes) {
                case .moved(count): continue
                case .moved(let sent): unsent = Array(bytes[sent...])
                case .wouldBlock: unsent = Array(bytes)
                case .ended: return .ended
                case .failed(let code): return .failed(code)
                }
            }
            switch unsent.withUnsafeBytes({ socket.send($0) }) {
            case .moved(let sent):
                progress.hasWritten = true
                unsent.removeFirst(sent)
            case .wouldBlock:
                isWritable = false
                return .wouldBlock
            case .ended: return .ended
            case .failed(let code): return .failed(code)
            }
        }
    }

    /// Tells the peer of a TLS connection that nothing more comes.
    mutating func closeTLS(_ scratch: UnsafeMutableRawBufferPointer) {
        guard let tls else { return }
        tls.close()
        _ = flush(scratch)
    }

    /// Bytes for the socket that it did not take: encrypted ones, or what goes before them.
    private var unsent: [UInt8] = []

    /// Whether encrypted bytes wait for the socket.
    var hasUnsentCipher: Bool { !unsent.isEmpty || (tls?.pendingOutput ?? 0) > 0 }
}
