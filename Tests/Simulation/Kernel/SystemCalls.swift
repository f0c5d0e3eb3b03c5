internal import CSimulation
internal import Glibc

private func kernel() -> SimulatedKernel {
    guard let kernel = SimulatedKernel.current else { fatalError("there is no world") }
    return kernel
}

private func nanoseconds(_ milliseconds: Int32) -> UInt64? {
    milliseconds < 0 ? nil : UInt64(milliseconds) * 1_000_000
}

@_cdecl("simulated_read")
func simulatedRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: UInt) -> Int {
    kernel().call()
    switch kernel().watched(descriptor, "read") {
    case let counter as EventCounter:
        guard let value = counter.take() else { return -Int(EAGAIN) }
        bytes?.storeBytes(of: value, as: UInt64.self)
        return 8
    case let endpoint as Endpoint:
        return endpoint.receive(
            into: UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))
        )
    default: return -Int(EBADF)
    }
}

@_cdecl("simulated_write")
func simulatedWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: UInt) -> Int {
    kernel().call()
    switch kernel().watched(descriptor, "write") {
    case let counter as EventCounter:
        counter.add(bytes?.loadUnaligned(as: UInt64.self) ?? 0)
        return 8
    case let sink as LogSink:
        sink.write(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        return Int(count)
    case let endpoint as Endpoint:
        return endpoint.send(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    default: return -Int(EBADF)
    }
}

@_cdecl("simulated_close")
func simulatedClose(_ descriptor: Int32) -> Int32 {
    kernel().call()
    kernel().trace?("close(\(descriptor))")
    return kernel().close(descriptor)
}

@_cdecl("simulated_eventfd")
func simulatedEventCounter() -> Int32 { kernel().open(EventCounter()) }

@_cdecl("simulated_epoll_create")
func simulatedPollerCreate() -> Int32 { kernel().open(SimulatedPoller(kernel())) }

@_cdecl("simulated_epoll_control")
func simulatedPollerControl(
    _ poller: Int32,
    _ operation: Int32,
    _ descriptor: Int32,
    _ events: UInt32,
    _ token: UInt64
) -> Int32 {
    guard let poller = kernel().watched(poller, "epoll_ctl") as? SimulatedPoller,
        let target = kernel().watched(descriptor, "epoll_ctl")
    else { return -EBADF }
    let present = poller.registration(of: descriptor)
    switch operation {
    case EPOLL_CTL_ADD:
        guard present == nil else { return -EEXIST }
        let registration = poller.add(target, descriptor)
        registration.events = events
        registration.token = token
        if registration.mask != 0 { poller.enqueue(registration) }
    case EPOLL_CTL_MOD:
        guard let present else { return -ENOENT }
        present.events = events
        present.token = token
        if present.mask != 0 { poller.enqueue(present) }
    default:
        guard let present else { return -ENOENT }
        poller.remove(present)
    }
    return 0
}

@_cdecl("simulated_epoll_wait")
func simulatedPollerWait(
    _ descriptor: Int32,
    _ tokens: UnsafeMutablePointer<UInt64>?,
    _ events: UnsafeMutablePointer<UInt32>?,
    _ capacity: Int32,
    _ milliseconds: Int32
) -> Int32 {
    let kernel = kernel()
    guard let poller = kernel.watched(descriptor, "epoll_wait") as? SimulatedPoller,
        let thread = kernel.running
    else { return -EBADF }
    // A turn takes time, also one that does not wait: nobody else has his turn before.
    thread.yield()
    if kernel.random.chance(kernel.settings.falseAlarms) { poller.raiseFalseAlarm() }
    var found = poller.takeReady(atMost: Int(capacity))
    if found.isEmpty && milliseconds != 0 {
        poller.wait(thread, atMost: nanoseconds(milliseconds))
        found = poller.takeReady(atMost: Int(capacity))
    }
    for (index, event) in found.enumerated() {
        tokens?[index] = event.token
        events?[index] = event.events
        kernel.trace?(
            "epoll_wait(\(descriptor)): slot \(UInt32(truncatingIfNeeded: event.token)) "
                + "is ready for \(String(event.events, radix: 16))"
        )
    }
    return Int32(found.count)
}

@_cdecl("simulated_poll")
func simulatedPoll(
    _ entries: UnsafeMutablePointer<pollfd>?,
    _ count: UInt,
    _ milliseconds: Int32
) -> Int32 {
    let kernel = kernel()
    guard let entries, let thread = kernel.running else { return -EFAULT }
    let deadline = nanoseconds(milliseconds).map { kernel.now + $0 }
    while true {
        var readyCount: Int32 = 0
        for index in 0..<Int(count) {
            let asked = UInt32(UInt16(bitPattern: entries[index].events))
            let ready = kernel.watched(entries[index].fd, "poll")?.readiness ?? 0
            let told = ready & (asked | Ready.always)
            entries[index].revents = Int16(truncatingIfNeeded: told)
            if told != 0 { readyCount += 1 }
        }
        if readyCount > 0 { return readyCount }
        if let deadline, kernel.now >= deadline { return 0 }
        // A poller of its own, for as long as it waits.
        let poller = SimulatedPoller(kernel)
        for index in 0..<Int(count) {
            guard let watched = kernel.watched(entries[index].fd, "poll") else { continue }
            poller.add(watched, entries[index].fd).events = UInt32(
                UInt16(bitPattern: entries[index].events)
            )
        }
        poller.wait(thread, atMost: deadline.map { $0 - kernel.now })
        poller.close()
    }
}

@_cdecl("simulated_nanoseconds")
func simulatedNanoseconds(_ isWallClock: Int32) -> UInt64 {
    kernel().now + (isWallClock != 0 ? 1_700_000_000_000_000_000 : 0)
}

@_cdecl("simulated_sleep")
func simulatedSleep(_ nanoseconds: UInt64) {
    kernel().running?.wait(atMost: nanoseconds)
}

@_cdecl("simulated_random")
func simulatedRandom() -> UInt64 { kernel().random.next() }

@_cdecl("simulated_thread")
func simulatedThread(
    _ body: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer?,
    _ argument: UnsafeMutableRawPointer?
) -> UInt64 {
    guard let fiber = fiber_make(body, argument) else { fatalError("no memory for a thread") }
    return kernel().start(fiber).number
}

@_cdecl("simulated_join")
func simulatedJoin(_ number: UInt64) {
    guard let running = kernel().running else { return }
    kernel().thread(number).join(by: running)
}

@_cdecl("simulated_contention")
func simulatedContention() { kernel().running?.yield() }
