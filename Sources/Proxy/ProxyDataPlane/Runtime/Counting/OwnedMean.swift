/// A mean of what one thread met, over all of its first 512 values and about the last 512 of more,
/// and the greatest of them.
struct OwnedMean {
    /// How many numbers of a row it takes.
    static let width = 4
    /// How many values count.
    static let window = 512
    fileprivate static let sum = 0
    fileprivate static let count = 1
    fileprivate static let greatest = 2
    fileprivate static let clears = 3

    let rows: NumberRows
    let thread: Int
    let place: Int

    /// Takes a value in.
    func note(_ value: Int) {
        let sum = rows.own(thread, place + Self.sum)
        let count = rows.own(thread, place + Self.count)
        let clears = rows.shared(place).current
        let seenClears = rows.own(thread, place + Self.clears)
        if seenClears.current != clears {
            sum.set(0)
            count.set(0)
            seenClears.set(clears)
        }
        if count.current < Self.window {
            count.add()
            sum.add(value)
        } else {
            sum.add(value - (sum.current + Self.window - 1) / Self.window)
        }
        rows.own(thread, place + Self.greatest).raise(to: value)
    }
}

/// A mean as it is read: the threads together, each by the number of its values.
public struct MeanReading {
    let rows: NumberRows
    let place: Int

    /// The mean, rounded up.
    public var current: Int {
        let clears = rows.shared(place).current
        var (sum, count) = (0, 0)
        for thread in 0..<rows.count
        where rows.own(thread, place + OwnedMean.clears).current == clears {
            sum += rows.own(thread, place + OwnedMean.sum).current
            count += rows.own(thread, place + OwnedMean.count).current
        }
        return count == 0 ? 0 : (sum + count - 1) / count
    }

    /// The greatest value.
    public var maximum: Int { rows.greatest(place + OwnedMean.greatest) }

    /// Forgets the greatest value.
    func clearMaximum() {
        for thread in 0..<rows.count { rows.own(thread, place + OwnedMean.greatest).set(0) }
    }

    /// Forgets all values.
    func clear() {
        clearMaximum()
        let clears = rows.shared(place)
        clears.set(clears.current + 1)
    }
}
