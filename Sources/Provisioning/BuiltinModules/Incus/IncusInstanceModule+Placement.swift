internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension IncusInstanceModule {
    /// Where in a cluster an instance is to be.
    struct Placement: Sendable {
        /// A member, or `@` and a group; nil leaves it to the cluster.
        var target: String?
        /// Whether an instance that is on another member is moved.
        var moves: Bool

        /// Reads the arguments.
        init(_ arguments: ArgumentReader) throws(ModuleFailure) {
            target = arguments.optionalString("target")
            moves = arguments.bool("move")
            if moves, target == nil || target?.hasPrefix("@") == true {
                throw ModuleFailure("'move' wants a member of the cluster as 'target'")
            }
        }

        /// The query of a request that makes or moves the instance.
        var query: [String: String] { target.map { ["target": $0] } ?? [:] }
    }

    /// What moves the instance to its member and leaves it in the wanted state; nil when it stays.
    static func move(_ arguments: Arguments, _ instance: InstanceFacts) -> [Change]? {
        let (reference, placement) = (arguments.instance, arguments.placement)
        guard placement.moves, let target = placement.target, target != instance.location else {
            return nil
        }
        let name = reference.name
        var changes: [Change] = []
        if instance.isUp {
            let stop = action("stop", arguments, isForced: arguments.isForced)
            changes.append(Change("stop \(name)", requests: [stop]))
        }
        let migrate = reference.place.request(
            "POST",
            reference.path,
            query: placement.query,
            body: ["name": .string(name), "migration": true, "live": false]
        )
        changes.append(
            Change("move \(name) from \(instance.location) to \(target)", requests: [migrate])
        )
        let isToRun =
            switch arguments.state {
            case .started, .restarted: true
            case .present: instance.isRunning
            case .stopped, .absent: false
            }
        if isToRun {
            changes.append(Change("start \(name)", requests: [action("start", arguments)]))
        }
        return changes
    }
}
