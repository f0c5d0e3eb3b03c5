internal import CLinux
internal import Glibc

/// One descriptor that became ready: the token it was registered with, and for what.
public struct ReadyEvent: Sendable {
    /// The token given at registration.
    public var token: UInt64
    /// What it is ready for.
    public var readiness: Readiness

    /// Pairs a token with readiness.
    public init(token: UInt64, readiness: Readiness) {
        self.token = token
        self.readiness = readiness
    }
}

/// The kernel's poller.
///
/// The C functions are `epoll_create1`, `epoll_ctl` and `epoll_wait`.
public final class Poller {
    private let descriptor: Int32
    private let ready: UnsafeMutablePointer<clinux_ready>
    private static let capacity = 256

    /// Makes a poller.
    public init() throws(SystemError) {
        descriptor = try check("epoll_create1") { clinux_epoll_create() }
        ready = .allocate(capacity: Poller.capacity)
        ready.initialize(repeating: clinux_ready(), count: Poller.capacity)
    }

    deinit {
        _ = Glibc.close(descriptor)
        ready.deallocate()
    }

    /// Registers a descriptor.
    ///
    /// Edge-triggered ones report each change once.
    public func add(
        _ target: FileDescriptor,
        for interest: Readiness,
        edgeTriggered: Bool,
        token: UInt64
    ) throws(SystemError) {
        try check("epoll_ctl") {
            clinux_epoll_add(
                descriptor,
                target.rawValue,
                interest.rawValue,
                edgeTriggered ? 1 : 0,
                token
            )
        }
    }

    /// Changes what a descriptor is registered for.
    public func change(
        _ target: FileDescriptor,
        for interest: Readiness,
        edgeTriggered: Bool,
        token: UInt64
    ) throws(SystemError) {
        try check("epoll_ctl") {
            clinux_epoll_change(
                descriptor,
                target.rawValue,
                interest.rawValue,
                edgeTriggered ? 1 : 0,
                token
            )
        }
    }

    /// Forgets a descriptor; closing its last number does that too.
    public func remove(_ target: FileDescriptor) {
        _ = clinux_epoll_remove(descriptor, target.rawValue)
    }

    /// Waits and returns how many events there are; read them with `event(at:)`.
    ///
    /// A negative number of milliseconds waits for ever.
    public func wait(milliseconds: Int32) throws(SystemError) -> Int {
        let count = clinux_epoll_wait(descriptor, ready, Int32(Poller.capacity), milliseconds)
        if count < 0 { throw SystemError.last("epoll_wait") }
        return Int(count)
    }

    /// An event of the last wait.
    public func event(at index: Int) -> ReadyEvent {
        precondition(index >= 0 && index < Poller.capacity)
        return ReadyEvent(
            token: ready[index].token,
            readiness: Readiness(rawValue: ready[index].events)
        )
    }
}
