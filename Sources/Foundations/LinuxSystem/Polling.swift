internal import Glibc

/// What a descriptor is waited for, or is ready for.
public struct Readiness: OptionSet, Hashable, Sendable {
    /// The kernel's bits, the same for poll and epoll.
    public let rawValue: UInt32

    /// Wraps bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Something can be read, or the end.
    public static let readable = Readiness(rawValue: 0x001)
    /// Something can be written.
    public static let writable = Readiness(rawValue: 0x004)
    /// It failed; always reported.
    public static let error = Readiness(rawValue: 0x008)
    /// Both sides are closed; always reported.
    public static let hangUp = Readiness(rawValue: 0x010)
    /// The peer has closed its writing side.
    public static let peerClosed = Readiness(rawValue: 0x2000)
}

/// One descriptor to wait for.
public struct PollEntry: Sendable {
    /// The descriptor.
    public var descriptor: FileDescriptor
    /// What to wait for.
    public var interest: Readiness
    /// What it was ready for when `poll` returned.
    public var ready: Readiness = []

    /// Waits for a descriptor.
    public init(_ descriptor: FileDescriptor, _ interest: Readiness) {
        self.descriptor = descriptor
        self.interest = interest
    }
}

/// Waits until one of the descriptors is ready or the time is over; nil waits for ever.
///
/// Returns how many are ready, 0 when the time is over. The C function is `poll`.
@discardableResult
public func poll(
    _ entries: inout [PollEntry],
    timeout: Duration?
) throws(SystemError) -> Int {
    var raw = entries.map {
        pollfd(
            fd: $0.descriptor.rawValue,
            events: Int16(truncatingIfNeeded: $0.interest.rawValue),
            revents: 0
        )
    }
    let deadline = timeout.map { MonotonicClock.now + $0 }
    while true {
        let left = deadline.map { deadline in
            max(.zero, deadline - MonotonicClock.now).wholeMilliseconds(roundingUp: true)
        }
        let count = Glibc.poll(&raw, nfds_t(raw.count), Int32(clamping: left ?? -1))
        if count >= 0 {
            for index in entries.indices {
                let events = UInt16(bitPattern: raw[index].revents)
                entries[index].ready = Readiness(rawValue: UInt32(events))
            }
            return Int(count)
        }
        let code = Errno.last
        if code != .interrupted { throw SystemError(code, call: "poll") }
    }
}
