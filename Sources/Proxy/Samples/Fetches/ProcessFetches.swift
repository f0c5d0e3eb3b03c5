internal import Diagnostics
internal import LinuxSystem

/// What the process and the machine know: clock, chance, names, numbers.
extension FetchKeyword {
    static let process: [FetchKeyword] = [
        .fact("act_conn", .sint, .constants, .processConnections),
        .fact("hostname", .str, .constants, .hostName),
        .fact("pid", .sint, .constants, .processID),
        .fact("prio_class", .sint, .state, .priorityClass),
        .fact("prio_offset", .sint, .state, .priorityOffset),
        .fact("thread", .sint, .constants, .threadIndex),
        .fact("uptime", .sint, .constants, .uptime),
        .fact("stopping", .bool, .state, .isStopping),
        FetchKeyword("wait_end", .none, .bool, .state) { _, context in
            guard context.awaitsMore else { return .bool(true) }
            context.mayChange = true
            return nil
        },
        FetchKeyword("nbproc", .none, .sint, .constants) { _, _ in .integer(1) },
        FetchKeyword("proc", .none, .sint, .constants) { _, _ in .integer(1) },
        FetchKeyword("tgroup", .none, .sint, .constants) { _, _ in .integer(1) },
        FetchKeyword("quic_enabled", .none, .bool, .constants) { _, _ in .bool(false) },
        FetchKeyword("date_us", .none, .sint, .constants) { _, _ in
            .integer(Int64(WallTime.now.microseconds))
        },
        FetchKeyword(
            "date",
            .init(required: 0, .number, .text),
            .sint,
            .constants,
            check: { draft throws(Diagnostic) in try draft.readTimeUnit(1) },
            { arguments, _ in
                let now = WallTime.now
                return .integer(TimeUnit.shifted(now, arguments))
            }
        ),
        FetchKeyword("rand", .init(required: 0, .number), .sint, .constants) { arguments, _ in
            let number = UInt32.random(in: 0...UInt32.max)
            guard arguments.has(0) else { return .integer(Int64(number)) }
            // The upper bits are spread over the range.
            let range = UInt64(truncatingIfNeeded: max(0, arguments.number(0)))
            return .integer(Int64((UInt64(number) &* range) >> 32))
        },
        FetchKeyword(
            "uuid",
            .init(required: 0, .number),
            .str,
            .constants,
            check: { draft throws(Diagnostic) in
                let version = try draft.number(0) ?? 4
                guard version == 4 || version == 7 else {
                    throw draft.error("unsupported UUID version \(version)", expected: "4 or 7")
                }
            },
            { arguments, context in
                let version: UInt8 = arguments.number(0) == 7 ? 7 : 4
                return uniqueIdentifier(version, &context.arena).map { .text($0) }
            }
        ),
    ]

    /// `f81d4fae-7dec-41d0-a765-00a0c91e6bf6`.
    private static func uniqueIdentifier(
        _ version: UInt8,
        _ arena: inout SampleArena
    ) -> UnsafeRawBufferPointer? {
        var high = UInt64.random(in: 0...UInt64.max)
        let low = UInt64.random(in: 0...UInt64.max) >> 2 | 1 << 63
        if version == 7 {
            let now = WallTime.now
            let milliseconds = UInt64(now.seconds) * 1000 + UInt64(now.microseconds / 1000)
            high = milliseconds << 16 | high & 0xFFFF
        }
        high = high & ~0xF000 | UInt64(version) << 12
        var writer = ArenaWriter(&arena, limit: 36)
        for index in 0..<16 {
            if index == 4 || index == 6 || index == 8 || index == 10 { writer.write(0x2D) }
            let word = index < 8 ? high : low
            let byte = UInt8(truncatingIfNeeded: word >> UInt64(56 - index % 8 * 8))
            writer.write(lowerHexadecimal: byte)
        }
        return writer.finish(&arena)
    }
}

extension ArenaWriter {
    /// Writes two hexadecimal digits with small letters.
    mutating func write(lowerHexadecimal byte: UInt8) {
        let digits: StaticString = "0123456789abcdef"
        write(digits.utf8Start[Int(byte >> 4)])
        write(digits.utf8Start[Int(byte & 15)])
    }
}

/// `s`, `ms` and `us`: what a date is counted in.
enum TimeUnit: Int64 {
    case seconds = 1
    case milliseconds = 1000
    case microseconds = 1_000_000

    /// A time with the offset of the first argument, in the unit of the second.
    static func shifted(_ time: WallTime, _ arguments: ArgumentList) -> Int64 {
        let unit = max(1, arguments.number(1))
        return count(time, per: unit) &+ arguments.number(0)
    }

    /// A time in parts of a second.
    static func count(_ time: WallTime, per unit: Int64) -> Int64 {
        time.seconds &* unit &+ Int64(time.microseconds) / (1_000_000 / unit)
    }
}

extension CallDraft {
    /// Puts the parts of a second in place of `s`, `ms` or `us`.
    mutating func readTimeUnit(_ index: Int) throws(Diagnostic) {
        switch text(index) {
        case nil: break
        case "s": set(index, number: TimeUnit.seconds.rawValue)
        case "ms": set(index, number: TimeUnit.milliseconds.rawValue)
        case "us": set(index, number: TimeUnit.microseconds.rawValue)
        case let other:
            throw error("unknown time unit '\(other ?? "")'", expected: "s, ms or us")
        }
    }
}
