/// Something that happened during a drill.
public struct DrillEvent: Sendable, Hashable {
    /// Who tells of it.
    public enum Source: String, Sendable, Hashable, CaseIterable {
        /// The drill itself.
        case drill
        /// A proxy's log.
        case proxy
        /// keepalived's log.
        case keepalived
        /// The Incus daemon.
        case incus
    }

    /// When, from the start of the drill, on the controller's clock.
    public var at: Duration
    /// Who tells of it.
    public var source: Source
    /// The host that it happened on; empty for the controller.
    public var host: String
    /// What happened.
    public var text: String

    /// An event.
    public init(at: Duration, source: Source = .drill, host: String = "", _ text: String) {
        self.at = at
        self.source = source
        self.host = host
        self.text = text
    }
}
