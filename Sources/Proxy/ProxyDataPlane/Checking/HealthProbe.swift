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
    private var unsent: ArraySlice<UInt8> = []
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
        self.generation = generation
        self.loop = loop
        self.completion = completion
        run = CheckRun(
            target.program,
            seconds: WallTime.now.seconds,
            isUp: server.check != .down,
            state: target.stateReport(
                node: generation.configuration.global.node ?? machineName()
            )
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
                unsent = bytes[...]
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
            return run.failed(.connecting, error.code.sentence)
        }
    }

    /// TLS for a connection that shall have it.
    private func engine(_ connection: CheckConnection) throws(SystemError) -> TLSEngine? {
        guard let tls = check.tls(of: connection) else { return nil }
        let ownName = connection.takesServersSettings ? check.serverName : nil
        let name = connection.serverName ?? ownName
        var verifiedName: String?
        if case .required(_, let hostName) = tls.verification { verifiedName = hostName ?? name }
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
            if let next = unsent.isEmpty ? receive() : send() { carryOut(next) }
        }
    }

    /// No connection came about, or one that the server has reset before it was looked at.
    private func failed(_ code: Errno) {
        guard code == .connectionReset, transport?.tls == nil else {
            return carryOut(run.failed(.connecting, code.sentence))
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
            if let limit = backend.settings.timeouts.check { wait(limit) }
            carryOut(run.connected(isEncrypted: transport?.tls != nil))
        case .wouldBlock?, nil: break
        case .ended?:
            carryOut(run.failed(.handshake, "Connection closed during SSL handshake"))
        case .failed?: carryOut(run.failed(.handshake, "SSL handshake failure"))
        }
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
        return run.sent()
    }

    private func receive() -> CheckRun.Order? {
        if let handle {
            let isCiphered = transport?.hasUnsentCipher == true
            loop.change(handle, to: isCiphered ? [.readable, .writable] : .readable)
        }
        if transport?.hasUnsentCipher == true { _ = transport?.flush(scratch) }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        switch buffer.withUnsafeMutableBytes({ transport?.read(into: $0, scratch: scratch) }) {
        case .moved(let count)?: return run.received(buffer[..<count])
        case .wouldBlock?, nil: return nil
        case .ended?: return run.ended()
        case .failed(let code)?: return run.failed(.established, code.sentence)
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
