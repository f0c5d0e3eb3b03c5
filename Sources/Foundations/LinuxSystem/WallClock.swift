internal import Glibc

/// The date and time of day: seconds and microseconds since 1970 in UTC.
///
/// The C function is `clock_gettime` of CLOCK_REALTIME.
public struct WallTime: Hashable, Comparable, Sendable {
    /// Whole seconds since 1970.
    public var seconds: Int64
    /// Microseconds within the second.
    public var microseconds: Int32

    /// A moment by its parts.
    public init(seconds: Int64, microseconds: Int32 = 0) {
        self.seconds = seconds
        self.microseconds = microseconds
    }

    /// This moment.
    public static var now: WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return WallTime(seconds: Int64(time.tv_sec), microseconds: Int32(time.tv_nsec / 1000))
    }

    /// The time since 1970.
    public var sinceEpoch: Duration { .seconds(seconds) + .microseconds(Int64(microseconds)) }

    /// Earlier comes first.
    public static func < (left: WallTime, right: WallTime) -> Bool {
        (left.seconds, left.microseconds) < (right.seconds, right.microseconds)
    }

    /// The calendar's parts in the machine's time zone.
    ///
    /// The C function is `localtime_r`.
    public var local: CalendarTime { CalendarTime(seconds: seconds, by: localtime_r) }

    /// The calendar's parts in UTC.
    ///
    /// The C function is `gmtime_r`.
    public var utc: CalendarTime { CalendarTime(seconds: seconds, by: gmtime_r) }

    /// The time in the machine's time zone by a format of the C library.
    ///
    /// A format is, for example, `%Y-%m-%d`. The C function is `strftime`.
    public func formatted(_ format: String, inUTC: Bool = false) -> String {
        var parts = tm()
        var seconds = time_t(self.seconds)
        _ = inUTC ? gmtime_r(&seconds, &parts) : localtime_r(&seconds, &parts)
        var buffer = [CChar](repeating: 0, count: 512)
        let count = strftime(&buffer, buffer.count, format, &parts)
        return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A moment by the calendar.
public struct CalendarTime: Hashable, Sendable {
    /// The year, as 2026.
    public var year: Int
    /// The month, 1 to 12.
    public var month: Int
    /// The day of the month, 1 to 31.
    public var day: Int
    /// The hour, 0 to 23.
    public var hour: Int
    /// The minute, 0 to 59.
    public var minute: Int
    /// The second, 0 to 60.
    public var second: Int
    /// The day of the week, 0 is Sunday.
    public var weekday: Int
    /// The day of the year, 1 to 366.
    public var dayOfYear: Int
    /// Seconds east of UTC.
    public var secondsEastOfUTC: Int

    init(
        seconds: Int64,
        by call: (UnsafePointer<time_t>, UnsafeMutablePointer<tm>) -> UnsafeMutablePointer<tm>?
    ) {
        var parts = tm()
        var time = time_t(seconds)
        _ = call(&time, &parts)
        year = Int(parts.tm_year) + 1900
        month = Int(parts.tm_mon) + 1
        day = Int(parts.tm_mday)
        hour = Int(parts.tm_hour)
        minute = Int(parts.tm_min)
        second = Int(parts.tm_sec)
        weekday = Int(parts.tm_wday)
        dayOfYear = Int(parts.tm_yday) + 1
        secondsEastOfUTC = parts.tm_gmtoff
    }
}
