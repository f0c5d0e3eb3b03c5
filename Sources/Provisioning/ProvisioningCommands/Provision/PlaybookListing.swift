internal import Diagnostics
internal import DocumentValues
internal import PlaybookRunning
internal import Playbooks

/// Lists hosts, tasks or tags of playbooks as `ansible-playbook` does.
struct PlaybookListing {
    let engine: PlaybookEngine
    let settings: ProvisionSettings

    /// The text of the list.
    func text(of playbooks: [Playbook]) throws(Diagnostic) -> String {
        var lines: [String] = []
        for playbook in playbooks {
            lines += ["", "playbook: \(playbook.path)"]
            for (index, play) in playbook.plays.enumerated() {
                let pattern =
                    play.hosts.string
                    ?? (play.hosts.list ?? []).compactMap(\.string).joined(separator: ",")
                let tags = play.directives.tags.joined(separator: ",")
                lines.append("")
                lines.append("  play #\(index + 1) (\(pattern)): \(play.title)\tTAGS: [\(tags)]")
                lines += try details(of: play, pattern)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func details(of play: Play, _ pattern: String) throws(Diagnostic) -> [String] {
        switch settings.purpose {
        case .listHosts:
            let hosts = try engine.hosts(of: play)
            return ["    pattern: ['\(pattern)']", "    hosts (\(hosts.count)):"]
                + hosts.map { "      \($0)" }
        case .listTasks:
            return ["    tasks:"]
                + selected(play).map { task in
                    "      \(task.title)\tTAGS: [\(task.directives.tags.joined(separator: ", "))]"
                }
        case .listTags:
            let tags = Set(selected(play).flatMap(\.directives.tags)).sorted()
            return ["      TASK TAGS: [\(tags.joined(separator: ", "))]"]
        case .run, .syntaxCheck:
            return []
        }
    }

    private func selected(_ play: Play) -> [Task] {
        let selection = settings.options.tags
        return play.allTasks.filter { task in
            task.action.name != "meta" && selection.selects(task.directives.tags)
        }
    }
}
