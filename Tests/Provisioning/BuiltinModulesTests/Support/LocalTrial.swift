import DocumentValues
import HostConnections
import ModuleContract
import TestSupport

private struct NoIncus: IncusAccess {
    func reply(to request: IncusRequest) throws(ConnectionFailure) -> IncusReply {
        .failure(code: 0, message: "no daemon")
    }

    func reply(importing image: IncusImageUpload) throws(ConnectionFailure) -> IncusReply {
        .failure(code: 0, message: "no daemon")
    }

    func close() {}
}

/// This machine as the target of modules: their scripts run in its `sh`.
final class LocalTrial {
    private let target = ShellTarget(
        name: "here",
        transport: LocalTransport(name: "here"),
        incus: NoIncus(),
        timeout: .seconds(20)
    )

    deinit { target.close() }

    /// The plan of a module for this machine.
    func plan(_ trial: ModuleTrial) throws -> Plan {
        var probe = try trial.start()
        while true {
            switch probe {
            case .known(let plan): return plan
            case .ask(let requests, let then):
                probe = try then(try target.perform(requests, as: nil))
            }
        }
    }

    func plan(_ name: String, _ arguments: ValueMap) throws -> Plan {
        try plan(ModuleTrial(name, arguments))
    }

    /// Plans and applies.
    func run(_ trial: ModuleTrial) throws -> TaskResult {
        let plan = try plan(trial)
        var replies: [HostReply] = []
        for change in plan.changes where !change.requests.isEmpty {
            replies += try target.perform(change.requests, as: nil)
        }
        return try plan.finished(replies)
    }

    func run(_ name: String, _ arguments: ValueMap) throws -> TaskResult {
        try run(ModuleTrial(name, arguments))
    }
}
