/// A client of the proxy: it makes connections and asks one thing after another on each.
final class ClientActor {
    /// What a client may do, in thousandths.
    struct Manners {
        /// Goes away in the middle of a request, or before its answer has ended.
        var leaves = 0
        /// Says that it writes no more, and waits for the answer.
        var halfCloses = 0
        /// Does not read for a while.
        var reads = 900
        /// Sends the next request before the answer to the last one.
        var pipelines = 100
    }

    let number: Int
    var manners = Manners()
    private let world: World
    private unowned let kernel: SimulatedKernel
    private var requestsLeft: Int
    private var endpoint: Endpoint?
    private var output: SendingQueue?
    private var reader = MessageReader(readsResponses: true)
    /// Requests on this connection that have no whole answer: the oldest first.
    private var open: [(id: Int, isHead: Bool)] = []
    private var answer: MessageLines?
    private var bodyCount = 0
    private var isReading = true
    private var isClosing = false
    private(set) var waitingSince: UInt64?
    private(set) var isDone = false

    init(_ number: Int, requests: Int, _ world: World) {
        self.number = number
        self.world = world
        kernel = world.kernel
        requestsLeft = requests
    }

    /// What it waits for, for who reads of it.
    var standing: String {
        let since = waitingSince.map { " since \((kernel.now - $0) / 1_000_000) ms" } ?? ""
        return
            "client \(number) waits for requests \(open.map(\.id))\(since), \(requestsLeft) to come"
    }

    func begin() {
        guard requestsLeft > 0 else { return isDone = true }
        let own = SimulatedAddress(host: 0x7F00_0001, port: UInt16(10_000 + number))
        let target = kernel.random.pick(world.addresses)
        guard let endpoint = kernel.connect(to: target, from: own) else {
            if world.mayRefuseClients { requestsLeft -= 1 }
            return later { [self] in begin() }
        }
        self.endpoint = endpoint
        output = SendingQueue(endpoint)
        reader = MessageReader(readsResponses: true)
        open = []
        answer = nil
        isReading = true
        isClosing = false
        endpoint.react = { [weak self] in self?.goOn() }
        later { [self] in askNext(on: endpoint) }
    }

    private func later(_ action: @escaping () -> Void) {
        kernel.after(UInt64(kernel.random.pick(1000...5_000_000))) { [self] in
            world.gate.pass(action)
        }
    }

    // MARK: Asking

    private func askNext(on endpoint: Endpoint) {
        guard endpoint === self.endpoint, endpoint.state == .open, !isClosing else { return }
        guard requestsLeft > 0 else {
            if open.isEmpty { finish() }
            return
        }
        requestsLeft -= 1
        let id = world.ledger.open(by: number)
        let method = kernel.random.pick(["GET", "GET", "POST", "PUT", "HEAD"])
        let hasBody = method == "POST" || method == "PUT"
        let most = kernel.random.pick([10, 1000, 30_000])
        let count = hasBody ? kernel.random.pick(0...most) : 0
        let isChunked = hasBody && kernel.random.chance(400)
        isClosing = requestsLeft == 0 || kernel.random.chance(150)
        var text = "\(method) /\(id) HTTP/1.1\r\nHost: a\r\nX-Id: \(id)\r\nX-Length: \(count)\r\n"
        if isClosing { text += "Connection: close\r\n" }
        let body = BodyPattern.bytes(id, 0..<count)
        var bytes: [UInt8]
        if isChunked {
            bytes = Array("\(text)Transfer-Encoding: chunked\r\n\r\n".utf8)
            bytes += Chunks.bytes(body, &kernel.random)
        } else {
            if hasBody { text += "Content-Length: \(count)\r\n" }
            bytes = Array("\(text)\r\n".utf8) + body
        }
        open.append((id, method == "HEAD"))
        if open.count == 1 { reader.answersHead = method == "HEAD" }
        if waitingSince == nil { waitingSince = kernel.now }
        kernel.trace?("client \(number) asks request \(id): \(method), \(count) bytes")
        if kernel.random.chance(manners.leaves) {
            // It goes somewhere between the first byte and the last of the answer.
            isClosing = true
            output?.add(Array(bytes.prefix(kernel.random.pick(1...bytes.count))))
            kernel.after(UInt64(kernel.random.pick(0...20_000_000))) { [self] in leave(endpoint) }
            return
        }
        output?.add(bytes) { [weak self] in self?.sent(id, endpoint) }
    }

    private func sent(_ id: Int, _ endpoint: Endpoint) {
        world.ledger.change(id) { $0.isSent = true }
        if isClosing && kernel.random.chance(manners.halfCloses) { endpoint.finish() }
        if !isClosing && kernel.random.chance(manners.pipelines) {
            later { [self] in askNext(on: endpoint) }
        }
    }

    private func leave(_ endpoint: Endpoint) {
        guard endpoint === self.endpoint, endpoint.state == .open, !open.isEmpty else { return }
        kernel.trace?("client \(number) leaves")
        for request in open { world.ledger.change(request.id) { $0.isAbandoned = true } }
        if kernel.random.chance(500) { endpoint.reset() }
        finish()
    }

    // MARK: Reading

    private func goOn() {
        guard let endpoint else { return }
        output?.pump()
        guard isReading else { return }
        if !kernel.random.chance(manners.reads) {
            isReading = false
            kernel.after(kernel.travelTime()) { [weak self] in
                self?.isReading = true
                self?.goOn()
            }
            return
        }
        reader.feed(endpoint.takeAll())
        while self.endpoint === endpoint, let event = reader.next() { take(event, endpoint) }
        guard self.endpoint === endpoint, endpoint.hasEnd || endpoint.wasReset else { return }
        takeEnd(of: endpoint)
    }

    private func take(_ event: MessageReader.Event, _ endpoint: Endpoint) {
        guard let request = open.first else {
            if isUnasked(event) { return finish() }
            return kernel.violation("client \(number) got an answer that it has not asked for")
        }
        switch event {
        case .head(let head):
            answer = head
            bodyCount = 0
            guard head.status >= 200 else { return }
            world.ledger.change(request.id) { $0.status = head.status }
            check(head, request.id)
        case .body(let bytes):
            if answer?.number != nil, !BodyPattern.matches(bytes, request.id, from: bodyCount) {
                kernel.violation(
                    "the body of the answer to request \(request.id) is not the server's"
                )
            }
            bodyCount += bytes.count
        case .end: takeAnswer(request, endpoint)
        case .malformed(let text):
            kernel.violation("client \(number) got what is no answer: \(text)")
            finish()
        }
    }

    /// The proxy tells who has asked nothing that it takes too long.
    private func isUnasked(_ event: MessageReader.Event) -> Bool {
        guard case .head(let head) = event else { return true }
        return head.status == 408 || head.status == 400
    }

    private func check(_ head: MessageLines, _ id: Int) {
        kernel.trace?("client \(number) gets \(head.status) for request \(id)")
        if let answered = head.number, answered != id {
            kernel.violation("request \(id) got the answer to request \(answered)")
        } else if head.number == nil, head.status < 400 {
            kernel.violation("request \(id) got status \(head.status) of nobody's")
        }
    }

    private func takeAnswer(_ request: (id: Int, isHead: Bool), _ endpoint: Endpoint) {
        guard let answer, answer.status >= 200 else { return }
        if let length = answer.fields["x-length"].flatMap({ Int($0) }), !request.isHead,
            length != bodyCount
        {
            kernel.violation(
                "the answer to request \(request.id) has \(bodyCount) bytes instead of \(length)"
            )
        }
        world.ledger.change(request.id) { $0.isAnswered = true }
        open.removeFirst()
        reader.answersHead = open.first?.isHead ?? false
        waitingSince = open.isEmpty ? nil : kernel.now
        self.answer = nil
        let closes = answer.fields["connection"]?.lowercased() == "close"
        if closes { abandonRest() }
        if closes || (isClosing && open.isEmpty) { return finish() }
        if open.isEmpty { later { [self] in askNext(on: endpoint) } }
    }

    private func takeEnd(of endpoint: Endpoint) {
        if reader.endsWithConnection, let request = open.first, endpoint.hasEnd {
            // The end of the connection is the end of the answer.
            let isWhole = answer?.fields["x-length"].flatMap { Int($0) } == bodyCount
            world.ledger.change(request.id) { $0.isAnswered = isWhole }
            open.removeFirst()
            abandonRest()
        }
        finish()
    }

    /// Requests that were sent behind one whose answer has ended the connection are answered by nobody.
    private func abandonRest() {
        for request in open { world.ledger.change(request.id) { $0.isAbandoned = true } }
        open = []
    }

    /// Ends this connection, and makes the next one if there is more to ask.
    private func finish() {
        endpoint?.close()
        endpoint = nil
        output = nil
        open = []
        waitingSince = nil
        if requestsLeft > 0 { later { [self] in begin() } } else { isDone = true }
    }
}
