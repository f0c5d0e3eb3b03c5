internal import Glibc

/// A server behind the proxy: it answers what it gets, as well or as badly as its mood is.
final class ServerActor {
    /// What a server may do to a connection or a request, in thousandths.
    struct Mood {
        var refuses = 0
        /// Leaves connections unanswered: they are neither taken nor refused.
        var ignores = 0
        /// Cuts a connection in the middle of something.
        var cuts = 0
        /// Answers, and says that it closes.
        var closes = 100
        /// Whether the end of the connection may be the end of a body.
        var endsBodies = true
        /// Answers before it has read the request.
        var answersEarly = 0
        /// Is silent until the world calms down.
        var hangs = 0
        /// Closes connections that wait for a request.
        var closesIdle = 0
    }

    let name: String
    var mood = Mood()
    private unowned let kernel: SimulatedKernel
    private let ledger: Ledger
    let gate: Gate
    private var talks: [ObjectIdentifier: ServerTalk] = [:]
    private var ignored: [Endpoint] = []

    init(_ name: String, _ kernel: SimulatedKernel, _ ledger: Ledger, _ gate: Gate) {
        self.name = name
        self.kernel = kernel
        self.ledger = ledger
        self.gate = gate
    }

    /// Decides what becomes of a connection that the proxy makes.
    func take(_ proxysEnd: Endpoint) {
        if kernel.random.chance(mood.refuses) { return proxysEnd.refuse(ECONNREFUSED) }
        if kernel.random.chance(mood.ignores) { return ignored.append(proxysEnd) }
        let endpoint = Endpoint(kernel)
        endpoint.ownAddress = proxysEnd.peerAddress
        endpoint.peerAddress = proxysEnd.ownAddress
        endpoint.capacity = kernel.random.pick([500, 4000, 65_536])
        proxysEnd.capacity = kernel.random.pick([2000, 65_536, 200_000])
        Endpoint.join(endpoint, proxysEnd)
        let talk = ServerTalk(endpoint, self, kernel, ledger)
        let key = ObjectIdentifier(talk)
        talks[key] = talk
        talk.whenClosed = { [weak self] in self?.talks[key] = nil }
        talk.begin()
        proxysEnd.announce()
    }

    /// Stops everything that makes others wait.
    func calmDown() {
        let endsBodies = mood.endsBodies
        mood = Mood()
        mood.endsBodies = endsBodies
        for endpoint in ignored { endpoint.refuse(ECONNREFUSED) }
        ignored = []
        for talk in talks.values.sorted(by: { $0.number < $1.number }) { talk.wakeUp() }
    }

    /// Cuts all its connections.
    func crash() {
        for talk in talks.values.sorted(by: { $0.number < $1.number }) { talk.cut() }
    }
}

/// A connection of a server's.
private final class ServerTalk {
    private let endpoint: Endpoint
    private unowned let server: ServerActor
    private unowned let kernel: SimulatedKernel
    private let ledger: Ledger
    private let output: SendingQueue
    private var reader = MessageReader(readsResponses: false)
    private var request: MessageLines?
    private var bodyCount = 0
    private var isAnswered = false
    private var isHanging = false
    private var isClosing = false
    let number: UInt64
    var whenClosed: () -> Void = {}

    init(_ endpoint: Endpoint, _ server: ServerActor, _ kernel: SimulatedKernel, _ ledger: Ledger) {
        self.endpoint = endpoint
        self.server = server
        self.kernel = kernel
        self.ledger = ledger
        output = SendingQueue(endpoint)
        number = kernel.random.next()
    }

    func begin() {
        endpoint.react = { [weak self] in self?.goOn() }
    }

    func wakeUp() {
        guard isHanging else { return }
        isHanging = false
        answer()
        goOn()
    }

    func cut() {
        endpoint.reset()
        whenClosed()
    }

    private func end() {
        endpoint.close()
        whenClosed()
    }

    private func goOn() {
        output.pump()
        reader.feed(endpoint.takeAll())
        while let event = reader.next() {
            switch event {
            case .head(let head): take(head)
            case .body(let bytes):
                if let id = request?.number, !BodyPattern.matches(bytes, id, from: bodyCount) {
                    kernel.violation("the body of request \(id) is not what its client sent")
                }
                bodyCount += bytes.count
            case .end: takeEnd()
            case .malformed(let text):
                kernel.violation("a server got what is no request: \(text)")
                return cut()
            }
            if endpoint.state != .open { return }
        }
        if endpoint.wasReset || (endpoint.hasEnd && output.isEmpty && !isHanging) { end() }
    }

    private func take(_ head: MessageLines) {
        request = head
        bodyCount = 0
        isAnswered = false
        if kernel.random.chance(server.mood.cuts) { return cut() }
        if kernel.random.chance(server.mood.answersEarly) { answer() }
    }

    private func takeEnd() {
        guard let request else { return }
        if let id = request.number {
            ledger.change(id) { $0.servings += 1 }
            let sent = request.fields["x-length"].flatMap { Int($0) } ?? 0
            if bodyCount != sent {
                kernel.violation(
                    "request \(id) has a body of \(bodyCount) bytes instead of \(sent)"
                )
            }
        }
        if kernel.random.chance(server.mood.cuts) { return cut() }
        if kernel.random.chance(server.mood.hangs) { return isHanging = true }
        let time = UInt64(kernel.random.pick(0...3_000_000))
        kernel.after(time) { [weak self] in
            self?.server.gate.pass { self?.answer() }
        }
    }

    private func answer() {
        guard !isAnswered, endpoint.state == .open, let request else { return }
        isAnswered = true
        let id = request.number ?? 0
        let random = kernel.random.pick([0, 0, 10, 300, 3000, 40_000])
        let count = kernel.random.pick(0...max(1, random))
        let closes = kernel.random.chance(server.mood.closes)
        let isHead = request.words[0] == "HEAD"
        var text = kernel.random.chance(50) ? "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" : ""
        text += "HTTP/1.1 200 OK\r\nX-Id: \(id)\r\nX-Length: \(count)\r\n"
        if closes { text += "Connection: close\r\n" }
        let framing = kernel.random.pick(
            closes && !isHead && server.mood.endsBodies ? 0...2 : 0...1
        )
        var bytes: [UInt8]
        let body = isHead ? [] : BodyPattern.bytes(id, 0..<count)
        switch framing {
        case 0: bytes = Array("\(text)Content-Length: \(count)\r\n\r\n".utf8) + body
        case 1:
            bytes = Array("\(text)Transfer-Encoding: chunked\r\n\r\n".utf8)
            if !isHead { bytes += Chunks.bytes(body, &kernel.random) }
        default: bytes = Array("\(text)\r\n".utf8) + body
        }
        if kernel.random.chance(server.mood.cuts) {
            output.add(Array(bytes.prefix(kernel.random.pick(0...bytes.count)))) { [weak self] in
                self?.cut()
            }
            return
        }
        output.add(bytes) { [weak self] in
            guard let self else { return }
            if closes { return end() }
            waitIdle()
        }
    }

    private func waitIdle() {
        if endpoint.hasEnd { return end() }
        guard kernel.random.chance(server.mood.closesIdle) else { return }
        kernel.after(kernel.travelTime()) { [weak self] in
            guard let self, output.isEmpty else { return }
            end()
        }
    }
}

/// A body in chunks.
enum Chunks {
    static func bytes(_ body: [UInt8], _ random: inout Randomness) -> [UInt8] {
        var all: [UInt8] = []
        var rest = body[...]
        while !rest.isEmpty {
            let count = random.pick(1...rest.count)
            all +=
                Array((String(count, radix: 16) + "\r\n").utf8) + rest.prefix(count) + [0x0D, 0x0A]
            rest = rest.dropFirst(count)
        }
        return all + Array("0\r\n\r\n".utf8)
    }
}
