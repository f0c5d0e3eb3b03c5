internal import Synchronization

/// An object that one thread replaces while many read it, without a lock and without counting
/// references.
///
/// Each reader holds the version that it has seen last, and looks at a number before it uses it: who reads
/// after `publish` has returned sees the new one. An old version ends when the last reader has gone
/// on. Readers are numbered, and each number belongs to one thread.
public final class Published<Value: AnyObject & Sendable>: Sendable {
    private struct Seat: ~Copyable {
        let version: Atomic<Int>
        var value: Unmanaged<Value>
    }

    /// Seats stand this far apart, so that no two share a line of memory.
    private static var stride: Int { max(128, MemoryLayout<Seat>.stride) }

    private let version = Atomic<Int>(1)
    private let latest: Mutex<Value>
    private let readerCount: Int
    // A seat is touched by its reader only; the numbers in them are atomic.
    private nonisolated(unsafe) let seats: UnsafeMutableRawPointer

    /// The first version, for so many readers.
    public init(_ value: Value, readers: Int) {
        latest = Mutex(value)
        readerCount = readers
        seats = .allocate(byteCount: Self.stride * max(1, readers), alignment: 128)
        for reader in 0..<readers {
            let place = (seats + reader * Self.stride).bindMemory(to: Seat.self, capacity: 1)
            place.initialize(to: Seat(version: Atomic(1), value: .passRetained(value)))
        }
    }

    deinit {
        for reader in 0..<readerCount {
            let seat = seat(of: reader)
            seat.pointee.value.release()
            seat.deinitialize(count: 1)
        }
        seats.deallocate()
    }

    /// Puts another version in the place of the present one.
    public func publish(_ value: Value) {
        latest.withLock { latest in
            latest = value
            version.wrappingAdd(1, ordering: .releasing)
        }
    }

    /// The present version, for who is no reader.
    public var current: Value { latest.withLock { $0 } }

    /// Whether every reader has seen the present version, so that none holds an older one.
    public var isSeenByAll: Bool {
        let present = version.load(ordering: .acquiring)
        return (0..<readerCount).allSatisfy {
            seat(of: $0).pointee.version.load(ordering: .acquiring) == present
        }
    }

    /// Lends the present version to a reader.
    public func withValue<Result>(for reader: Int, _ body: (Value) -> Result) -> Result {
        let seat = seat(of: reader)
        let present = version.load(ordering: .acquiring)
        if seat.pointee.version.load(ordering: .relaxed) != present { goOn(seat) }
        return seat.pointee.value._withUnsafeGuaranteedRef(body)
    }

    private func seat(of reader: Int) -> UnsafeMutablePointer<Seat> {
        (seats + reader * Self.stride).assumingMemoryBound(to: Seat.self)
    }

    private func goOn(_ seat: UnsafeMutablePointer<Seat>) {
        let (value, present) = latest.withLock { ($0, version.load(ordering: .relaxed)) }
        let old = seat.pointee.value
        seat.pointee.value = .passRetained(value)
        seat.pointee.version.store(present, ordering: .releasing)
        old.release()
    }
}
