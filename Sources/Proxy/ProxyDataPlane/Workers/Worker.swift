internal import Certificates
internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import RegularExpressions

/// One thread of traffic: its poller, its sessions, its connections to servers.
///
/// Connections stay on their thread, so nothing here is locked. What all threads share (the choice
/// of a server, counters) is in the runtime objects.
final class Worker {
    /// What a slot of the table holds.
    enum Entry {
        case free
        case inbox
        case listener(ListenerEntry)
        case session(Session)
        case connection(ServerConnection)
    }

    let index: Int
    let runtime: ProxyRuntime
    let inbox: WorkerInbox
    let poller: Poller
    let buffers: BufferPool
    var slots = SlotTable(capacity: 1 << 20)
    var entries: [Entry] = []
    var timers = TimerQueue()
    var listeners: [ListenerEntry] = []
    var generation: Generation
    /// The certificates in use, and which version of them.
    private(set) var tlsPlan: TLSPlan
    private var tlsVersion: Int
    /// Sessions with servers that the next connection resumes, by the server's serial.
    var resumptions: [Int: TLSResumption] = [:]
    var idle = IdlePools()
    var now: Int64 = 0
    var isFinishing = false
    var isStopped = false
    var sessionCount = 0
    /// What the session whose turn it is may still read.
    var turnBudget = 0
    /// Sessions that had to stop in the middle.
    var unfinished: [SlotToken] = []
    /// Those whose turn comes again at the moment.
    var continuing: [SlotToken] = []
    /// The second whose calendar is kept for log lines.
    var calendarSecond = Int64.min
    var calendar = WallTime(seconds: 0).utc
    /// Regular expressions of conditions, compiled once.
    var patterns: [String: RegularExpression] = [:]
    let matchScratch = MatchScratch()

    let requestHead = MessageHead()
    let responseHead = MessageHead()
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
        scratch = .allocate(byteCount: bufferSize, alignment: 16)
        cipherScratch = .allocate(byteCount: 20_480, alignment: 16)
        logScratch = .allocate(byteCount: 8192, alignment: 16)
    }

    deinit {
        scratch.deallocate()
        cipherScratch.deallocate()
        logScratch.deallocate()
    }

    /// Runs until told to stop, or until the last session has ended after `finish`.
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
            for index in 0..<count { closeIdle(poller.event(at: index)) }
            for index in 0..<count { dispatch(poller.event(at: index)) }
            continueUnfinished()
            runTimers()
            if isFinishing && sessionCount == 0 { break }
        }
    }

    private func dispatch(_ event: ReadyEvent) {
        guard let slot = slots.slot(of: SlotToken(rawValue: event.token)) else { return }
        switch entries[slot] {
        case .free: break
        case .inbox: for message in inbox.mailbox.takeAll() { take(message) }
        case .listener(let listener): accept(on: listener)
        case .session(let session):
            session.client.note(event.readiness)
            drive(session)
        case .connection(let connection):
            connection.transport.note(event.readiness)
            if let session = connection.session { drive(session) }
        }
    }

    /// Closes an idle connection that the server has closed, or on which it said something unasked:
    /// before anybody is given it for a request.
    private func closeIdle(_ event: ReadyEvent) {
        guard let slot = slots.slot(of: SlotToken(rawValue: event.token)),
            case .connection(let connection) = entries[slot], connection.session == nil
        else { return }
        connection.transport.note(event.readiness)
        guard connection.transport.isReadable || connection.transport.peerClosed else { return }
        idle.remove(connection)
        close(connection)
    }

    func register(_ entry: Entry) -> SlotToken? {
        guard let (slot, token) = slots.take() else { return nil }
        while entries.count <= slot { entries.append(.free) }
        entries[slot] = entry
        return token
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
            case .session(let session): timerFired(session)
            case .connection(let connection): idleTimerFired(connection)
            case .listener: resumeListeners()
            case .free, .inbox: break
            }
        }
    }

    private func timerFired(_ session: Session) {
        session.armedAt = .max
        let deadline = min(session.clientDeadline, session.serverDeadline)
        if deadline <= now {
            let isServers = session.serverDeadline < session.clientDeadline
            timedOut(session, onServerSide: isServers)
            if session.phase != .closed { drive(session) }
        } else {
            arm(session)
        }
    }

    /// Makes sure that a timer comes no later than the session's deadline.
    func arm(_ session: Session) {
        let deadline = min(session.clientDeadline, session.serverDeadline)
        guard deadline < session.armedAt else { return }
        session.armedAt = deadline
        timers.add(deadline, session.token)
    }

    func take(_ message: WorkerMessage) {
        switch message {
        case .follow(let generation, let plans):
            follow(generation, plans)
        case .invited(let invitation):
            accept(invitation)
        case .chooseAgain(let token, let ticket):
            if let session = waitingSession(token, ticket: ticket) { chooseAgain(session) }
        case .placeAnew(let token, let ticket):
            if let session = waitingSession(token, ticket: ticket) { placeAnew(session) }
        case .cutStreams(let server, let cause):
            forEachSession { session in
                guard session.server?.isSamePlace(as: server) == true, session.hasStream else {
                    return
                }
                takeAway(session, cause)
            }
        case .cutStream(let token):
            if let session = session(of: token) { shutDown(session) }
        case .report(let census):
            report(to: census)
        case .dropIdleConnections(let server):
            for connection in idle.takeAll(of: server) { close(connection) }
        case .roomForConnections:
            resumeListeners()
        case .page(let token, let page):
            if let session = session(of: token), session.phase == .rendering {
                answer(session, with: page)
                drive(session)
            }
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

    func session(of token: SlotToken) -> Session? {
        guard let slot = slots.slot(of: token), case .session(let session) = entries[slot] else {
            return nil
        }
        return session
    }

    func forEachSession(_ body: (Session) -> Void) {
        for index in entries.indices {
            if case .session(let session) = entries[index] { body(session) }
        }
    }
}
