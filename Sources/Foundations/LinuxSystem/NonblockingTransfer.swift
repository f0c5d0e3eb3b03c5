internal import CLinux
internal import Glibc

/// What a read or a write that never waits came to.
public enum Transfer: Equatable, Sendable {
    /// That many bytes moved, at least one.
    case moved(Int)
    /// Nothing can move now; the poller will say when.
    case wouldBlock
    /// The peer has closed its side (reads only).
    case ended
    /// The connection is broken.
    case failed(Errno)
}

extension FileDescriptor {
    /// Takes what has arrived on a non-blocking socket.
    ///
    /// The C function is `recv`.
    public func receive(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        let count = clinux_receive(rawValue, buffer.baseAddress, UInt(buffer.count))
        if count > 0 { return .moved(count) }
        if count == 0 { return .ended }
        let code = Errno.last
        return code == .wouldBlock ? .wouldBlock : .failed(code)
    }

    /// Looks at what has arrived on a non-blocking socket, and leaves it there.
    ///
    /// The C function is `recv` with MSG_PEEK.
    public func peek(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        let flags = Int32(MSG_PEEK | MSG_DONTWAIT)
        let count = Glibc.recv(rawValue, buffer.baseAddress, buffer.count, flags)
        if count > 0 { return .moved(count) }
        if count == 0 { return .ended }
        let code = Errno.last
        return code == .wouldBlock ? .wouldBlock : .failed(code)
    }

    /// Whether a read would not wait: bytes have arrived and are not taken yet, or the end has, or an
    /// error.
    ///
    /// The C function is `recv` with MSG_PEEK.
    public var hasUnreadBytes: Bool {
        var byte: UInt8 = 0
        let flags = Int32(MSG_PEEK | MSG_DONTWAIT)
        return Glibc.recv(rawValue, &byte, 1, flags) >= 0 || Errno.last != .wouldBlock
    }

    /// Sends what fits on a non-blocking socket, without SIGPIPE.
    ///
    /// With `more`, more follows at once, so the kernel may wait for a full packet. The C function is
    /// `send`.
    public func send(_ buffer: UnsafeRawBufferPointer, more: Bool = false) -> Transfer {
        let count = clinux_send(rawValue, buffer.baseAddress, UInt(buffer.count), more ? 1 : 0)
        if count > 0 { return .moved(count) }
        let code = Errno.last
        return code == .wouldBlock || count == 0 ? .wouldBlock : .failed(code)
    }

    /// Sends what fits of three runs of bytes, one after the other, on a non-blocking socket.
    ///
    /// The C function is `sendmsg`.
    public func send(
        _ first: UnsafeRawBufferPointer,
        _ second: UnsafeRawBufferPointer,
        _ third: UnsafeRawBufferPointer
    ) -> Transfer {
        let parts = (
            clinux_part(bytes: first.baseAddress, count: UInt(first.count)),
            clinux_part(bytes: second.baseAddress, count: UInt(second.count)),
            clinux_part(bytes: third.baseAddress, count: UInt(third.count))
        )
        let count = withUnsafeBytes(of: parts) { parts in
            clinux_send_parts(rawValue, parts.bindMemory(to: clinux_part.self).baseAddress, 3)
        }
        if count > 0 { return .moved(count) }
        let code = Errno.last
        return code == .wouldBlock || count == 0 ? .wouldBlock : .failed(code)
    }
}
