internal import Certificates
internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration

/// How one probe ended, in HAProxy's words.
struct ProbeResult {
    var passed: Bool
    /// As `L7OK`.
    var status: String
    /// As `Layer7 check passed`.
    var description: String
    var code = 0
    var detail = ""
    var asksToDrain = false
    /// Negative when nothing was sent.
    var durationMilliseconds = 0
}

extension ProbeResult {
    /// What traffic has found out in a probe's place.
    init(observed sentence: String) {
        self.init(
            passed: false,
            status: "HANA",
            description: "Health analyze",
            detail: sentence,
            durationMilliseconds: -1
        )
    }

    /// Why the health of a server changed by it.
    var reason: String {
        checkReason(
            description,
            code: code > 0 ? code : nil,
            detail: detail,
            milliseconds: durationMilliseconds < 0 ? nil : durationMilliseconds
        )
    }
}

/// One probe of one server: connect, TLS, request, response.
final class HealthProbe {
    private enum Stage {
        case connecting
        case handshake
        case exchange
    }

    private let server: ServerRuntime
    private let backend: BackendRuntime
    private let check: ServerCheck
    private let generation: Generation
    private let loop: EventLoop
    private let startedAt = MonotonicClock.now
    private var completion: ((ProbeResult) -> Void)?
    private var transport: Transport?
    private var handle: EventLoop.Handle?
    private var timer: EventLoop.Handle?
    private var deadline = MonotonicClock.now
    private var stage = Stage.connecting
    private var unsent: [UInt8] = []
    private var reader: HTTPResponseReader
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 20_480, alignment: 16)

    init(
        _ backend: BackendRuntime,
        _ server: ServerRuntime,
        _ check: ServerCheck,
        generation: Generation,
        loop: EventLoop,
        completion: @escaping (ProbeResult) -> Void
    ) {
        self.backend = backend
        self.server = server
        self.check = check
        self.generation = generation
        self.loop = loop
        self.completion = completion
        if case .http(let http) = backend.settings.check {
            unsent = http.request()
            reader = HTTPResponseReader(requestMethod: http.method, bodyLimit: 1 << 20)
        } else {
            reader = HTTPResponseReader()
        }
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

    private func wait(_ patience: Duration) {
        if let timer { loop.cancel(timer) }
        deadline = MonotonicClock.now + patience
        timer = loop.schedule(after: patience) { [weak self] in self?.timedOut() }
    }

    func start() {
        guard let address = server.checkAddress else { return }
        let timeouts = backend.settings.timeouts
        let limit =
            timeouts.check == nil
            ? check.intervals.steady
            : min(timeouts.connect ?? check.intervals.steady, check.intervals.steady)
        wait(limit)
        do throws(SystemError) {
            let socket = try FileDescriptor.streamSocket(for: address, nonblocking: true)
            transport = Transport(socket: socket, tls: engine())
            _ = try socket.connect(to: address)
            handle = try loop.register(socket, for: .writable) { [weak self] readiness in
                self?.ready(readiness)
            }
        } catch {
            finish("L4CON", "Layer4 connection problem", detail: error.code.sentence)
        }
    }

    /// TLS for the probe; a probe without a context that it should have fails in its handshake.
    private func engine() -> TLSEngine? {
        let context = check.tls.flatMap(generation.certificates.plan.context)
        var verifiedName: String?
        if case .required(_, let hostName)? = check.tls?.verification {
            verifiedName = check.serverName ?? hostName
        }
        return context.flatMap {
            try? TLSEngine($0, serverName: check.serverName, verifiedName: verifiedName)
        }
    }

    private func ready(_ readiness: Readiness) {
        transport?.note(readiness)
        transport?.isWritable = true
        if stage == .connecting {
            if let code = transport?.socket.pendingError() {
                return finish("L4CON", "Layer4 connection problem", detail: code.sentence)
            }
            connected()
        }
        transport?.isReadable = true
        if stage == .handshake { shakeHands() }
        if stage == .exchange && completion != nil { exchange() }
    }

    private func connected() {
        if let limit = backend.settings.timeouts.check { wait(limit) }
        if transport?.tls != nil {
            stage = .handshake
            if let handle { loop.change(handle, to: .readable) }
        } else {
            established()
        }
    }

    private func shakeHands() {
        switch transport?.handshake(scratch: scratch) {
        case .moved?: established()
        case .wouldBlock?, nil: break
        case .ended?, .failed?: finish("L6RSP", "Layer6 invalid response")
        }
    }

    private func established() {
        guard case .http = backend.settings.check else {
            return transport?.tls == nil
                ? finish("L4OK", "Layer4 check passed", passed: true)
                : finish("L6OK", "Layer6 check passed", passed: true)
        }
        stage = .exchange
        if let handle { loop.change(handle, to: .readable) }
        send()
    }

    private func send() {
        while !unsent.isEmpty {
            let result = unsent.withUnsafeBytes { transport?.write($0, scratch: scratch) }
            switch result {
            case .moved(let count)?: unsent.removeFirst(count)
            case .wouldBlock?, nil:
                if let handle { loop.change(handle, to: [.readable, .writable]) }
                return
            case .ended?, .failed?:
                return finish("L7RSP", "Layer7 invalid response")
            }
        }
        _ = transport?.flush(scratch)
        if let handle { loop.change(handle, to: .readable) }
    }

    private func exchange() {
        if !unsent.isEmpty { send() }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while completion != nil {
            let result = buffer.withUnsafeMutableBytes {
                transport?.read(into: $0, scratch: scratch)
            }
            switch result {
            case .moved(let count)?: push(buffer[0..<count])
            case .wouldBlock?, nil: return
            case .ended?: return ended()
            case .failed?: return ended()
            }
            if transport?.tls == nil && transport?.isReadable == false { return }
        }
    }

    private func push(_ bytes: ArraySlice<UInt8>) {
        do throws(MessageFault) {
            switch try reader.push(bytes) {
            case .complete(let response): judge(response)
            case .incomplete:
                guard case .http(let http) = backend.settings.check, !http.looksAtBody,
                    let response = reader.partial
                else { return }
                judge(response)
            }
        } catch {
            finish("L7RSP", "Layer7 invalid response")
        }
    }

    private func ended() {
        if let response = reader.finish() ?? reader.partial { return judge(response) }
        finish("L7RSP", "Layer7 invalid response")
    }

    private func judge(_ response: HTTPResponse) {
        guard case .http(let http) = backend.settings.check else { return }
        let verdict = http.judge(response)
        guard verdict.passed else {
            return finish(
                http.looksAtBody ? "L7RSP" : "L7STS",
                http.looksAtBody ? "Layer7 invalid response" : "Layer7 wrong status",
                code: response.status,
                detail: verdict.detail
            )
        }
        finish(
            verdict.asksToDrain ? "L7OKC" : "L7OK",
            verdict.asksToDrain ? "Layer7 check conditionally passed" : "Layer7 check passed",
            passed: true,
            code: response.status,
            detail: verdict.detail,
            asksToDrain: verdict.asksToDrain
        )
    }

    private func timedOut() {
        timer = nil
        switch stage {
        case .connecting: finish("L4TOUT", "Layer4 timeout")
        case .handshake: finish("L6TOUT", "Layer6 timeout")
        case .exchange: finish("L7TOUT", "Layer7 timeout")
        }
    }

    private func finish(
        _ status: String,
        _ description: String,
        passed: Bool = false,
        code: Int = 0,
        detail: String = "",
        asksToDrain: Bool = false
    ) {
        let duration = (MonotonicClock.now - startedAt).wholeMilliseconds()
        let result = ProbeResult(
            passed: passed,
            status: status,
            description: description,
            code: code,
            detail: detail,
            asksToDrain: asksToDrain,
            durationMilliseconds: Int(duration)
        )
        let completion = self.completion
        self.completion = nil
        close()
        completion?(result)
    }

    private func close() {
        if let timer { loop.cancel(timer) }
        timer = nil
        if let handle { loop.remove(handle) }
        handle = nil
        transport?.socket.close()
        transport = nil
    }
}
