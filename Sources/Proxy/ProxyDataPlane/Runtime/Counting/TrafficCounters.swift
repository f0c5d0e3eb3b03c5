/// What a frontend, a backend, a server or the process counts.
///
/// Each worker counts in a row of its own (`counters[worker].requests.add()`), and who reads adds the rows
/// up. The numbers live on over a reload when the thing that they belong to keeps its name.
public final class TrafficCounters: Sendable {
    // The memory belongs to this object, and all of it is atomic.
    private nonisolated(unsafe) let rows: NumberRows

    /// Nothing was counted by so many threads.
    init(threads: Int) {
        rows = NumberRows(numbers: TrafficTally.width, threads: threads)
    }

    deinit {
        rows.free()
    }

    /// What a worker counts; only that worker does so.
    subscript(worker: Int) -> TrafficTally { TrafficTally(rows: rows, thread: worker) }

    /// A number of all threads together.
    public subscript(_ number: TrafficNumber) -> Int {
        // The row that threads share holds what it stood at when it was put to zero last.
        rows.sum(number.rawValue) - rows.shared(number.rawValue).current
    }

    /// Responses by the first digit of their status, from 1xx; the last is everything else.
    public var responses: [Int] { TrafficNumber.responses.map { self[$0] } }

    /// Sessions or streams that are there [scur smax stot].
    public var sessions: GaugeReading {
        GaugeReading(rows: rows, place: TrafficTally.sessionsPlace)
    }

    /// Sessions of each second [rate rate_max].
    public var sessionRate: RateReading {
        RateReading(rows: rows, place: TrafficTally.sessionRatePlace)
    }

    /// Requests of each second [req_rate req_rate_max].
    public var requestRate: RateReading {
        RateReading(rows: rows, place: TrafficTally.requestRatePlace)
    }

    /// Milliseconds of the last streams, in HAProxy's order [qtime ctime rtime ttime].
    public var times: [MeanReading] {
        TrafficTime.allCases.map {
            MeanReading(rows: rows, place: TrafficTally.timesPlace + $0.rawValue * OwnedMean.width)
        }
    }

    /// Seconds since 1970 of the last stream; 0 when there was none [lastsess].
    public var lastSession: Int { rows.greatest(TrafficTally.lastSessionPlace) }

    /// Puts all to zero; the most of the moment only, unless `all`.
    public func clear(all: Bool) {
        sessions.clearMaximum()
        for rate in [sessionRate, requestRate] {
            if all { rate.clear() } else { rate.clearMaximum() }
        }
        for time in times {
            if all { time.clear() } else { time.clearMaximum() }
        }
        guard all else { return }
        for thread in 0..<rows.count { rows.own(thread, TrafficTally.lastSessionPlace).set(0) }
        sessions.clearTotal()
        for number in 0..<TrafficTally.sessionsPlace { rows.shared(number).set(rows.sum(number)) }
    }
}
