internal import CSimulation
internal import Diagnostics
internal import EventLoops
internal import ProxyConfiguration
internal import ProxyControlPlane
internal import ProxyDataPlane

/// The proxy as it is, with its control loop and its workers on threads of the simulated kernel.
final class ProxyUnderTest {
    private unowned let kernel: SimulatedKernel
    private var server: ProxyServer?
    private var control: ControlServer?
    private(set) var isRunning = false
    private(set) var hasEnded = false

    init(_ kernel: SimulatedKernel) {
        self.kernel = kernel
    }

    /// Runs something on a thread of its own.
    private func onThread(_ body: @escaping () -> Void) {
        let work = Unmanaged.passRetained(ThreadBody(body))
        let fiber = fiber_make(
            { raw in
                guard let raw else { return nil }
                Unmanaged<ThreadBody>.fromOpaque(raw).takeRetainedValue().body()
                return nil
            },
            work.toOpaque()
        )
        if let fiber { _ = kernel.start(fiber) }
    }

    private func read(_ text: String) throws(DiagnosticList) -> ProxyConfiguration {
        let reader = ProxyConfigurationReader(
            environment: ConfigurationEnvironment(
                variable: { _ in nil },
                readFile: { _ in .unreadable("No such file or directory") }
            )
        )
        return try reader.read([SourceText(name: "world.cfg", text: text)]).configuration
    }

    /// Starts it; it ends by itself after `finish`.
    func start(_ text: String) {
        onThread { [self] in
            do {
                let loop = try EventLoop()
                let configuration = try read(text)
                let server = try ProxyServer(configuration, loop: loop)
                self.server = server
                try server.bind()
                let control = ControlServer(runtime: server.runtime, loop: loop)
                self.control = control
                try control.start(configuration.global)
                try server.start()
                isRunning = true
                try loop.run()
                server.join()
                control.stopListening()
            } catch {
                kernel.violation("the proxy does not run: \(error)\n\(text)")
            }
            server = nil
            control = nil
            hasEnded = true
        }
    }

    /// Has it read another configuration.
    func reload(_ text: String) {
        onThread { [self] in
            nonisolated(unsafe) let proxy = self
            server?.loop.remote.post { _ in proxy.follow(text) }
        }
    }

    private func follow(_ text: String) {
        do throws(DiagnosticList) {
            let configuration = try read(text)
            try control?.follow(configuration.global) { () throws(DiagnosticList) in
                try server?.reload(configuration)
            }
            kernel.trace?("reloaded")
        } catch {
            kernel.violation("a reload failed: \(error)\n\(text)")
        }
    }

    /// Has it take no more clients, and end with the last one.
    func finish() {
        onThread { [self] in
            nonisolated(unsafe) let proxy = self
            server?.loop.remote.post { _ in proxy.server?.finish(within: nil) }
        }
    }
}

private final class ThreadBody {
    let body: () -> Void

    init(_ body: @escaping () -> Void) {
        self.body = body
    }
}
