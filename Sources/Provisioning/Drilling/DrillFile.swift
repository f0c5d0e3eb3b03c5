public import Diagnostics
public import DocumentValues

/// A drill as an operator writes it: a fault, the load during it, and what users may feel.
///
/// Texts may be templates over the variables of the host that `hosts` names first; the stages are
/// tasks of the playbook language and run on that host.
public struct DrillFile: Sendable {
    /// What the drill is called, its templates as they were written.
    public let name: String
    /// The same as it was written: it may hold templates, so that the ways of one drill are told apart.
    let title: Node?
    /// What is broken, and why, in the words of who wrote it.
    public let description: String
    /// The pattern of the host that the stages run on: the first one that it matches.
    public let hosts: Node
    /// Variables of the drill.
    public let variables: Node?
    /// The load, with templates.
    public let load: Load
    /// The tasks of each stage.
    public let stages: [DrillStage: Node]
    /// The limits.
    public let limits: DrillLimits
    /// Where each limit stands.
    let limitPlaces: [String: SourcePlace]
    /// The servers that the fault takes away, by their `X-Backend` headers; nil when any may be.
    public let victims: Node?
    /// What puts things back when the controller has died.
    public let failsafe: FailsafeText?
    /// Where it starts.
    public let place: SourcePlace

    /// The load of a drill, with templates.
    public struct Load: Sendable {
        /// The admin socket of the proxy that the load has to pass; nil is the usual one.
        public let proxy: Node?
        /// The kinds of traffic, side by side.
        public let traffic: [TrafficText]
        /// How long the load runs before the fault, to show what is normal.
        public let before: Duration
        /// How long it runs while the fault is in effect.
        public let during: Duration
        /// How long it runs after the victims serve again.
        public let after: Duration
    }

    /// The failsafe of a drill, with templates.
    public struct FailsafeText: Sendable {
        /// The host that the timer runs on.
        public let host: Node
        /// What it runs: a list of words.
        public let command: Node
        /// How long after the last sign of life it goes off.
        public let after: Duration
    }

    /// Whether a document means to be a drill: it breaks something under a load.
    public static func isDrill(_ document: Node) -> Bool {
        document.map != nil && document["fault"] != nil && document["load"] != nil
    }

    /// What it breaks: its description, or else the names of the fault's tasks.
    public var summary: String {
        if !description.isEmpty { return description }
        let tasks = stages[.fault]?.list ?? []
        return tasks.compactMap { $0["name"]?.string }.joined(separator: "; ")
    }

    /// Reads a drill; every problem is collected.
    public static func decode(_ document: Node) throws(DiagnosticList) -> DrillFile {
        var reader = DrillReader()
        let drill = reader.drill(document)
        guard let drill, reader.problems.isEmpty else {
            throw DiagnosticList(reader.problems)
        }
        return drill
    }
}
