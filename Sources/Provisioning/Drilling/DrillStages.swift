import Diagnostics
import DocumentValues
import PlaybookRunning
import Playbooks
import RunReporting

/// The stages of a drill as playbooks of one play each, loaded and checked before anything runs.
struct DrillStages: Sendable {
    private let playbooks: [DrillStage: Playbook]

    /// Loads all stages; every problem is collected.
    init(
        of drill: DrillFile,
        on host: String,
        path: String,
        loader: PlaybookLoader
    ) throws(DiagnosticList) {
        var problems: [Diagnostic] = []
        var playbooks: [DrillStage: Playbook] = [:]
        for stage in DrillStage.allCases {
            guard let tasks = drill.stages[stage] else { continue }
            let play = Self.play(stage, tasks, of: drill, on: host)
            do throws(DiagnosticList) {
                let document = Node(.list([play]), at: tasks.place)
                playbooks[stage] = try loader.load(document: document, heldBy: path)
            } catch {
                problems += error.diagnostics
            }
        }
        guard problems.isEmpty else { throw DiagnosticList(problems) }
        self.playbooks = playbooks
    }

    /// Runs a stage; whether all its tasks went well.
    func run(_ stage: DrillStage, by engine: PlaybookEngine) throws(DiagnosticList) -> Bool {
        guard let playbook = playbooks[stage] else { return true }
        let before = engine.statistics.exitStatus
        let after = try engine.run([playbook])
        return before == 0 && after.exitStatus == 0
    }

    /// Every stage's playbook, for the checks that the inventory allows.
    var all: [Playbook] { DrillStage.allCases.compactMap { playbooks[$0] } }

    private static func play(
        _ stage: DrillStage,
        _ tasks: Node,
        of drill: DrillFile,
        on host: String
    ) -> Node {
        let place = tasks.place
        let entry = { (key: String, content: Node.Content) in
            Node.Pair(key: Node(.string(key), at: place), value: Node(content, at: place))
        }
        var pairs = [
            entry("name", .string("\(drill.name): \(stage.title)")),
            entry("hosts", .string(host)),
            entry("gather_facts", .bool(false)),
        ]
        if let variables = drill.variables {
            pairs.append(Node.Pair(key: Node(.string("vars"), at: place), value: variables))
        }
        pairs.append(Node.Pair(key: Node(.string("tasks"), at: place), value: tasks))
        return Node(.map(pairs), at: place)
    }
}
