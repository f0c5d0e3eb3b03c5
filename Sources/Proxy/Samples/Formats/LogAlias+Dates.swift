internal import LinuxSystem

/// The dates of a log line.
extension LogAlias {
    static let dates: [LogAlias] = [
        date("t", .acceptDateMicroseconds, .milliseconds),
        date("tr", .requestDateMicroseconds, .milliseconds),
        date("T", .acceptDateMicroseconds, .utc), date("trg", .requestDateMicroseconds, .utc),
        date("Tl", .acceptDateMicroseconds, .local), date("trl", .requestDateMicroseconds, .local),
        LogAlias("Ts") { writer, options, context in
            let seconds = (context.fact(.acceptDateMicroseconds)?.integer ?? 0) / 1_000_000
            guard options.contains(.hexadecimal) else { return writer.write(decimal: seconds) }
            for shift in stride(from: 24, through: 0, by: -8) {
                writer.write(hexadecimal: UInt8(truncatingIfNeeded: seconds >> Int64(shift)))
            }
        },
        LogAlias("ms") { writer, options, context in
            let time = context.fact(.acceptDateMicroseconds)?.integer ?? 0
            let milliseconds = time / 1000 % 1000
            guard options.contains(.hexadecimal) else {
                return writer.write(decimal: milliseconds, digits: 3)
            }
            writer.write(hexadecimal: UInt8(truncatingIfNeeded: milliseconds))
        },
    ]

    private enum Style {
        /// Local, with milliseconds.
        case milliseconds
        /// UTC.
        case utc
        /// Local, with the distance to UTC.
        case local
    }

    private static func date(_ name: String, _ fact: StreamFact, _ style: Style) -> LogAlias {
        LogAlias(name) { writer, _, context in
            let time = context.fact(fact)?.integer ?? 0
            let wall = WallTime(seconds: time / 1_000_000)
            let calendar = style == .utc ? wall.utc : context.memory.calendar(of: wall)
            writer.write(calendar)
            switch style {
            case .milliseconds:
                writer.write(0x2E)
                writer.write(decimal: time / 1000 % 1000, digits: 3)
            case .utc: writer.write(" +0000")
            case .local:
                let offset = calendar.secondsEastOfUTC / 60
                writer.write(offset < 0 ? " -" : " +")
                writer.write(decimal: Int64(abs(offset) / 60), digits: 2)
                writer.write(decimal: Int64(abs(offset) % 60), digits: 2)
            }
        }
    }
}

extension ArenaWriter {
    /// `21/Nov/2026:04:05:06`.
    fileprivate mutating func write(_ date: CalendarTime) {
        write(decimal: Int64(date.day), digits: 2)
        write(0x2F)
        writeMonth(date.month)
        write(0x2F)
        write(decimal: Int64(date.year), digits: 4)
        write(0x3A)
        writeTime(date)
    }

    /// `Nov`.
    mutating func writeMonth(_ month: Int) {
        let names: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
        let start = (max(1, min(12, month)) - 1) * 3
        write(UnsafeRawBufferPointer(start: names.utf8Start + start, count: 3))
    }

    /// `04:05:06`.
    mutating func writeTime(_ date: CalendarTime) {
        write(decimal: Int64(date.hour), digits: 2)
        write(0x3A)
        write(decimal: Int64(date.minute), digits: 2)
        write(0x3A)
        write(decimal: Int64(date.second), digits: 2)
    }
}
