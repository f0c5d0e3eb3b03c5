import LinuxSystem
import Synchronization

/// The bytes of one stream, collected by a thread of its own as they arrive.
///
/// So that a command that writes much on both its outputs can't block on the one that nobody
/// reads at the moment.
final class ArrivingBytes: Sendable {
    private let state = Mutex(State())
    private let arrival: WakeUp

    private struct State {
        var bytes: [UInt8] = []
        var end: StreamFailure?
        var isEnded = false
    }

    init(of stream: any ByteStream, name: String) throws(SystemError) {
        arrival = try WakeUp()
        _ = try Thread.start(name: name) { [self] in collect(stream) }
    }

    private func collect(_ stream: any ByteStream) {
        while true {
            do throws(StreamFailure) {
                let bytes = try stream.read(upTo: 65_536, timeout: nil)
                state.withLock { state in
                    state.bytes += bytes
                    state.isEnded = bytes.isEmpty
                }
                arrival.signal()
                if bytes.isEmpty { return }
            } catch {
                state.withLock { state in
                    state.isEnded = true
                    state.end = error
                }
                arrival.signal()
                return
            }
        }
    }

    /// Waits until `take` finds what it wants in the bytes so far; it removes what it took.
    func wait<Found>(
        until deadline: MonotonicInstant?,
        _ take: (inout [UInt8]) -> Found?
    ) throws(StreamFailure) -> Found {
        while true {
            let (found, isEnded, failure) = state.withLock { state in
                (take(&state.bytes), state.isEnded, state.end)
            }
            if let found { return found }
            if isEnded { throw failure ?? .closed("the other side ended it") }
            let left = deadline.map { $0 - MonotonicClock.now }
            if let left, left <= .zero { throw .timedOut(.zero) }
            var entries = [PollEntry(arrival.descriptor, .readable)]
            _ = try? poll(&entries, timeout: left)
            arrival.drain()
        }
    }

    /// What has arrived and was not taken.
    var pending: [UInt8] { state.withLock { $0.bytes } }
}

extension [UInt8] {
    /// Removes and returns the bytes before the first occurrence of `mark`, and removes the mark.
    mutating func takeUpTo(_ mark: [UInt8]) -> [UInt8]? {
        guard let start = firstRange(of: mark)?.lowerBound else { return nil }
        let taken = Array(self[..<start])
        removeFirst(start + mark.count)
        return taken
    }

    private func firstRange(of mark: [UInt8]) -> Range<Int>? {
        guard let first = mark.first, count >= mark.count else { return nil }
        return withUnsafeBufferPointer { bytes in
            var position = 0
            let last = bytes.count - mark.count
            while position <= last {
                guard bytes[position] == first else {
                    position += 1
                    continue
                }
                var index = 1
                while index < mark.count, bytes[position + index] == mark[index] { index += 1 }
                if index == mark.count { return position..<(position + mark.count) }
                position += 1
            }
            return nil
        }
    }
}
