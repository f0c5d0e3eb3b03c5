import Diagnostics
import DocumentValues
import LinuxSystem
import PlaybookRunning

/// Where a drill runs and what it asks: its templates with the variables of its host.
struct DrillSite: Sendable {
    /// The host that the stages run on.
    let host: String
    let target: LoadTarget
    let address: SocketAddress
    /// The admin socket of the proxy, when the drill names one.
    let socket: String?
    /// The servers that the fault takes away, when the drill names them.
    let victims: [String]?
    let failsafe: Failsafe?

    /// Evaluates a drill's texts; everything that can be wrong with them is found here.
    init(of drill: DrillFile, _ engine: PlaybookEngine) throws(Diagnostic) {
        let pattern = drill.hosts.string ?? ""
        guard let first = try engine.hosts(matching: pattern).first else {
            throw Diagnostic("no host matches '\(pattern)' and the limit", at: drill.hosts.place)
        }
        host = first
        let values = DrillValues(drill: drill, host: first, engine: engine)
        let url = try values.text(drill.load.url)
        guard let target = LoadTarget(url: url) else {
            throw Diagnostic(
                "the load can't ask '\(url)'",
                at: drill.load.url.place,
                expected: "http://HOST[:PORT]/PATH"
            )
        }
        self.target = target
        address = try Self.address(of: target, at: drill.load.url.place)
        socket = try drill.load.proxy.map { (node) throws(Diagnostic) in try values.text(node) }
        victims = try drill.victims.map { (node) throws(Diagnostic) in try values.words(node) }
        failsafe = try drill.failsafe.map { (failsafe) throws(Diagnostic) in
            try Self.failsafe(failsafe, values)
        }
    }

    private static func failsafe(
        _ failsafe: DrillFile.FailsafeText,
        _ values: DrillValues
    ) throws(Diagnostic) -> Failsafe {
        let host = try values.text(failsafe.host)
        guard values.engine.knowsHost(host) else {
            throw Diagnostic("'\(host)' is no host of the inventory", at: failsafe.host.place)
        }
        return Failsafe(
            host: host,
            after: failsafe.after,
            command: try values.words(failsafe.command),
            unit: "switchyard-drill-\(randomName(count: 8))"
        )
    }

    private static func address(
        of target: LoadTarget,
        at place: SourcePlace
    ) throws(Diagnostic) -> SocketAddress {
        let found: SocketAddress?
        do throws(NameResolutionError) {
            found = try resolve(host: target.host, port: target.port).first
        } catch {
            throw Diagnostic("the load's host does not resolve: \(error)", at: place)
        }
        guard let found else {
            throw Diagnostic("the load's host '\(target.host)' has no address", at: place)
        }
        return found
    }
}

/// Evaluates a drill's templates: the variables of its host, and the drill's own over them.
private struct DrillValues {
    let engine: PlaybookEngine
    private let host: String
    private let variables: VariableSet

    init(drill: DrillFile, host: String, engine: PlaybookEngine) {
        self.engine = engine
        self.host = host
        variables = VariableSet(origin: "drill", pairs: drill.variables?.map ?? [])
    }

    func text(_ node: Node) throws(Diagnostic) -> String {
        let value = try engine.value(of: node, for: host, with: variables)
        guard let text = value.string, !text.isEmpty else {
            throw Diagnostic("this is no text but \(value.pythonText)", at: node.place)
        }
        return text
    }

    func words(_ node: Node) throws(Diagnostic) -> [String] {
        let value = try engine.value(of: node, for: host, with: variables)
        guard let list = value.list else {
            throw Diagnostic("this is no list but \(value.pythonText)", at: node.place)
        }
        return list.map(\.pythonText)
    }
}
