internal import ModuleContract
internal import Playbooks

extension TaskRound {
    /// Gives hosts the variables and facts that a task leaves behind.
    func applyFacts(of report: TaskReport, to hosts: [String]) {
        for effect in report.outcome.effects {
            let receivers = effect.factsHost.map { [$0] } ?? hosts
            for host in receivers.map(batch.run.host) {
                switch effect.effect {
                case .setFacts(let facts):
                    host.update { known in
                        known.set(facts, foreign: effect.foreignNames)
                        known.keepTexts(of: facts, but: effect.writtenNames)
                    }
                case .gatheredFacts(let facts):
                    host.update { $0.gather(facts) }
                case .includeVariables(let variables):
                    host.update { $0.includedFiles.append(variables) }
                case .addHost, .joinGroup, .pause, .saveOnController, .startsInstance, .meta:
                    break
                }
            }
        }
    }
}
