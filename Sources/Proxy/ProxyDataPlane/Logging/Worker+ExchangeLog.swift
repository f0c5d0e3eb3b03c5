internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// One line for each exchange, in HAProxy's form, and the times that go into the averages.
extension Worker {
    /// Writes the line of the exchange that ends, if the configuration wants one.
    func logExchange(_ session: Stream) {
        noteTimes(session)
        if session.isLoggedEarly { return }
        writeLine(session)
    }

    /// `option logasap`: writes the line now, as far as things are known; a plus sign says so.
    func logEarly(_ session: Stream) {
        guard session.frontend.logsEarly, !session.isLoggedEarly else { return }
        session.isLoggedEarly = true
        writeLine(session)
    }

    private func writeLine(_ session: Stream) {
        // Whoever asks the monitor asks every second.
        if session.answeredBy == .monitor { return }
        if session.frontend.settings.logTargets.isEmpty { return }
        let settings = session.frontend.settings
        if settings.skipsEmptyConnections && session.hasSaidNothing { return }
        let isError = session.ending.isSet && session.ending.cause != UInt8(ascii: "L")
        if settings.skipsNormalExchanges && !isError && session.response.status < 500 { return }
        var writer = HeadWriter(logScratch)
        switch settings.logFormat {
        case .http: writeHTTPLine(session, &writer)
        case .tcp: writeTCPLine(session, &writer)
        case .connection:
            // Of a connection of mode tcp it was told when it came.
            if session.isTCP { return }
            writeConnectionLine(session, &writer)
        case .https, .format: break
        }
        if let format = format(settings, isError: isError) {
            var context = logContext(session)
            guard let text = format.evaluate(&context, limit: 16_384) else { return }
            return send(text, session, settings, isError: isError)
        }
        send(writer.bytes, session, settings, isError: isError)
    }

    private func format(_ settings: ProxySettings, isError: Bool) -> LogFormat? {
        if isError, let format = settings.errorLogFormat { return format }
        switch settings.logFormat {
        case .https(let format), .format(let format): return format
        case .http, .tcp, .connection: return nil
        }
    }

    private func send(
        _ line: UnsafeRawBufferPointer,
        _ session: Stream,
        _ settings: ProxySettings,
        isError: Bool
    ) {
        var level: SyslogLevel = settings.raisesErrorLevel && isError ? .err : .info
        if let own = session.extras?.logLevel {
            guard let named = SyslogLevel(rawValue: Int(own)) else { return }
            level = named
        }
        runtime.logs.send(
            line,
            level: level,
            to: settings.logTargets,
            tag: settings.logTag
        )
    }

    /// Tells of a connection of mode tcp that has come, where nothing is told of its end.
    func logConnection(_ session: Stream) {
        let settings = session.frontend.settings
        guard !settings.logTargets.isEmpty else { return }
        var writer = HeadWriter(logScratch)
        writeConnectionLine(session, &writer)
        runtime.logs.send(
            writer.bytes,
            level: .info,
            to: settings.logTargets,
            tag: settings.logTag
        )
    }

    private func noteTimes(_ session: Stream) {
        guard let backend = session.backend, session.timing.responseHead >= 0 else { return }
        backend.counters[index].note(session.timing, endingAt: now)
        session.server?.counters[index].note(session.timing, endingAt: now)
    }

    /// `client:port [date] frontend backend/server TR/Tw/Tc/Tr/Ta status bytes - - flags
    /// act/fe/be/srv/retries srvq/beq "request"`.
    private func writeHTTPLine(_ session: Stream, _ writer: inout HeadWriter) {
        writeStart(session, &writer)
        writeTimers(session, &writer)
        writer.write(0x20)
        writer.write(decimal: session.response.status == 0 ? -1 : session.response.status)
        writer.write(0x20)
        writeEarlyMark(session, &writer)
        writer.write(decimal: session.response.byteCount)
        writeCookie(session.extras?.clientCookie, &writer)
        writeCookie(session.extras?.serverCookie, &writer)
        writer.write(0x20)
        writeFlags(session, &writer)
        writeLoads(session, &writer)
        if session.frontend.hasCaptures {
            let captures = session.frontend.settings.captures
            writeCaptures(session.extras?.requestCaptures, captures.request.count, &writer)
            writeCaptures(session.extras?.responseCaptures, captures.response.count, &writer)
        }
        writer.write(" \"")
        if session.request.line.isEmpty {
            writer.write("<BADREQ>")
        } else {
            for byte in session.request.line.prefix(4096) {
                // What could break out of the quotes or the line is written as HAProxy does.
                if byte < 0x20 || byte == 0x22 || byte >= 0x7F || byte == 0x23 {
                    writeEscaped(byte, &writer)
                } else {
                    writer.write(byte)
                }
            }
        }
        writer.write("\"")
    }

    /// A captured cookie, or a hyphen where there is none.
    private func writeCookie(_ text: [UInt8]?, _ writer: inout HeadWriter) {
        writer.write(0x20)
        guard let text, !text.isEmpty else { return writer.write(UInt8(ascii: "-")) }
        for byte in text {
            if byte <= 0x20 || byte == 0x22 || byte >= 0x7F {
                writeEscaped(byte, &writer)
            } else {
                writer.write(byte)
            }
        }
    }

    /// The captured headers of one message: `{first|second}`.
    private func writeCaptures(_ texts: [[UInt8]?]?, _ count: Int, _ writer: inout HeadWriter) {
        if count == 0 { return }
        writer.write(" {")
        for slot in 0..<count {
            if slot > 0 { writer.write(UInt8(ascii: "|")) }
            guard let texts, slot < texts.count, let text = texts[slot] else { continue }
            for byte in text {
                if byte < 0x20 || byte >= 0x7F || "\"#{|}".utf8.contains(byte) {
                    writeEscaped(byte, &writer)
                } else {
                    writer.write(byte)
                }
            }
        }
        writer.write("}")
    }

    private func writeTCPLine(_ session: Stream, _ writer: inout HeadWriter) {
        writeStart(session, &writer)
        let timing = session.timing
        writer.write(decimal: elapsed(timing.headDone, timing.queueDone))
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: elapsed(timing.queueDone, timing.connected))
        writer.write(UInt8(ascii: "/"))
        writeEarlyMark(session, &writer)
        writer.write(decimal: Int(now - timing.start))
        writer.write(0x20)
        writeEarlyMark(session, &writer)
        writer.write(decimal: session.response.byteCount)
        writer.write(0x20)
        writer.write(session.ending.cause)
        writer.write(session.ending.phase)
        writer.write(0x20)
        writeLoads(session, &writer)
    }

    private func writeConnectionLine(_ session: Stream, _ writer: inout HeadWriter) {
        writer.write("Connect from ")
        writer.write(session.peerText)
        writer.write(UInt8(ascii: ":"))
        writer.write(decimal: Int(session.peer.port ?? 0))
        let local = session.destination
        writer.write(" to ")
        writer.write(Array((local?.host ?? "").utf8))
        writer.write(UInt8(ascii: ":"))
        writer.write(decimal: Int(local?.port ?? 0))
        writer.write(" (")
        writer.write(Array(session.frontend.name.utf8))
        writer.write(session.frontend.settings.mode == .tcp ? "/TCP)" : "/HTTP)")
    }

    /// Writes the line of a connection that ended before it could carry an exchange, in HAProxy's form.
    func logRefusal(_ client: ClientConnection, _ reason: String) {
        let settings = client.admission.settings
        guard !settings.logTargets.isEmpty else { return }
        if let format = settings.errorLogFormat {
            return logRefusal(client, settings, format)
        }
        var writer = HeadWriter(logScratch)
        writeClient(client, settings, at: .now, &writer)
        writeText("/\(client.listener.bind.name): \(reason)", &writer)
        runtime.logs.send(
            writer.bytes,
            level: settings.raisesErrorLevel ? .err : .info,
            to: settings.logTargets,
            tag: settings.logTag
        )
    }

    /// Writes `error-log-format` of a connection without a stream: for the moment it is lent one.
    private func logRefusal(
        _ client: ClientConnection,
        _ settings: ProxySettings,
        _ format: LogFormat
    ) {
        guard let stream = streams.take(for: client) else { return }
        defer { streams.give(stream) }
        stream.timing.start = client.acceptedAt
        stream.timing.wallStart = .now
        var context = logContext(stream)
        guard let text = format.evaluate(&context, limit: 16_384) else { return }
        send(text, stream, settings, isError: true)
    }

    /// `client:port [date] frontend`.
    private func writeClient(
        _ client: ClientConnection,
        _ settings: ProxySettings,
        at time: WallTime,
        _ writer: inout HeadWriter
    ) {
        if client.peer.port == nil {
            writer.write("unix:")
            writer.write(decimal: 1)
        } else {
            writer.write(client.peerText)
            writer.write(UInt8(ascii: ":"))
            writer.write(decimal: Int(client.peer.port ?? 0))
        }
        writer.write(" [")
        writeDate(time, &writer)
        writer.write("] ")
        writeName(settings, &writer)
    }

    private func writeStart(_ session: Stream, _ writer: inout HeadWriter) {
        writeClient(
            session.client,
            session.frontend.settings,
            at: session.timing.wallStart,
            &writer
        )
        if session.client.transport.tls != nil { writer.write(UInt8(ascii: "~")) }
        writer.write(0x20)
        writeName(session.backend?.settings ?? session.frontend.settings, &writer)
        writer.write(UInt8(ascii: "/"))
        if session.answeredBy == .statistics {
            writer.write("<STATS>")
        } else if let server = session.server {
            writeText(server.settings.name, &writer)
        } else {
            writer.write("<NOSRV>")
        }
        writer.write(0x20)
    }

    private func writeName(_ settings: ProxySettings, _ writer: inout HeadWriter) {
        writeText(settings.name, &writer)
    }

    private func writeText(_ text: String, _ writer: inout HeadWriter) {
        var text = text
        text.withUTF8 { writer.write(UnsafeRawBufferPointer($0)) }
    }

    /// `21/Nov/2026:04:05:06.789`.
    private func writeDate(_ time: WallTime, _ writer: inout HeadWriter) {
        if time.seconds != calendarSecond {
            calendarSecond = time.seconds
            calendar = time.local
        }
        writer.writeTwoDigits(calendar.day)
        writer.write(UInt8(ascii: "/"))
        writer.writeMonth(calendar.month)
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: calendar.year)
        for part in [calendar.hour, calendar.minute, calendar.second] {
            writer.write(UInt8(ascii: ":"))
            writer.writeTwoDigits(part)
        }
        writer.write(UInt8(ascii: "."))
        let milliseconds = Int(time.microseconds) / 1000
        writer.write(UInt8(truncatingIfNeeded: milliseconds / 100) + 0x30)
        writer.writeTwoDigits(milliseconds % 100)
    }

    private func writeTimers(_ session: Stream, _ writer: inout HeadWriter) {
        let timing = session.timing
        writer.write(decimal: elapsed(timing.start, timing.headDone))
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: elapsed(timing.headDone, timing.queueDone))
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: elapsed(timing.queueDone, timing.connected))
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: elapsed(timing.connected, timing.responseHead))
        writer.write(UInt8(ascii: "/"))
        writeEarlyMark(session, &writer)
        writer.write(decimal: Int(now - timing.start))
    }

    /// A plus sign before a number that may still grow.
    private func writeEarlyMark(_ session: Stream, _ writer: inout HeadWriter) {
        if session.frontend.settings.logsEarly { writer.write(UInt8(ascii: "+")) }
    }

    private func elapsed(_ from: Int64, _ to: Int64) -> Int {
        from < 0 || to < 0 ? -1 : Int(max(0, to - from))
    }

    private func writeFlags(_ session: Stream, _ writer: inout HeadWriter) {
        writer.write(logFlags(session))
        writer.write(0x20)
    }

    /// How the exchange ended, and what became of its cookie.
    func logFlags(_ session: Stream) -> [UInt8] {
        let hasCookie = session.backend?.settings.cookie?.hasOptions == true
        return [
            session.ending.cause, session.ending.phase,
            hasCookie ? session.cookie.fromClient : UInt8(ascii: "-"),
            hasCookie ? session.cookie.toClient : UInt8(ascii: "-"),
        ]
    }

    private func writeLoads(_ session: Stream, _ writer: inout HeadWriter) {
        writer.write(decimal: runtime.connections.current)
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: session.frontend.counters.sessions.current)
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: session.backend.map { $0.counters.sessions.current - 1 } ?? 0)
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: session.server.map { max(0, $0.servedStreams - 1) } ?? 0)
        writer.write(UInt8(ascii: "/"))
        if session.retries.isRedispatched { writer.write(UInt8(ascii: "+")) }
        writer.write(decimal: session.retries.count)
        writer.write(0x20)
        writer.write(decimal: session.queuePosition.forServer)
        writer.write(UInt8(ascii: "/"))
        writer.write(decimal: session.queuePosition.forAny)
    }

    private func writeEscaped(_ byte: UInt8, _ writer: inout HeadWriter) {
        writer.write(UInt8(ascii: "#"))
        let digits: StaticString = "0123456789ABCDEF"
        writer.write(digits.utf8Start[Int(byte >> 4)])
        writer.write(digits.utf8Start[Int(byte & 15)])
    }
}

extension TrafficTally {
    /// Takes the times of an exchange into the means.
    fileprivate func note(_ timing: ExchangeTiming, endingAt end: Int64) {
        note(.queue, max(0, Int(timing.queueDone - timing.headDone)))
        note(.connect, max(0, Int(timing.connected - timing.queueDone)))
        note(.response, max(0, Int(timing.responseHead - timing.connected)))
        note(.total, max(0, Int(end - timing.start)))
    }
}

extension PersistenceCookie {
    /// Whether the log tells what became of it: a cookie without options is the server's own matter.
    fileprivate var hasOptions: Bool {
        inserts || isIndirect || preventsCaching || onlyAfterPost || preservesServers
    }
}
