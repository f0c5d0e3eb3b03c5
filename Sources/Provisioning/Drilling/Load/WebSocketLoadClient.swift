import HTTPWire
import LinuxSystem

/// When the messages of one WebSocket are due.
struct MessageTimes {
    /// The next one.
    var next: Duration
    /// From one to the next.
    let step: Duration
}

/// One client of a load that keeps a WebSocket open: sends its messages at their times, awaits the
/// echo of each, and opens another WebSocket at once when this one is closed.
///
/// What is due while there is no WebSocket leaves when there is one again; its latency counts from
/// when it was due.
struct WebSocketLoadClient: ~Copyable {
    private struct Message {
        let number: Int
        let due: Duration
        /// Whether it was due while there was no WebSocket.
        let wasHeld: Bool
        var left = Duration.zero
    }

    private let traffic: LoadTraffic
    private let notes: LoadNotes
    private var times: MessageTimes
    private let mask = Array(randomName(count: 4).utf8)
    private let token = randomName(count: 8)
    private var connection: LoadConnection?
    private var server = ""
    private var openedAt = Duration.zero
    private var frames = WebSocketFrameReader(payloadLimit: 1 << 20)
    private var buffer = [UInt8](repeating: 0, count: 16_384)
    private var takenCount = 0
    /// Messages that are due and have not left.
    private var waiting: [Message] = []
    /// Messages without their echo.
    private var sent: [Message] = []
    private var nextAttempt = Duration.zero
    private var problem = "none was opened yet"
    /// The closure in the notes that this client has not got over yet.
    private var closure: Int?

    init(_ traffic: LoadTraffic, _ notes: LoadNotes, schedule: MessageTimes) {
        self.traffic = traffic
        self.notes = notes
        times = schedule
    }

    /// Talks until the load has ended and everything under way has its end too.
    mutating func run(end: () -> Duration?, record: (LoadSample) -> Void) {
        while true {
            let ending = end()
            takeDue(until: min(notes.elapsed, ending ?? notes.elapsed))
            expire(record)
            if ending != nil, waiting.isEmpty, sent.isEmpty { return }
            if connection == nil, notes.elapsed >= nextAttempt { open() }
            sendWaiting(record)
            let left = ending == nil ? times.next - notes.elapsed : .milliseconds(50)
            let pause = min(.milliseconds(50), max(.milliseconds(1), left))
            if connection == nil {
                MonotonicClock.sleep(for: min(pause, max(.zero, nextAttempt - notes.elapsed)))
            } else {
                listen(until: MonotonicClock.now + pause, record)
            }
        }
    }

    private mutating func takeDue(until now: Duration) {
        while times.next <= now {
            let wasHeld = connection == nil || times.next < openedAt
            waiting.append(Message(number: takenCount, due: times.next, wasHeld: wasHeld))
            takenCount += 1
            times.next += times.step
        }
    }

    /// Gives up what has waited too long.
    private mutating func expire(_ record: (LoadSample) -> Void) {
        let border = notes.elapsed - traffic.timeout
        for message in waiting where message.due < border {
            record(sample(message, .failed("no WebSocket: \(problem)")))
        }
        waiting.removeAll { $0.due < border }
        for message in sent where message.left < border {
            record(sample(message, .unknown("time-out")))
        }
        sent.removeAll { $0.left < border }
    }

    private func sample(_ message: Message, _ outcome: LoadSample.Outcome) -> LoadSample {
        let hasLeft = message.left > .zero && !message.wasHeld
        return LoadSample(
            due: message.due,
            delay: hasLeft ? message.left - message.due : .zero,
            latency: notes.elapsed - message.due,
            outcome: outcome,
            isIdempotent: traffic.isIdempotent
        )
    }

    private func text(of message: Message) -> [UInt8] {
        Array("switchyard-drill \(token) \(message.number)".utf8)
    }

    private mutating func sendWaiting(_ record: (LoadSample) -> Void) {
        while let connection, var message = waiting.first {
            let frame = WebSocketFrame(.text, text(of: message)).serialized(mask: mask)
            message.left = notes.elapsed
            waiting.removeFirst()
            sent.append(message)
            do throws(LoadFault) {
                try connection.send(frame, until: MonotonicClock.now + traffic.timeout)
            } catch {
                lose(error, record)
            }
        }
    }

    private mutating func listen(
        until deadline: MonotonicInstant,
        _ record: (LoadSample) -> Void
    ) {
        guard let connection else { return }
        do throws(LoadFault) {
            let count = try connection.receive(into: &buffer, until: deadline)
            if count == 0 { return lose(.failed("closed without a word"), record) }
            frames.push(buffer[..<count])
            try takeFrames(record)
        } catch {
            if error != .timedOut { lose(error, record) }
        }
    }

    private mutating func takeFrames(_ record: (LoadSample) -> Void) throws(LoadFault) {
        while let frame = try nextFrame() {
            switch frame.kind {
            case .close:
                let code = frame.payload.prefix(2).reduce(0) { $0 << 8 | Int($1) }
                throw .failed(code == 0 ? "closed" : "closed with \(code)")
            case .ping:
                let pong = WebSocketFrame(.pong, frame.payload).serialized(mask: mask)
                try connection?.send(pong, until: MonotonicClock.now + traffic.timeout)
            case .text, .binary:
                guard let index = sent.firstIndex(where: { text(of: $0) == frame.payload }) else {
                    continue
                }
                let message = sent.remove(at: index)
                record(sample(message, .answered(status: 101, server: server)))
            case .pong, .continuation: continue
            }
        }
    }

    private mutating func nextFrame() throws(LoadFault) -> WebSocketFrame? {
        do throws(WebSocketFrameReader.Fault) {
            return try frames.next()
        } catch {
            throw .failed("no WebSocket frames came")
        }
    }

    /// Takes the end of the WebSocket: what has no echo gets none any more.
    private mutating func lose(_ fault: LoadFault, _ record: (LoadSample) -> Void) {
        notes.note(fault)
        connection = nil
        problem = fault.text
        nextAttempt = notes.elapsed
        for message in sent { record(sample(message, .unknown("WebSocket: \(fault.text)"))) }
        sent = []
        let lost = WebSocketClosure(at: notes.elapsed, server: server, reason: fault.text)
        closure = notes.update { contents in
            contents.closures.append(lost)
            return contents.closures.count - 1
        }
    }

    private mutating func open() {
        do throws(LoadFault) {
            connection = try opened(until: MonotonicClock.now + traffic.timeout)
            openedAt = notes.elapsed
            let now = openedAt
            let index = closure
            closure = nil
            notes.update { contents in
                contents.openedCount += 1
                contents.begunCount += 1
                guard let index else { return }
                contents.closures[index].reopened = now - contents.closures[index].at
            }
        } catch {
            notes.note(error)
            problem = error.text
            nextAttempt = notes.elapsed + .milliseconds(100)
        }
    }

    private mutating func opened(
        until deadline: MonotonicInstant
    ) throws(LoadFault) -> LoadConnection {
        let fresh = try LoadConnection(to: traffic, until: deadline)
        let handshake = WebSocketHandshake(random: Array(randomName(count: 16).utf8))
        var headers = traffic.headerLines(nil)
        let host = headers["Host"] ?? traffic.target.authority
        headers["Host"] = nil
        let request = handshake.request(
            target: traffic.target.target,
            host: host,
            headers: headers
        )
        try fresh.send(request.serialized(), until: deadline)
        var reader = HTTPResponseReader()
        while true {
            let count = try fresh.receive(into: &buffer, until: deadline)
            if count == 0 { throw .failed("closed without an answer") }
            let progress: HTTPResponseReader.Progress
            do {
                progress = try reader.push(buffer[..<count])
            } catch {
                throw .failed("no HTTP")
            }
            guard case .complete(let response) = progress else { continue }
            guard handshake.isAccepted(by: response) else {
                throw .failed("status \(response.status)")
            }
            server = response.headers["X-Backend"] ?? ""
            frames = WebSocketFrameReader(payloadLimit: 1 << 20)
            frames.push(reader.rest)
            return fresh
        }
    }
}
