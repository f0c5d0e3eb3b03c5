internal import LinuxSystem

/// A target that is reached by a shell and by streams: every kind of connection is one, over the
/// transport of its kind.
public final class ShellTarget: TargetConnection {
    /// The inventory's name of the target.
    public let name: String

    private let transport: any TargetTransport
    private let incus: any IncusAccess
    private let shells: SerialShells
    private let keepsOneShell: @Sendable () -> Bool

    /// Puts a target together; nothing is started before the first request.
    ///
    /// `keepsOneShell` says after each use whether the shells of other users are better ended.
    public init(
        name: String,
        transport: any TargetTransport,
        incus: any IncusAccess,
        timeout: Duration,
        keepsOneShell: @escaping @Sendable () -> Bool = { false }
    ) {
        self.name = name
        self.transport = transport
        self.incus = incus
        self.keepsOneShell = keepsOneShell
        shells = SerialShells(ShellPool(target: name, transport: transport, timeout: timeout))
    }

    /// Whether the transport below still works.
    public var isAlive: Bool { transport.isAlive }

    /// Carries the requests out in order; what runs in the shell travels together.
    public func perform(
        _ requests: [HostRequest],
        as become: Become?
    ) throws(ConnectionFailure) -> [HostReply] {
        let become = become?.user == transport.user ? nil : become
        var replies: [HostReply] = []
        var batch: [any ShellWork] = []
        for request in requests {
            if let work = shellWork(for: request, as: become) {
                batch.append(work)
            } else {
                replies += try run(batch, as: become)
                batch = []
                replies.append(try reply(to: request, as: become))
            }
        }
        return replies + (try run(batch, as: become))
    }

    private func run(
        _ batch: [any ShellWork],
        as become: Become?
    ) throws(ConnectionFailure) -> [HostReply] {
        if batch.isEmpty { return [] }
        return try shells.withPool { (pool) throws(ConnectionFailure) in
            let session = try pool.session(as: become)
            if keepsOneShell() { pool.close(but: session) }
            let results = try session.run(batch.map(\.framed))
            return zip(batch, results).map { $0.reply($1) }
        }
    }

    /// The work of the shell that a request is; nil when it goes another way.
    private func shellWork(for request: HostRequest, as become: Become?) -> (any ShellWork)? {
        switch request {
        case .command(let command):
            return CommandWork(command)
        case .download(let path, let limit):
            return DownloadWork(path: path, limit: limit)
        case .upload(let upload) where !transport.fillsFiles || become != nil:
            return (try? OpenedSource(upload.source)).map { UploadWork(upload, source: $0) }
        case .upload, .incus, .incusImage, .http, .connect, .exchange:
            return nil
        }
    }

    /// Answers a request that goes another way than through the shell alone.
    private func reply(
        to request: HostRequest,
        as become: Become?
    ) throws(ConnectionFailure) -> HostReply {
        switch request {
        case .incus(let call):
            return .incus(try incus.reply(to: call))
        case .incusImage(let image):
            return .incus(try incus.reply(importing: image))
        case .http(let call):
            let transport = transport
            return .http(
                try call.exchange { (endpoint) throws(ConnectionFailure) in
                    try transport.openStream(endpoint)
                }
            )
        case .connect(let endpoint, let timeout):
            return .connect(try tryToConnect(endpoint, within: timeout))
        case .exchange(let exchange):
            return .exchange(try exchange.outcome(over: transport))
        case .upload(let upload):
            return .upload(try fill(upload, as: become))
        case .command, .download:
            throw ConnectionFailure(name, .local("this request is the shell's"))
        }
    }

    /// Transports wait for an answer of the target; an endpoint that says nothing has none.
    private func tryToConnect(
        _ endpoint: StreamEndpoint,
        within timeout: Duration
    ) throws(ConnectionFailure) -> ConnectOutcome {
        let transport = transport
        let attempt: Result<Void, ConnectionFailure>?
        do throws(SystemError) {
            attempt = try withinTime(timeout, name: "connect") {
                Result { () throws(ConnectionFailure) in try transport.openStream(endpoint).close()
                }
            }
        } catch {
            throw ConnectionFailure(name, .local(error.description))
        }
        switch attempt {
        case .success: return .connected
        case nil: return .failed("no answer in time")
        case .failure(let failure):
            guard case .streamRefused(_, let why) = failure.reason else { throw failure }
            return .failed(why)
        }
    }

    private func fill(
        _ upload: FileUpload,
        as become: Become?
    ) throws(ConnectionFailure) -> UploadOutcome {
        let source: OpenedSource
        do throws(SystemError) {
            source = try OpenedSource(upload.source)
        } catch {
            return .failed("cannot read the controller's file: \(error)")
        }
        return try shells.withPool { (pool) throws(ConnectionFailure) in
            try TransportUpload(
                upload: upload,
                source: source,
                transport: transport,
                session: pool.session(as: become)
            ).run()
        }
    }

    /// Connects to something as seen from the target.
    public func openStream(
        _ endpoint: StreamEndpoint
    ) throws(ConnectionFailure) -> any ByteStream {
        try transport.openStream(endpoint)
    }

    /// Ends every shell and stream, after the call that is under way.
    public func close() {
        shells.close()
        incus.close()
        transport.close()
    }
}
