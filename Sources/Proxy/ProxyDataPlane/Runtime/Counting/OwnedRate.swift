/// How many things came in each second, counted by the thread that they came to.
///
/// Writers and readers use the clock that only goes forward; reading changes nothing.
struct OwnedRate {
    /// How many numbers of a row it takes.
    static let width = 3
    fileprivate static let second = 0
    fileprivate static let inSecond = 1
    fileprivate static let before = 2

    let rows: NumberRows
    let thread: Int
    let place: Int

    /// One came, at that millisecond of the clock.
    func note(at milliseconds: Int64) {
        let now = Int(milliseconds / 1000)
        let second = rows.own(thread, place + Self.second)
        let inSecond = rows.own(thread, place + Self.inSecond)
        let last = second.current
        if last != now {
            let reading = RateReading(rows: rows, place: place)
            rows.shared(place).raise(to: reading.countSinceClear(in: last))
            rows.own(thread, place + Self.before).set(last == now - 1 ? inSecond.current : 0)
            inSecond.set(0)
            second.set(now)
        }
        inSecond.add()
    }
}

/// A rate as it is read: the threads together.
public struct RateReading {
    // In the row that threads share: the most in a second that has ended; when the most was forgotten,
    // and how many had come in that second.
    private static let mostClearedIn = 1
    private static let countCleared = 2

    let rows: NumberRows
    let place: Int

    /// The most in one second.
    public var maximum: Int {
        let latest = rows.greatest(place + OwnedRate.second)
        return max(
            rows.shared(place).current,
            countSinceClear(in: latest),
            countSinceClear(in: latest - 1)
        )
    }

    /// How many came in the last thousand milliseconds, as HAProxy estimates it: those of this
    /// second, and of the one before as large a part as is still within the time.
    public func perSecond(at milliseconds: Int64) -> Int {
        let now = Int(milliseconds / 1000)
        let current = count(in: now)
        let before = count(in: now - 1)
        // One in a second is one all through the next, so that slow rates do not flicker.
        if current == 0 && before <= 1 { return before }
        return current + before * (1000 - Int(milliseconds % 1000)) / 1000
    }

    /// How many came in a second, as far as threads still know.
    func count(in second: Int) -> Int {
        (0..<rows.count).reduce(0) { sum, thread in
            let last = rows.own(thread, place + OwnedRate.second).current
            let number = last == second ? OwnedRate.inSecond : OwnedRate.before
            guard last == second || last == second + 1 else { return sum }
            return sum + rows.own(thread, place + number).current
        }
    }

    /// The same, but nothing when none has come since the most was forgotten.
    fileprivate func countSinceClear(in second: Int) -> Int {
        let count = count(in: second)
        let cleared = rows.shared(place + Self.mostClearedIn).current
        if second < cleared { return 0 }
        return second == cleared && count <= rows.shared(place + Self.countCleared).current
            ? 0 : count
    }

    /// Forgets the most.
    func clearMaximum() {
        let latest = rows.greatest(place + OwnedRate.second)
        rows.shared(place + Self.countCleared).set(count(in: latest))
        rows.shared(place + Self.mostClearedIn).set(latest)
        rows.shared(place).set(0)
    }

    /// Forgets all.
    func clear() {
        clearMaximum()
        for thread in 0..<rows.count {
            // A thread that counts meanwhile may keep its one event.
            rows.own(thread, place + OwnedRate.inSecond).set(0)
            rows.own(thread, place + OwnedRate.before).set(0)
        }
        rows.shared(place + Self.countCleared).set(0)
    }
}
