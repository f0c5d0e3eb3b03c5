internal import Synchronization

/// `sample <ranges>:<size>`: of so many lines in a row, those at certain positions are sent.
///
/// All threads count together, and so do all proxies that log to the same target of `global`.
public final class LogSampling: Sendable, Hashable {
    /// The positions that are sent; the first is one.
    public let ranges: [ClosedRange<Int>]
    /// After how many lines it begins anew.
    public let size: Int
    private let count = Atomic<Int>(0)

    /// Positions of a row.
    init(ranges: [ClosedRange<Int>], size: Int) {
        self.ranges = ranges
        self.size = size
    }

    /// Counts a line; whether it is one to send.
    public func takes() -> Bool {
        let number = count.wrappingAdd(1, ordering: .relaxed).newValue
        let position = (number &- 1 & Int.max) % size + 1
        return ranges.contains { $0.contains(position) }
    }

    /// What they are, not how far they have counted.
    public static func == (left: LogSampling, right: LogSampling) -> Bool {
        left.ranges == right.ranges && left.size == right.size
    }

    /// Hashes what it is.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(ranges)
        hasher.combine(size)
    }
}
