import CLibSSH
import HostConnections

/// A channel of the library's; only the session's pump touches it.
final class SSHChannel {
    /// What a call came to that never waits.
    enum Step {
        case done
        case again
        case refused
    }

    /// What reading came to.
    enum Arrival {
        case bytes(ArraySlice<UInt8>)
        case nothing
        case end
    }

    /// The session frees its channels, so it has to outlive them.
    private let session: SSHSession
    private let raw: ssh_channel
    private let isClosed: UnsafeMutablePointer<Bool>
    private let callbacks: UnsafeMutablePointer<ssh_channel_callbacks_struct>
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    /// Makes a channel that is not open yet; nil when there is no memory.
    init?(of session: SSHSession) {
        guard let raw = ssh_channel_new(session.raw) else { return nil }
        self.session = session
        self.raw = raw
        isClosed = .allocate(capacity: 1)
        isClosed.initialize(to: false)
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: ssh_channel_callbacks_struct())
        callbacks.pointee.size = MemoryLayout<ssh_channel_callbacks_struct>.size
        callbacks.pointee.userdata = UnsafeMutableRawPointer(isClosed)
        callbacks.pointee.channel_close_function = { _, _, flag in
            flag?.assumingMemoryBound(to: Bool.self).pointee = true
        }
        ssh_add_channel_callbacks(raw, callbacks)
    }

    deinit {
        ssh_remove_channel_callbacks(raw, callbacks)
        ssh_channel_free(raw)
        callbacks.deallocate()
        isClosed.deallocate()
    }

    /// Whether the server has closed it.
    var isClosedByServer: Bool { isClosed.pointee }

    /// How many bytes the server would take now.
    var window: Int { Int(ssh_channel_window_size(raw)) }

    /// Asks for the channel, or hears whether it was opened.
    func open(_ purpose: ChannelOrder.Purpose) -> Step {
        switch purpose {
        case .program:
            Self.step(ssh_channel_open_session(raw))
        case .stream(.tcp(let host, let port)):
            Self.step(ssh_channel_open_forward(raw, host, Int32(port), "127.0.0.1", 0))
        case .stream(.unix(let path)):
            Self.step(ssh_channel_open_forward_unix(raw, path, "127.0.0.1", 0))
        }
    }

    /// Asks for a program, or hears whether it was started.
    func start(_ commandLine: String) -> Step {
        Self.step(ssh_channel_request_exec(raw, commandLine))
    }

    private static func step(_ status: Int32) -> Step {
        switch status {
        case SSH_OK: .done
        case SSH_AGAIN: .again
        default: .refused
        }
    }

    /// Takes what has arrived.
    func receive(isErrorOutput: Bool) -> Arrival {
        let count = buffer.withUnsafeMutableBytes { bytes in
            ssh_channel_read_nonblocking(
                raw,
                bytes.baseAddress,
                UInt32(bytes.count),
                isErrorOutput ? 1 : 0
            )
        }
        if count > 0 { return .bytes(buffer[..<Int(count)]) }
        return count == 0 || (count != SSH_EOF && isSessionLost) ? .nothing : .end
    }

    /// Whether the connection is gone: the pump then says so, before the streams end.
    private var isSessionLost: Bool {
        ssh_is_connected(session.raw) == 0
            || ssh_get_status(session.raw) & (SSH_CLOSED | SSH_CLOSED_ERROR) != 0
    }

    /// Sends what the server takes; nil when it takes nothing any more.
    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        let count = bytes.withUnsafeBytes { raw in
            ssh_channel_write(self.raw, raw.baseAddress, UInt32(raw.count))
        }
        return count < 0 ? nil : Int(count)
    }

    /// Tells the server that nothing more is sent.
    func sendEnd() {
        ssh_channel_send_eof(raw)
    }
}
