internal import DocumentValues
internal import LinuxSystem

/// The keys `start`, `end` and `delta` of a command, by the controller's clock.
enum CommandTimes {
    static func values(from start: WallTime, to end: WallTime) -> ValueMap {
        var microseconds =
            (end.seconds - start.seconds) * 1_000_000
            + Int64(end.microseconds - start.microseconds)
        if microseconds < 0 { microseconds = 0 }
        let seconds = microseconds / 1_000_000
        let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map(Int.init)
        let delta =
            "\(parts[0]):\(padded(parts[1], 2)):\(padded(parts[2], 2))"
            + ".\(padded(Int(microseconds % 1_000_000), 6))"
        return ["start": .string(text(start)), "end": .string(text(end)), "delta": .string(delta)]
    }

    private static func text(_ time: WallTime) -> String {
        time.formatted("%Y-%m-%d %H:%M:%S") + "." + padded(Int(time.microseconds), 6)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
