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
    private let notification = ServiceNotification()

    init(_ invocation: ProxyInvocation, _ configuration: ProxyConfiguration) {
        self.invocation = invocation
        self.configuration = configuration
    }

    /// Checks what reading the text alone does not: certificates, addresses.
    static func check(_ configuration: ProxyConfiguration) throws(DiagnosticList) {
        _ = try ProxyRuntime(configuration)
        try StartChecks.setFileLimit(configuration)
        try StartChecks.findTakenPorts(configuration)
    }

    /// Runs until a signal ends it; returns the status to exit with.
    func run() throws(DiagnosticList) -> Int32 {
        Signal.brokenPipe.ignore()
        try StartChecks.requireListeners(configuration)
        try StartChecks.setFileLimit(configuration)
        do throws(SystemError) {
            let loop = try EventLoop()
            let server = try makeServer(loop)
            try start(server, loop)
            try loop.run()
            notification.stopping()
            server.join()
            if let path = pidFile { try? FileSystem.removeFile(path) }
            return 0
        } catch {
            throw DiagnosticList([Diagnostic("cannot run: \(error)")])
        }
    }

    private func makeServer(_ loop: EventLoop) throws(SystemError) -> ProxyServer {
        do throws(DiagnosticList) {
            let server = try ProxyServer(configuration, loop: loop)
            try server.bind()
            return server
        } catch {
            fail(error)
        }
    }

    private func start(_ server: ProxyServer, _ loop: EventLoop) throws(SystemError) {
        let control = ControlServer(runtime: server.runtime, loop: loop)
        do throws(DiagnosticList) {
            try control.start(configuration.global)
            let inBackground = invocation.runsInBackground || configuration.global.runsInBackground
            if inBackground && !invocation.staysInForeground { try moveToBackground() }
            if let path = pidFile { try write(pidFile: path) }
            try giveUpPrivileges(configuration.global)
        } catch {
            fail(error)
        }
        try listenToSignals(server, control, loop)
        try server.start()
        for process in invocation.processesToFinish { try? Signal.user1.send(to: process) }
        for process in invocation.processesToStop { try? Signal.terminate.send(to: process) }
        if invocation.isVerbose {
            ProxyCommand.say("listening on ports \(server.boundPorts.sorted())")
        }
        notification.ready("generation 1")
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

    private func moveToBackground() throws(DiagnosticList) {
        do throws(SystemError) {
            try CurrentProcess.moveToBackground()
        } catch {
            throw DiagnosticList([Diagnostic("cannot go to the background: \(error.code)")])
        }
    }

    // MARK: Signals

    private func listenToSignals(
        _ server: ProxyServer,
        _ control: ControlServer,
        _ loop: EventLoop
    ) throws(SystemError) {
        let signals = try SignalQueue([.terminate, .interrupt, .user1, .user2, .hangUp])
        _ = try loop.register(signals.descriptor, for: .readable) { [self] _ in
            while let signal = signals.next() { take(signal, server, control) }
        }
    }

    private func take(_ signal: Signal, _ server: ProxyServer, _ control: ControlServer) {
        switch signal {
        case .user1:
            notification.stopping()
            server.finish(within: server.runtime.generation.configuration.global.hardStopAfter)
        case .user2, .hangUp:
            reload(server, control)
        default:
            notification.stopping()
            server.stop()
        }
    }

    /// Reads the files again; a configuration that does not parse leaves the running one in place.
    private func reload(_ server: ProxyServer, _ control: ControlServer) {
        notification.reloading()
        let number = server.runtime.generation.number
        do throws(DiagnosticList) {
            let configuration = try ProxyCommand.read(invocation)
            try StartChecks.requireListeners(configuration)
            try StartChecks.setFileLimit(configuration)
            try control.follow(configuration.global) { () throws(DiagnosticList) in
                try server.reload(configuration)
            }
            tell(server, "configuration reloaded: generation \(server.runtime.generation.number)")
            notification.ready("generation \(server.runtime.generation.number)")
        } catch {
            for problem in error.diagnostics { tell(server, problem.rendered()) }
            tell(server, "reload failed: generation \(number) goes on")
            notification.ready("generation \(number); the last reload failed")
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
