/// `agent-check`: a program that is asked how a server does, and what shall become of it.
public struct ServerAgent: Sendable, Hashable {
    /// `agent-port`.
    public var port: Int

    /// `agent-addr`, or the `addr` of the checks: another address than the traffic's.
    public var address: ServerAddress?

    /// `agent-inter`: how often it is asked.
    public var interval: Duration = .seconds(2)

    /// `agent-send`: what is said to it first.
    public var greeting = ""

    /// An agent on a port, with the defaults of the manual.
    public init(port: Int) {
        self.port = port
    }
}
