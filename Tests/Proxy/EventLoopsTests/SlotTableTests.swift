import EventLoops
import LinuxSystem
import Testing

@Suite("slots and timers")
struct SlotTableTests {
    @Test("an event for what was in a slot before is dropped")
    func staleEvents() throws {
        var slots = SlotTable(capacity: 4)
        let poller = try Poller()
        let (oldEnd, oldPeer) = try FileDescriptor.socketPair(nonblocking: true)
        guard let (slot, oldToken) = slots.take() else { throw NoSlot() }
        try poller.add(oldEnd, for: .readable, edgeTriggered: true, token: oldToken.rawValue)
        try oldPeer.writeAll("late")
        #expect(try poller.wait(milliseconds: 1000) == 1)
        // Before the event is looked at, the slot goes to a connection that came meanwhile.
        slots.release(slot)
        guard let (newSlot, newToken) = slots.take() else { throw NoSlot() }
        #expect(newSlot == slot)
        let stale = slots.slot(of: SlotToken(rawValue: poller.event(at: 0).token))
        let current = slots.slot(of: newToken)
        #expect(stale == nil)
        #expect(current == slot)
        oldEnd.close()
        oldPeer.close()
    }

    @Test("a full table gives no slot")
    func full() {
        var slots = SlotTable(capacity: 1)
        let first = slots.take() != nil
        let second = slots.take() != nil
        slots.release(0)
        let third = slots.take() != nil
        #expect(first && !second && third)
    }

    @Test("deadlines come out in the order of time, none too early")
    func timers() {
        var slots = SlotTable(capacity: 100)
        var timers = TimerQueue()
        let deadlines: [Int64] = [50, 10, 40, 30, 20, 10]
        for deadline in deadlines {
            if let (_, token) = slots.take() { timers.add(deadline, token) }
        }
        var seen: [Int64] = []
        while let entry = timers.takeDue(at: 30) { seen.append(entry.deadline) }
        #expect(seen == [10, 10, 20, 30])
        let earliest = timers.earliest
        #expect(earliest == 40)
    }

    @Test("a loop runs what other threads leave for it, timers and handlers")
    func loop() throws {
        let loop = try EventLoop()
        let (left, right) = try FileDescriptor.socketPair(nonblocking: true)
        defer {
            left.close()
            right.close()
        }
        var seen: [String] = []
        _ = try loop.register(left, for: .readable) { _ in
            seen.append("readable")
            _ = try? left.read(upTo: 10)
            loop.schedule(after: .milliseconds(5)) {
                seen.append("timer")
                loop.stop()
            }
        }
        let cancelled = loop.schedule(after: .milliseconds(1)) { seen.append("never") }
        loop.cancel(cancelled)
        loop.remote.post { _ in try? right.writeAll("x") }
        try loop.run()
        #expect(seen == ["readable", "timer"])
    }
}

/// The table was full where it should not be.
private struct NoSlot: Error {}
