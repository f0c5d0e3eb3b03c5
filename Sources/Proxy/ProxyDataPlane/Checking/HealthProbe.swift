internal import Certificates
internal import Cryptography
internal import EventLoops
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyProtocol

/// One check of one server: does over a socket what a run of the check's program orders.
final class HealthProbe {
    private let server: ServerRuntime
    private let backend: BackendRuntime
    private let check: ServerCheck
    private let program: CheckProgram
    private let generation: Generation
    private let loop: EventLoop
    private let startedAt = MonotonicClock.now
    private var run: CheckRun
    private var completion: ((CheckResult) -> Void)?
    private var connection: CheckConnection?
    private var transport: Transport?
    private var handle: EventLoop.Handle?
    private var timer: EventLoop.Handle?
    private var deadline = MonotonicClock.now
    private var phase = CheckRun.Phase.connecting
    /// What is still to be sent, and whether it is what the run has ordered.
    private var unsent: ArraySlice<UInt8> = []
    private var isSending = false
    /// What makes frames of the run's texts where the connection speaks HTTP/2.
    private var exchange: HTTP2CheckExchange?
    /// Whether the run's answer is over, though the connection is not.
    private var isAnswerOver = false
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 20_480, alignment: 16)

    init(
        _ target: HealthChecker.Target,
        generation: Generation,
        loop: EventLoop,
        completion: @escaping (CheckResult) -> Void
    ) {
        backend = target.backend
        server = target.server
        check = target.check
        program = target.program.program
        self.generation = generation
        self.loop = loop
        self.completion = completion
        run = CheckRun(
            target.program,
            seconds: WallTime.now.seconds,
            isUp: server.check != .down,
            state: target.stateReport(
                node: generation.configuration.global.node ?? machineName()
            ),
            expressions: CheckScope(target.server, in: target.backend, of: generation)
        )
    }

    deinit {
        scratch.deallocate()
    }

    /// Gives up without a result.
    func cancel() {
        completion = nil
        close()
    }

    /// Takes no longer than that from now on.
    func limit(to patience: Duration) {
        guard MonotonicClock.now + patience < deadline else { return }
        wait(patience)
    }

    func start() {
        carryOut(run.start())
    }

    private func wait(_ patience: Duration) {
        if let timer { loop.cancel(timer) }
        deadline = MonotonicClock.now + patience
        timer = loop.schedule(after: patience) { [weak self] in
            guard let self else { return }
            self.timer = nil
            carryOut(run.timedOut(phase))
        }
    }

    /// Does what the run orders until something has to be waited for.
    private func carryOut(_ first: CheckRun.Order) {
        var order: CheckRun.Order? = first
        while let next = order, completion != nil {
            switch next {
            case .connect(let connection): order = connect(connection)
            case .send(let bytes):
                isSending = true
                isAnswerOver = false
                if let exchange {
                    guard let frames = exchange.frames(of: bytes) else {
                        order = .finish(CheckOutcome(.socketError))
                        continue
                    }
                    unsent += frames
                } else {
                    unsent += bytes
                }
                order = send()
            case .receive: order = receive()
            case .finish(let outcome):
                finish(outcome)
                order = nil
            }
        }
    }

    private func connect(_ connection: CheckConnection) -> CheckRun.Order? {
        closeConnection()
        self.connection = connection
        phase = .connecting
        let timeouts = backend.settings.timeouts
        let patience = check.intervals.steady
        wait(timeouts.check == nil ? patience : min(timeouts.connect ?? patience, patience))
        guard let address = server.address(of: connection) else {
            return .finish(CheckOutcome(.socketError))
        }
        do throws(SystemError) {
            let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
            transport = Transport(socket: socket)
            try socket.prepare(for: server.settings)
            _ = try socket.connect(to: address)
            transport = Transport(
                socket: socket,
                tls: try engine(connection),
                preface: preface(connection, socket, address)
            )
            handle = try loop.register(socket, for: .writable) { [weak self] in self?.ready($0) }
            return nil
        } catch {
            return run.failed(.connecting, "General socket error (\(error.code.sentence))")
        }
    }

    /// TLS for a connection that shall have it.
    private func engine(_ connection: CheckConnection) throws(SystemError) -> TLSEngine? {
        guard let tls = check.tls(of: connection),
            server.encryption != .off || !connection.takesServersSettings
        else { return nil }
        let ownName = connection.takesServersSettings ? check.serverName : nil
        let name = connection.serverName ?? ownName
        var verifiedName: String?
        if case .required(_, let hostName) = tls.verification { verifiedName = name ?? hostName }
        if let context = generation.certificates.plan.context(for: tls),
            let engine = try? TLSEngine(context, serverName: name, verifiedName: verifiedName)
        {
            return engine
        }
        throw SystemError(.invalidArgument, call: "TLS", subject: server.settings.name)
    }

    /// What goes before everything else: the check's own addresses, as there is no client.
    private func preface(
        _ connection: CheckConnection,
        _ socket: FileDescriptor,
        _ address: SocketAddress
    ) -> [UInt8] {
        let isServersWay = connection.takesServersSettings && check.sendsProxyHeader
        guard connection.sendsProxyHeader || isServersWay else { return [] }
        let sending = server.settings.proxyHeader
        guard sending.contains(.binary) else {
            return ProxyHeader(from: socket.localAddress(), to: address).text
        }
        var header = ProxyHeader(.local)
        if sending.contains(.checksum) { header.attributes.appendChecksum() }
        if sending.contains(.encryption) {
            header.attributes.append(.encryption, ProxyEncryption().value)
        }
        return header.binary
    }

    private func ready(_ readiness: Readiness) {
        transport?.note(readiness)
        transport?.isReadable = true
        transport?.isWritable = true
        switch phase {
        case .connecting:
            if let code = transport?.socket.pendingError() { return failed(code) }
            phase = .handshake
            if transport?.tls != nil, let handle { loop.change(handle, to: .readable) }
            shakeHands()
        case .handshake: shakeHands()
        case .established:
            if !unsent.isEmpty {
                if let next = send() { return carryOut(next) }
                guard completion != nil, !isSending else { return }
            }
            if let next = receive() { carryOut(next) }
        }
    }

    /// No connection came about, or one that the server has reset before it was looked at.
    private func failed(_ code: Errno) {
        guard code == .connectionReset, transport?.tls == nil else {
            return carryOut(run.failed(.connecting, code.connectSentence))
        }
        phase = .established
        let next = run.connected(isEncrypted: false)
        if case .finish = next { return carryOut(next) }
        carryOut(run.failed(.established, code.sentence))
    }

    private func shakeHands() {
        switch transport?.handshake(scratch: scratch) {
        case .moved?:
            phase = .established
            if speaksHTTP2 {
                exchange = HTTP2CheckExchange(isEncrypted: transport?.tls != nil)
            }
            if let limit = backend.settings.timeouts.check { wait(limit) }
            carryOut(run.connected(isEncrypted: transport?.tls != nil))
        case .wouldBlock?, nil: break
        case .ended?:
            carryOut(run.failed(.handshake, "Connection closed during SSL handshake"))
        case .failed?: carryOut(run.failed(.handshake, "SSL handshake failure"))
        }
    }

    /// Whether requests go by HTTP/2 on this connection: where it is said, else as was agreed on.
    private var speaksHTTP2: Bool {
        guard program.language == .http, let connection else { return false }
        if let said = connection.speaksHTTP2 { return said }
        if connection.takesServersSettings {
            if let said = check.speaksHTTP2 { return said }
            if server.settings.speaksHTTP2 { return true }
        }
        return transport?.tls?.hasAgreed(on: "h2") == true
    }

    private func send() -> CheckRun.Order? {
        while !unsent.isEmpty {
            switch unsent.withUnsafeBytes({ transport?.write($0, scratch: scratch) }) {
            case .moved(let count)?: unsent = unsent.dropFirst(count)
            case .wouldBlock?, nil:
                if let handle { loop.change(handle, to: [.readable, .writable]) }
                return nil
            case .ended?: return run.failed(.established, Errno.brokenPipe.sentence)
            case .failed(let code)?: return run.failed(.established, code.sentence)
            }
        }
        _ = transport?.flush(scratch)
        guard isSending else { return nil }
        isSending = false
        return run.sent()
    }

    private func receive() -> CheckRun.Order? {
        if let handle {
            let isCiphered = transport?.hasUnsentCipher == true
            loop.change(handle, to: isCiphered ? [.readable, .writable] : .readable)
        }
        if transport?.hasUnsentCipher == true { _ = transport?.flush(scratch) }
        if isAnswerOver { return run.ended() }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        switch buffer.withUnsafeMutableBytes({ transport?.read(into: $0, scratch: scratch) }) {
        case .moved(let count)?:
            if let exchange { return take(exchange.receive(buffer[..<count]), exchange) }
            return run.received(buffer[..<count])
        case .wouldBlock?, nil: return nil
        case .ended?: return run.ended()
        case .failed(let code)?: return run.failed(.established, code.sentence)
        }
    }

    /// Gives the run what frames came to, and sends what the connection itself has to say.
    private func take(
        _ progress: HTTP2CheckExchange.Progress,
        _ exchange: HTTP2CheckExchange
    ) -> CheckRun.Order? {
        unsent += exchange.takeControl()
        if !unsent.isEmpty, let failure = send() { return failure }
        switch progress {
        case .bytes(let bytes): return bytes.isEmpty ? .receive : run.received(bytes)
        case .ended(let bytes):
            isAnswerOver = true
            return bytes.isEmpty ? run.ended() : run.received(bytes)
        case .failed: return run.failed(.established, Errno.connectionReset.sentence)
        }
    }

    private func finish(_ outcome: CheckOutcome) {
        let milliseconds = Int((MonotonicClock.now - startedAt).wholeMilliseconds())
        let completion = self.completion
        self.completion = nil
        close()
        completion?(CheckResult(outcome, milliseconds: milliseconds))
    }

    private func close() {
        if let timer { loop.cancel(timer) }
        timer = nil
        closeConnection()
    }

    /// Closes the connection, with a reset unless the server has closed it or wants to see its end.
    private func closeConnection() {
        if let handle { loop.remove(handle) }
        handle = nil
        unsent = []
        isSending = false
        exchange = nil
        isAnswerOver = false
        guard let transport else { return }
        if connection?.closesGently != true, !transport.hasEnded, phase == .established {
            try? transport.socket.setOption(.lingerReset, 1)
        }
        transport.socket.close()
        self.transport = nil
    }
}

extension ServerRuntime {
    /// Where a connection of its check leads; nil while its name could not be resolved.
    fileprivate func address(of connection: CheckConnection) -> SocketAddress? {
        guard let address = connection.address else {
            return connection.port.map { checkAddress?.with(port: UInt16(clamping: $0)) }
                ?? checkAddress
        }
        let own = address.port.flatMap { $0 == 0 ? nil : Int($0) }
        let port = connection.port ?? own ?? Int(checkAddress?.port ?? 0)
        return address.with(port: UInt16(clamping: port))
    }
}
