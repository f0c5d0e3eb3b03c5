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
                let tags = try engine.tags(of: play).joined(separator: ",")
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
                + (try selected(play)).map { task, tags in
                    "      \(task.title)\tTAGS: [\(tags.joined(separator: ", "))]"
                }
        case .listTags:
            let tags = Set(try selected(play).flatMap(\.tags)).sorted()
            return ["      TASK TAGS: [\(tags.joined(separator: ", "))]"]
        case .run, .syntaxCheck:
            return []
        }
    }

    private func selected(_ play: Play) throws(Diagnostic) -> [(task: Task, tags: [String])] {
        let selection = TagSelection(only: settings.tags, skipped: settings.skippedTags)
        var selected: [(task: Task, tags: [String])] = []
        for task in play.allTasks where task.action.name != "meta" {
            let tags = try engine.tags(of: task, in: play)
            if selection.selects(tags) { selected.append((task, tags)) }
        }
        return selected
    }
}
