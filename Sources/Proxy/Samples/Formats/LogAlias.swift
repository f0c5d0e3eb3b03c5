/// A field of the log: `%ci` and its like.
public struct LogAlias: Sendable {
    /// Writes the field.
    typealias Writing = @Sendable (inout ArenaWriter, LogOptions, inout SampleContext) -> Void

    /// The name after the percent sign.
    public let name: String
    let write: Writing

    init(_ name: String, _ write: @escaping Writing) {
        self.name = name
        self.write = write
    }

    /// The fields by name.
    public static let byName: [String: LogAlias] = Dictionary(
        uniqueKeysWithValues: (ends + names + times + dates + numbers + texts + requestLine)
            .map { ($0.name, $0) }
    )

    private static func number(_ name: String, _ fact: StreamFact) -> LogAlias {
        LogAlias(name) { writer, _, context in
            writer.write(decimal: context.fact(fact)?.integer ?? 0)
        }
    }

    private static func time(_ name: String, _ fact: StreamFact) -> LogAlias {
        LogAlias(name) { writer, _, context in
            writer.write(decimal: context.fact(fact)?.integer ?? -1)
        }
    }

    private static func text(_ name: String, _ fact: StreamFact) -> LogAlias {
        LogAlias(name) { writer, options, context in
            let value = context.fact(fact)?.cast(to: .str, &context.arena)
            writer.write(text: value?.bytes, options)
        }
    }

    private static func address(_ name: String, _ fact: StreamFact) -> LogAlias {
        LogAlias(name) { writer, options, context in
            let value = context.fact(fact)
            guard options.contains(.hexadecimal), let value, value.type == .ipv4 else {
                let text = value?.cast(to: .str, &context.arena)
                return writer.write(text: text?.bytes, options)
            }
            for shift in stride(from: 24, through: 0, by: -8) {
                writer.write(hexadecimal: UInt8(truncatingIfNeeded: value.ipv4 >> UInt32(shift)))
            }
        }
    }

    private static func port(_ name: String, _ fact: StreamFact) -> LogAlias {
        LogAlias(name) { writer, options, context in
            let number = context.fact(fact)?.integer
            guard options.contains(.hexadecimal) else {
                guard let number else { return writer.write(text: nil, options) }
                return writer.write(decimal: number)
            }
            writer.write(hexadecimal: UInt8(truncatingIfNeeded: (number ?? 0) >> 8))
            writer.write(hexadecimal: UInt8(truncatingIfNeeded: number ?? 0))
        }
    }

    private static let ends: [LogAlias] = [
        address("ci", .sourceAddress), port("cp", .sourcePort),
        address("fi", .destinationAddress), port("fp", .destinationPort),
        address("bi", .serverSourceAddress), port("bp", .serverSourcePort),
        address("si", .serverDestinationAddress), port("sp", .serverDestinationPort),
    ]

    private static let names: [LogAlias] = [
        text("f", .frontendName), text("b", .backendName), text("s", .targetName),
        LogAlias("ft") { writer, options, context in
            if options.contains(.quoted) { writer.write(0x22) }
            writer.write(
                text: context.fact(.frontendName)?.bytes,
                options.subtracting(.quoted)
            )
            if context.fact(.clientUsesTLS)?.isTrue == true { writer.write(0x7E) }
            if options.contains(.quoted) { writer.write(0x22) }
        },
        text("H", .hostName), text("ID", .uniqueID),
        text("sslc", .clientCipher), text("sslv", .clientProtocol),
    ]

    private static let times: [LogAlias] = [
        growing(time("Ta", .activeTime)), time("Tc", .connectTime), time("Th", .handshakeTime),
        time("Ti", .idleTime), time("Tq", .requestTime), time("TR", .headTime),
        time("Tr", .responseTime), time("Td", .dataTime), growing(time("Tt", .totalTime)),
        growing(time("Tu", .userTime)), time("Tw", .queueTime),
    ]

    private static let numbers: [LogAlias] = [
        growing(number("B", .bytesOut)), number("U", .bytesIn), time("ST", .status),
        number("ac", .activeConnections), number("fc", .frontendConnections),
        LogAlias("bc") { writer, _, context in
            // Of the others: the stream itself is not counted.
            let subject = FactSubject(index: 1)
            writer.write(decimal: context.fact(.backendConnections, of: subject)?.integer ?? 0)
        },
        number("sc", .serverConnections),
        number("sq", .serverQueuePosition), number("bq", .backendQueuePosition),
        LogAlias("rc") { writer, _, context in
            if context.fact(.isRedispatched)?.isTrue == true { writer.write(0x2B) }
            writer.write(decimal: context.fact(.retries)?.integer ?? 0)
        },
        counter("pid", .processID), counter("rt", .requestCount), counter("lc", .requestCount),
    ]

    /// A number that `+X` writes in hexadecimal digits, four at least.
    private static func counter(_ name: String, _ fact: StreamFact) -> LogAlias {
        LogAlias(name) { writer, options, context in
            let number = context.fact(fact)?.integer ?? 0
            guard options.contains(.hexadecimal) else { return writer.write(decimal: number) }
            var digits = String(UInt64(truncatingIfNeeded: number), radix: 16, uppercase: true)
            while digits.utf8.count < 4 { digits = "0" + digits }
            digits.withUTF8 { writer.write(UnsafeRawBufferPointer($0)) }
        }
    }

    /// A number that has a plus sign before it when it may still grow.
    private static func growing(_ alias: LogAlias) -> LogAlias {
        LogAlias(alias.name) { writer, options, context in
            if context.fact(.isLoggedEarly)?.isTrue == true { writer.write(0x2B) }
            alias.write(&writer, options, &context)
        }
    }

    private static let texts: [LogAlias] = [
        text("ts", .terminationState), text("tsc", .terminationStateWithCookies),
        text("CC", .clientCookie), text("CS", .serverCookie),
        captures("hr", .capturedRequestHeader, .capturedRequestCount),
        captures("hs", .capturedResponseHeader, .capturedResponseCount),
        captureList("hrl", .capturedRequestHeader, .capturedRequestCount),
        captureList("hsl", .capturedResponseHeader, .capturedResponseCount),
        LogAlias("r") { writer, options, context in
            if options.contains(.quoted) { writer.write(0x22) }
            let line = context.fact(.requestLine)?.bytes
            if let line { writer.write(encoded: line, options) } else { writer.write("<BADREQ>") }
            if options.contains(.quoted) { writer.write(0x22) }
        },
    ]

    /// The captured headers in one: `{first|second}`.
    private static func captures(
        _ name: String,
        _ fact: StreamFact,
        _ count: StreamFact
    ) -> LogAlias {
        LogAlias(name) { writer, options, context in
            let count = Int(context.fact(count)?.integer ?? 0)
            guard count > 0 else { return }
            if options.contains(.quoted) { writer.write(0x22) }
            writer.write(0x7B)
            for index in 0..<count {
                if index > 0 { writer.write(0x7C) }
                if let value = context.fact(fact, of: FactSubject(index: index)) {
                    writer.write(encoded: value.bytes, options, keepsBraces: false)
                }
            }
            writer.write(0x7D)
            if options.contains(.quoted) { writer.write(0x22) }
        }
    }

    /// The captured headers one by one.
    private static func captureList(
        _ name: String,
        _ fact: StreamFact,
        _ count: StreamFact
    ) -> LogAlias {
        LogAlias(name) { writer, options, context in
            let count = Int(context.fact(count)?.integer ?? 0)
            for index in 0..<max(0, count) {
                if index > 0 { writer.write(0x20) }
                if options.contains(.quoted) { writer.write(0x22) }
                if let value = context.fact(fact, of: FactSubject(index: index)) {
                    writer.write(encoded: value.bytes, options, keepsBraces: false)
                } else if !options.contains(.quoted) {
                    writer.write(0x2D)
                }
                if options.contains(.quoted) { writer.write(0x22) }
            }
        }
    }
}
