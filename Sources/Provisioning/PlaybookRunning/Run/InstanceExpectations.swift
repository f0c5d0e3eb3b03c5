internal import HostConnections
internal import Synchronization

/// In check mode: the instances that earlier tasks would have made or started, and the hosts of the
/// inventory that are such instances.
///
/// What is done in them cannot be planned, and is no reason to call them unreachable.
final class InstanceExpectations: Sendable {
    private struct Instance: Hashable {
        let incusHost: String
        let project: String
        let name: String
    }

    private struct Known {
        var instances: Set<Instance> = []
        var hosts: Set<String> = []
    }

    private let known = Mutex(Known())

    /// Takes note that an instance would run.
    func expect(_ name: String, in project: String, on incusHost: String) {
        let instance = Instance(incusHost: incusHost, project: project, name: name)
        known.withLock { _ = $0.instances.insert(instance) }
    }

    /// Whether a host of the inventory is known to be such an instance.
    func isAwaited(_ host: String) -> Bool { known.withLock { $0.hosts.contains(host) } }

    /// Whether a failure says no more than that an instance is not there yet; and whether that is
    /// news.
    func explains(
        _ failure: ConnectionFailure,
        of target: TargetSettings
    ) -> (isExplained: Bool, isNews: Bool) {
        let place: (name: String, project: String)
        switch failure.reason {
        case .instanceMissing(let name, let project, _): place = (name, project)
        case .instanceStopped(let name, let project, _): place = (name, project)
        default: return (false, false)
        }
        guard let incusHost = target.incusHost.first?.name else { return (false, false) }
        let instance = Instance(incusHost: incusHost, project: place.project, name: place.name)
        return known.withLock { known in
            guard known.instances.contains(instance) else { return (false, false) }
            return (true, known.hosts.insert(target.name).inserted)
        }
    }
}
