internal import Diagnostics
internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyControlPlane
internal import ProxyDataPlane

/// The proxy from its start to its end: sockets, rights, threads, signals.
final class RunningProxy {
    private let invocation: ProxyInvocation
    private let configuration: ProxyConfiguration
    private let identity: String
    private let notification = ServiceNotification()
    private var control: ControlServer?
    private var exitStatus: Int32 = 0

    /// Whether a successor has the listening sockets, so that the service does not end with this
    /// process.
    private var isSucceeded: Bool { control?.hasHandedOver ?? false }

    init(_ invocation: ProxyInvocation, _ configuration: ProxyConfiguration) {
        self.invocation = invocation
        self.configuration = configuration
        identity = ProcessIdentity.text(of: invocation, configuration)
    }

    /// Checks what reading the text alone does not: certificates, addresses.
    ///
    /// - Parameter configuration: what is checked.
    /// - Returns: what is remarkable and nothing to stop for.
    /// - Throws: what is wrong.
    static func check(
        _ configuration: ProxyConfiguration
    ) throws(DiagnosticList) -> [Diagnostic] {
        let runtime = try ProxyRuntime(configuration)
        try StartChecks.checkRoot(configuration)
        try StartChecks.setFileLimit(configuration)
        try StartChecks.findTakenPorts(configuration)
        return runtime.generation.warnings
    }

    /// Runs until a signal ends it; returns the status to exit with.
    func run() throws(DiagnosticList) -> Int32 {
        Signal.brokenPipe.ignore()
        // HAProxy tells at SIGQUIT what memory it keeps; nothing is kept here that could be told.
        Signal.quit.ignore()
        try StartChecks.requireListeners(configuration)
        try StartChecks.checkRoot(configuration)
        try StartChecks.setFileLimit(configuration)
        try StartChecks.setMemoryLimit(megabytes: invocation.maximumMegabytes)
        do throws(SystemError) {
            // From the first socket on, a reload that is asked for waits for the start's end.
            let requests = try SignalQueue([.user1, .user2, .hangUp])
            let loop = try EventLoop()
            let handover = fetchListeners()
            let server = try makeServer(loop, handover)
            let control = makeControl(server, loop)
            self.control = control
            try start(server, control, loop, handover)
            try listen(to: requests, server, loop)
            try loop.run()
            if !isSucceeded { notification.stopping() }
            server.join()
            removePidFile()
            return exitStatus
        } catch {
            throw DiagnosticList([Diagnostic("cannot run: \(error)")])
        }
    }

    private func makeServer(
        _ loop: EventLoop,
        _ handover: ListenerHandover?
    ) throws(SystemError) -> ProxyServer {
        do throws(DiagnosticList) {
            let server = try ProxyServer(configuration, loop: loop)
            if !invocation.isQuiet {
                for warning in server.runtime.generation.warnings {
                    ProxyCommand.say(warning.rendered())
                }
            }
            for warning in ServerStateFile.restore(server.runtime) {
                ProxyCommand.say(warning.rendered())
            }
            try server.bind(handover)
            return server
        } catch {
            fail(error)
        }
    }

    private func fetchListeners() -> ListenerHandover? {
        guard let path = invocation.predecessorSocket else { return nil }
        do throws(DiagnosticList) {
            return try ListenerHandover(from: path)
        } catch {
            fail(error)
        }
    }

    private func start(
        _ server: ProxyServer,
        _ control: ControlServer,
        _ loop: EventLoop,
        _ handover: ListenerHandover?
    ) throws(SystemError) {
        var background: BackgroundStart?
        do throws(DiagnosticList) {
            try control.start(configuration.global, handover)
            handover?.closeRest()
            let inBackground = invocation.runsInBackground || configuration.global.runsInBackground
            if inBackground && !invocation.staysInForeground { background = try goToBackground() }
            if let path = pidFile { try write(pidFile: path) }
            if let socket = invocation.processSocket { try open(socket, of: control) }
            try giveUpPrivileges(configuration.global)
        } catch {
            fail(error)
        }
        try listen(to: SignalQueue([.terminate, .interrupt]), server, loop)
        try server.start()
        if invocation.isVerbose {
            ProxyCommand.say("listening on ports \(server.boundPorts.sorted())")
        }
        // A predecessor is told to finish only when the system knows whom to ask from now on.
        notification.ready("generation 1")
        for process in invocation.processesToFinish { try? Signal.user1.send(to: process) }
        for process in invocation.processesToStop { try? Signal.terminate.send(to: process) }
        background?.succeed(keepingOutput: invocation.keepsOutput)
    }

    private func makeControl(_ server: ProxyServer, _ loop: EventLoop) -> ControlServer {
        ControlServer(
            runtime: server.runtime,
            loop: loop,
            process: ProcessControl(
                describe: { [identity] in ProcessIdentity.description(identity) },
                reload: { [unowned self] in self.reload(server) },
                handOver: { server.listeningSockets }
            )
        )
    }

    private func open(_ socket: StatsSocket, of control: ControlServer) throws(DiagnosticList) {
        do throws(SystemError) {
            try control.openProcessSocket(socket)
        } catch {
            throw DiagnosticList([
                Diagnostic("cannot bind '\(socket.address.described)' of '-S': \(error.code)")
            ])
        }
    }

    private func fail(_ problems: DiagnosticList) -> Never {
        ProxyCommand.say(problems.description)
        CurrentProcess.exit(1)
    }

    private var pidFile: String? { invocation.pidFile ?? configuration.global.pidFile }

    private func write(pidFile path: String) throws(DiagnosticList) {
        do throws(SystemError) {
            try FileSystem.writeAtomically("\(CurrentProcess.id)\n", to: path)
        } catch {
            throw DiagnosticList([Diagnostic("cannot write pid file '\(path)': \(error.code)")])
        }
    }

    /// Another process may have written its number in the meantime: a successor.
    private func removePidFile() {
        guard let path = pidFile,
            (try? FileSystem.readText(path)) == "\(CurrentProcess.id)\n"
        else { return }
        try? FileSystem.removeFile(path)
    }

    private func goToBackground() throws(DiagnosticList) -> BackgroundStart {
        do throws(SystemError) {
            return try BackgroundStart()
        } catch {
            throw DiagnosticList([Diagnostic("cannot go to the background: \(error.code)")])
        }
    }

    // MARK: Signals

    private func listen(
        to signals: SignalQueue,
        _ server: ProxyServer,
        _ loop: EventLoop
    ) throws(SystemError) {
        _ = try loop.register(signals.descriptor, for: .readable) { [self] _ in
            while let signal = signals.next() { take(signal, server, loop) }
        }
    }

    private func take(_ signal: Signal, _ server: ProxyServer, _ loop: EventLoop) {
        switch signal {
        case .user1:
            let global = server.runtime.generation.configuration.global
            if let grace = global.grace, !isSucceeded {
                _ = loop.schedule(after: grace) { [self] in finish(server) }
            } else {
                finish(server)
            }
        case .user2:
            if let command = Succession.command(invocation, identity) {
                succeed(by: command, server)
            } else {
                _ = reload(server)
            }
        case .hangUp where invocation.isMasterWorker:
            // HAProxy's master takes it so; without one it asks how things stand.
            _ = reload(server)
        case .hangUp:
            tell(server, StateDump.lines(of: server.runtime).joined(separator: "\n"))
        default:
            if !isSucceeded { notification.stopping() }
            // Whoever started a master is told which signal ended it.
            if invocation.isMasterWorker { exitStatus = 128 + signal.rawValue }
            server.stop()
        }
    }

    /// Reads the files again; a configuration that does not parse leaves the running one in place.
    private func reload(_ server: ProxyServer) -> ReloadOutcome {
        notification.reloading()
        let number = server.runtime.generation.number
        do throws(DiagnosticList) {
            let configuration = try ProxyCommand.read(invocation)
            try StartChecks.requireListeners(configuration)
            try StartChecks.setFileLimit(configuration)
            try control?.follow(configuration.global) { () throws(DiagnosticList) in
                try server.reload(configuration)
            }
            let number = server.runtime.generation.number
            for warning in server.runtime.generation.warnings { tell(server, warning.rendered()) }
            let text = "configuration reloaded: generation \(number)"
            tell(server, text)
            notification.ready("generation \(number)")
            return ReloadOutcome(isSuccess: true, text: text)
        } catch {
            let failure = "reload failed: generation \(number) goes on"
            for problem in error.diagnostics { tell(server, problem.rendered()) }
            tell(server, failure)
            let first = error.description.split(separator: "\n").first ?? ""
            notification.ready("\(failure); \(first)")
            return ReloadOutcome(isSuccess: false, text: "\(error.description)\n\(failure)")
        }
    }

    /// Takes no more connections, and ends with the last request.
    private func finish(_ server: ProxyServer) {
        // After a handover the service goes on in its successor.
        if isSucceeded { control?.stopListening() } else { notification.stopping() }
        server.finish(within: server.runtime.generation.configuration.global.hardStopAfter)
    }

    /// Has a process of the new program take this one's place; it says itself what came of it.
    private func succeed(by command: [String], _ server: ProxyServer) {
        do throws(SystemError) {
            try Succession.start(command, notification)
        } catch {
            tell(server, "reload failed: \(error)")
        }
    }

    private func tell(_ server: ProxyServer, _ text: String) {
        LineOutput.standardError.write(text)
        let global = server.runtime.generation.configuration.global
        for line in text.split(separator: "\n") {
            server.runtime.logs.send(
                String(line),
                level: .notice,
                to: global.logTargets,
                tag: global.logTag
            )
        }
    }
}
