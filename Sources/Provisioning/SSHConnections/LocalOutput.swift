import LinuxSystem

/// Bytes from the server on their way into a local socket whose reader may be slow.
struct LocalOutput {
    /// The most bytes that wait here; above, the channel is not read.
    static let limit = 262_144

    private let socket: FileDescriptor
    private var waiting: [UInt8] = []
    private var sent = 0
    /// Whether the server has ended the stream.
    var isEnded = false
    /// Whether the end was passed on.
    private(set) var isFinished = false
    /// Whether nobody reads any more.
    private(set) var isBroken = false

    init(_ socket: FileDescriptor) {
        self.socket = socket
    }

    /// Whether bytes wait.
    var hasWaiting: Bool { sent < waiting.count }

    /// Whether more may be read from the channel.
    var hasRoom: Bool { !isEnded && (isBroken || waiting.count - sent < Self.limit) }

    /// Takes bytes that have arrived; they are dropped when nobody reads.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        if !isBroken { waiting += bytes }
    }

    /// Nobody reads any more.
    mutating func abandon() {
        isBroken = true
        waiting = []
        sent = 0
    }

    /// Moves what the socket takes, and its end after the last byte; true if anything moved.
    mutating func flush() -> Bool {
        var isMoved = false
        while hasWaiting {
            let transfer = waiting.withUnsafeBytes { bytes in
                socket.send(UnsafeRawBufferPointer(rebasing: bytes[sent...]))
            }
            guard case .moved(let count) = transfer else {
                if case .failed = transfer { abandon() }
                break
            }
            sent += count
            isMoved = true
        }
        if !hasWaiting, sent > 0 {
            waiting.removeAll(keepingCapacity: true)
            sent = 0
        }
        if isEnded, !hasWaiting, !isFinished {
            isFinished = true
            if !isBroken { socket.shutdownWriting() }
            isMoved = true
        }
        return isMoved
    }
}
