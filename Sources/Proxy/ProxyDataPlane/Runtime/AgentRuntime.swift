public import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// The agent of one server while the proxy runs: whether it is asked, where, and what it said last.
public final class AgentRuntime: Sendable {
    private let state: Mutex<State>

    private struct State: Sendable {
        var isEnabled = true
        var isUp = true
        /// Where it is; nil when it is where the server is.
        var address: SocketAddress?
        var port: Int
        var greeting: String
        var last = LastCheck()
    }

    /// An agent at start, or after a reload as the one before it was left.
    init(_ settings: ServerAgent, address: SocketAddress?, continuing old: AgentRuntime?) {
        var state = State(address: address, port: settings.port, greeting: settings.greeting)
        if let old {
            let before = old.state.withLock { $0 }
            (state.isEnabled, state.isUp) = (before.isEnabled, before.isUp)
            state.last = before.last
        }
        self.state = Mutex(state)
    }

    /// Whether it is asked; `disable agent` and `enable agent` change it.
    public var isEnabled: Bool { state.withLock(\.isEnabled) }
    /// Whether it has said last that the server does well, or has not said anything of it.
    public var isUp: Bool { state.withLock(\.isUp) }
    /// Whether it keeps the server from coming up.
    public var keepsDown: Bool { state.withLock { $0.isEnabled && !$0.isUp } }
    /// How asking it ended last.
    public var last: LastCheck { state.withLock(\.last) }
    /// Its own address, if it has one.
    public var address: SocketAddress? { state.withLock(\.address) }
    /// Its port.
    public var port: Int { state.withLock(\.port) }
    /// What is said to it first.
    public var greeting: String { state.withLock(\.greeting) }

    /// Has it asked, or not asked any more.
    public func enable(_ isEnabled: Bool) {
        state.withLock { $0.isEnabled = isEnabled }
    }

    /// Moves it: `set server B/S agent-addr` and `agent-port`.
    public func move(address: SocketAddress?, port: Int?) {
        state.withLock { state in
            if let address { state.address = address }
            if let port { state.port = port }
        }
    }

    /// Changes what is said to it: `set server B/S agent-send`.
    public func greet(with text: String) {
        state.withLock { $0.greeting = text }
    }

    func record(_ last: LastCheck) {
        state.withLock { $0.last = last }
    }

    func say(isUp: Bool) {
        state.withLock { $0.isUp = isUp }
    }
}
