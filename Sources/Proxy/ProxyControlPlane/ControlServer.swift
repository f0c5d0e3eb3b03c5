public import Diagnostics
public import EventLoops
public import ProxyConfiguration
public import ProxyDataPlane

/// The runtime API on its sockets, run by the control loop.
public final class ControlServer {
    private let runtime: ProxyRuntime
    private let loop: EventLoop

    /// A server for the runtime API; nothing listens yet.
    public init(runtime: ProxyRuntime, loop: EventLoop) {
        self.runtime = runtime
        self.loop = loop
    }

    /// Opens the stats sockets and hands the statistics page over; before rights are given up.
    public func start(_ global: GlobalSettings) throws(DiagnosticList) {}

    /// A reload has put another generation in place.
    public func follow(_ generation: Generation) {}
}
