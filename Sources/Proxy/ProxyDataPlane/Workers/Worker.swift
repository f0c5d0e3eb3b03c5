internal import Certificates
internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// One thread of traffic: its poller, its connections, its streams.
///
/// Connections stay on their thread, so nothing here is locked. What all threads share (the choice
/// of a server, counters) is in the runtime objects.
final class Worker {
    /// What a slot of the table holds.
    enum Entry {
        case free
        case inbox
        case listener(ListenerEntry)
        case client(ClientConnection)
        case server(ServerConnection)
    }

    let index: Int
    let runtime: ProxyRuntime
    let inbox: WorkerInbox
    let poller: Poller
    let buffers: BufferPool
    var slots = SlotTable(capacity: 1 << 20)
    var entries: [Entry] = []
    var streams = StreamTable()
    var timers = TimerQueue()
    var listeners: [ListenerEntry] = []
    var generation: Generation
    /// The certificates in use, and which version of them.
    private(set) var tlsPlan: TLSPlan
    private var tlsVersion: Int
    /// Sessions with servers that the next connection resumes, by the server's serial.
    var resumptions: [Int: TLSResumption] = [:]
    var idle: IdlePools
    var shared = SharedConnections()
    var now: Int64 = 0
    var isFinishing = false
    var isStopped = false
    var clientCount = 0
    /// What the client whose turn it is may still have read.
    var turnBudget = 0
    /// Clients that had to stop in the middle.
    var unfinished: [SlotToken] = []
    /// Those whose turn comes again at the moment.
    var continuing: [SlotToken] = []
    /// The second whose calendar is kept for log lines.
    var calendarSecond = Int64.min
    var calendar = WallTime(seconds: 0).utc
    /// The stream whose rules, conditions or formats are evaluated.
    unowned(unsafe) var ruled: Stream?
    /// What expressions keep, and where their values are made.
    let sampleMemory = SampleMemory()
    let sampleArea: UnsafeMutableRawBufferPointer

    /// What connections of HTTP/2 share, once there is one.
    lazy var http2 = HTTP2Scratch(bufferSize: buffers.bufferSize)

    /// Where heads are written before they are sent.
    let scratch: UnsafeMutableRawBufferPointer
    /// Where encrypted bytes pass.
    let cipherScratch: UnsafeMutableRawBufferPointer
    /// Where log lines are written.
    let logScratch: UnsafeMutableRawBufferPointer

    init(index: Int, runtime: ProxyRuntime, inbox: WorkerInbox) throws(SystemError) {
        self.index = index
        self.runtime = runtime
        self.inbox = inbox
        generation = runtime.generation
        tlsVersion = generation.certificates.version
        tlsPlan = generation.certificates.plan
        let bufferSize = max(4096, generation.configuration.global.bufferSize)
        poller = try Poller()
        buffers = BufferPool(bufferSize: bufferSize)
        idle = IdlePools(lender: runtime.threadCount > 1 ? index : nil)
        scratch = .allocate(byteCount: bufferSize, alignment: 16)
        cipherScratch = .allocate(byteCount: 4 * TLSEngine.sealedRecordSize, alignment: 16)
        logScratch = .allocate(byteCount: 8192, alignment: 16)
        sampleArea = .allocate(byteCount: 4 * max(bufferSize, 16_384), alignment: 16)
    }

    deinit {
        scratch.deallocate()
        cipherScratch.deallocate()
        logScratch.deallocate()
        sampleArea.deallocate()
    }

    /// Runs until told to stop, or until the last client has gone after `finish`.
    func run() throws(SystemError) {
        guard let token = register(.inbox) else { return }
        try poller.add(
            inbox.mailbox.descriptor,
            for: .readable,
            edgeTriggered: false,
            token: token.rawValue
        )
        updateClock()
        while !isStopped {
            let count = try poller.wait(milliseconds: waitTime())
            updateClock()
            runtime.counters.noteTurn(self.index)
            for index in 0..<count { closeIdle(poller.event(at: index)) }
            for index in 0..<count { dispatch(poller.event(at: index)) }
            continueUnfinished()
            runTimers()
            if isFinishing && clientCount == 0 { break }
        }
    }

    private func dispatch(_ event: ReadyEvent) {
        guard let slot = slots.slot(of: SlotToken(rawValue: event.token)) else { return }
        switch entries[slot] {
        case .free: break
        case .inbox: for message in inbox.mailbox.takeAll() { take(message) }
        case .listener(let listener): accept(on: listener)
        case .client(let client):
            client.transport.note(event.readiness)
            drive(client)
        case .server(let connection):
            connection.transport.note(event.readiness)
            if case .multiplexed(let multiplexer) = connection.codec {
                multiplex(connection, multiplexer)
            } else if let stream = connection.stream {
                drive(stream)
            }
        }
    }

    /// Closes an idle connection that the server has closed, or on which it said something unasked:
    /// before anybody is given it for a request.
    private func closeIdle(_ event: ReadyEvent) {
        guard let slot = slots.slot(of: SlotToken(rawValue: event.token)),
            case .server(let connection) = entries[slot], connection.stream == nil,
            case .h1 = connection.codec
        else { return }
        connection.transport.note(event.readiness)
        guard connection.transport.isReadable || connection.transport.peerClosed else { return }
        idle.remove(connection)
        close(connection)
    }

    func register(_ entry: Entry) -> SlotToken? {
        guard let (slot, token) = slots.take() else { return nil }
        enter(entry, at: slot)
        return token
    }

    /// Says what a slot that was taken holds.
    func enter(_ entry: Entry, at slot: Int) {
        while entries.count <= slot { entries.append(.free) }
        entries[slot] = entry
    }

    func release(_ slot: Int) {
        entries[slot] = .free
        slots.release(slot)
    }

    private func updateClock() {
        now = MonotonicClock.now.milliseconds
    }

    private func waitTime() -> Int32 {
        if !unfinished.isEmpty { return 0 }
        guard let earliest = timers.earliest else { return -1 }
        return Int32(clamping: max(0, earliest - now))
    }

    private func runTimers() {
        while let entry = timers.takeDue(at: now) {
            guard let slot = slots.slot(of: entry.token) else { continue }
            switch entries[slot] {
            case .client(let client): timerFired(client)
            case .server(let connection): idleTimerFired(connection)
            case .listener: resumeListeners()
            case .free, .inbox: break
            }
        }
    }

    private func timerFired(_ client: ClientConnection) {
        client.armedAt = .max
        guard deadline(of: client) <= now else { return arm(client) }
        if let stream = client.stream, stream.response.inspectionEnd <= now {
            // The rules are asked for the last time.
        } else if let stream = client.stream {
            timedOut(stream, onServerSide: stream.serverDeadline < stream.clientDeadline)
        } else {
            timedOut(client)
        }
        drive(client)
    }

    private func deadline(of client: ClientConnection) -> Int64 {
        guard let stream = client.stream else { return client.deadline }
        let deadline = min(stream.clientDeadline, stream.serverDeadline)
        return min(deadline, stream.response.inspectionEnd)
    }

    /// Makes sure that a timer comes no later than a client's deadline.
    func arm(_ client: ClientConnection) {
        let deadline = deadline(of: client)
        guard deadline < client.armedAt else { return }
        client.armedAt = deadline
        timers.add(deadline, client.token)
    }

    func take(_ message: WorkerMessage) {
        switch message {
        case .follow(let generation, let plans):
            follow(generation, plans)
        case .invited(let invitation):
            accept(invitation)
        case .chooseAgain(let token, let ticket):
            if let stream = waitingStream(token, ticket: ticket) { chooseAgain(stream) }
        case .cutStreams(let server, let cause):
            for stream in streams.running where stream.server?.isSamePlace(as: server) == true {
                takeAway(stream, cause)
            }
        case .cutStream(let token):
            if let stream = streams[token] { shutDown(stream) }
        case .report(let census):
            report(to: census)
        case .dropIdleConnections(let server):
            dropShared { $0 == server.serial }
            for connection in idle.takeAll(of: server) { close(connection) }
        case .borrow(let request):
            lend(request)
        case .lend(let token, let loan):
            take(loan, for: token)
        case .roomForConnections:
            resumeListeners()
        case .page(let token, let page):
            if let stream = streams[token], case .rendering = stream.phase {
                drive(stream) { answer(stream, with: page) }
            }
        case .admissionChanged:
            followAdmission()
        case .passOn(let trip):
            trip.pass()
        case .finish:
            finish()
        case .stop:
            isStopped = true
        }
    }

    /// Uses the certificates of a generation, or the latest of the present one, from the next
    /// handshake on.
    func useCertificates(of new: Generation? = nil) {
        let version = (new ?? generation).certificates.version
        if new == nil, version == tlsVersion { return }
        tlsVersion = version
        tlsPlan = (new ?? generation).certificates.plan
        // A session agreed on under other rules says nothing about these.
        resumptions.removeAll()
        for listener in listeners { listener.tls = listener.bind.tls.flatMap(tlsPlan.acceptor) }
    }

    func forEachClient(_ body: (ClientConnection) -> Void) {
        for index in entries.indices {
            if case .client(let client) = entries[index] { body(client) }
        }
    }
}
