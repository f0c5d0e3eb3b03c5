public import LinuxSystem

/// A loop of closures, for what is not on the way of traffic: signals, probes, operators'
/// connections.
///
/// All calls belong to the loop's own thread; other threads leave work in `remote`.
public final class EventLoop {
    private struct Registration {
        var descriptor: FileDescriptor
        var handler: (Readiness) -> Void
    }

    private let poller: Poller
    private var slots = SlotTable(capacity: 1 << 20)
    private var registrations: [Registration?] = []
    private var timers = TimerQueue()
    private var timerSlots = SlotTable(capacity: 1 << 20)
    private var timerActions: [(() -> Void)?] = []
    private let inbox: EventLoopInbox
    private var isStopped = false

    /// A registered descriptor or timer, for its removal.
    public struct Handle: Hashable, Sendable {
        let token: SlotToken
    }

    /// Makes a loop; run it on the thread it is to belong to.
    public init() throws(SystemError) {
        poller = try Poller()
        inbox = try EventLoopInbox()
        _ = try register(inbox.mailbox.descriptor, for: .readable) { [unowned self] _ in
            for action in inbox.mailbox.takeAll() { action(self) }
        }
    }

    /// Where other threads leave work for the loop.
    public var remote: EventLoopInbox { inbox }

    /// Calls the handler on the loop whenever the descriptor is ready (level-triggered).
    public func register(
        _ descriptor: FileDescriptor,
        for interest: Readiness,
        _ handler: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Handle {
        guard let (slot, token) = slots.take() else {
            throw SystemError(.tooManyOpenFiles, call: "register")
        }
        do throws(SystemError) {
            try poller.add(descriptor, for: interest, edgeTriggered: false, token: token.rawValue)
        } catch {
            slots.release(slot)
            throw error
        }
        while registrations.count <= slot { registrations.append(nil) }
        registrations[slot] = Registration(descriptor: descriptor, handler: handler)
        return Handle(token: token)
    }

    /// Changes what a descriptor is waited for.
    public func change(_ handle: Handle, to interest: Readiness) {
        guard let slot = slots.slot(of: handle.token), let entry = registrations[slot] else {
            return
        }
        try? poller.change(
            entry.descriptor,
            for: interest,
            edgeTriggered: false,
            token: handle.token.rawValue
        )
    }

    /// Forgets a descriptor; call it before closing.
    public func remove(_ handle: Handle) {
        guard let slot = slots.slot(of: handle.token), let entry = registrations[slot] else {
            return
        }
        poller.remove(entry.descriptor)
        registrations[slot] = nil
        slots.release(slot)
    }

    /// Calls the action once after a time.
    @discardableResult
    public func schedule(after delay: Duration, _ action: @escaping () -> Void) -> Handle {
        guard let (slot, token) = timerSlots.take() else {
            preconditionFailure("a million timers wait")
        }
        while timerActions.count <= slot { timerActions.append(nil) }
        timerActions[slot] = action
        timers.add(
            MonotonicClock.now.milliseconds + delay.wholeMilliseconds(roundingUp: true),
            token
        )
        return Handle(token: token)
    }

    /// Forgets a timer that has not come.
    public func cancel(_ handle: Handle) {
        guard let slot = timerSlots.slot(of: handle.token) else { return }
        timerActions[slot] = nil
        timerSlots.release(slot)
    }

    /// Runs until `stop`.
    public func run() throws(SystemError) {
        while !isStopped {
            try runOnce(milliseconds: waitTime())
        }
    }

    /// Ends `run` after the handlers that are running.
    public func stop() {
        isStopped = true
    }

    private func waitTime() -> Int32 {
        guard let earliest = timers.earliest else { return -1 }
        return Int32(clamping: max(0, earliest - MonotonicClock.now.milliseconds))
    }

    private func runOnce(milliseconds: Int32) throws(SystemError) {
        let count = try poller.wait(milliseconds: milliseconds)
        for index in 0..<count {
            let event = poller.event(at: index)
            guard let slot = slots.slot(of: SlotToken(rawValue: event.token)) else { continue }
            registrations[slot]?.handler(event.readiness)
        }
        let now = MonotonicClock.now.milliseconds
        while let entry = timers.takeDue(at: now) {
            guard let slot = timerSlots.slot(of: entry.token) else { continue }
            let action = timerActions[slot]
            timerActions[slot] = nil
            timerSlots.release(slot)
            action?()
        }
    }
}

/// Where other threads leave work for an `EventLoop`.
public final class EventLoopInbox: Sendable {
    let mailbox: Mailbox<@Sendable (EventLoop) -> Void>

    init() throws(SystemError) {
        mailbox = try Mailbox()
    }

    /// Runs the action on the loop's thread, soon.
    public func post(_ action: @escaping @Sendable (EventLoop) -> Void) {
        mailbox.post(action)
    }
}
