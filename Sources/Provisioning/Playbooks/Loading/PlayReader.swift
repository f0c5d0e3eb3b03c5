import Diagnostics
import DocumentValues
import LinuxSystem
import ModuleContract
import Vaulting

/// Reads one play.
struct PlayReader {
    let session: LoadSession
    /// What an `import_playbook` gives the play.
    let imported: ImportedContext

    private static let taskKeys = ["pre_tasks", "roles", "tasks", "post_tasks", "handlers"]

    /// The play; nil, reported, when it has no hosts.
    func read(_ node: Node, _ pairs: [Node.Pair]) -> Play? {
        let firstGap = session.gaps.count
        var values = PlayKeywordValues()
        var directives = Directives()
        for pair in pairs where !PlayReader.taskKeys.contains(pair.key.string ?? "") {
            if DirectiveKeywords.table.decode(pair, in: .play, into: &directives, session) {
                continue
            }
            if PlayKeywords.table.decode(pair, in: .play, into: &values, session) { continue }
            reportUnknown(pair.key)
        }
        let hosts = values.hosts
        if hosts == nil && node["hosts"] == nil {
            session.report(
                Diagnostic("this play names no hosts", at: node.place, expected: "'hosts: PATTERN'")
            )
        }
        // Variables need not be used.
        session.settleGaps(from: firstGap) { $0.isCertain = false }
        checkVariableFiles(values.variableFiles)
        directives = directives.inheriting(from: imported.directives)
        let variables = imported.variables + [values.variables].compactMap { $0 }
        let draft = PlayDraft(
            variables: variables + knownFiles(values.variableFiles, StaticNames(session, variables))
        )
        let sections = Section.Kind.allCases.map { readSection($0, node, directives, draft) }
        let handlers = draft.roleHandlers + readHandlers(node, directives, draft)
        checkNotifications(draft, handlers)
        guard let hosts else { return nil }
        return Play(
            name: values.name,
            hosts: hosts,
            directives: directives,
            variables: variables,
            variableFiles: values.variableFiles,
            gatherFacts: values.gatherFacts,
            gatherSubset: values.gatherSubset,
            gatherTimeout: values.gatherTimeout,
            serial: values.serial,
            strategy: values.strategy,
            order: values.order,
            maxFailPercentage: values.maxFailPercentage,
            forceHandlers: values.forceHandlers,
            sections: sections,
            handlers: handlers,
            roles: draft.roles,
            playbookDirectory: session.playbookDirectory,
            place: node.place,
            includedFrom: session.includedFrom,
            gaps: Array(session.gaps[firstGap...])
        )
    }

    private func readSection(
        _ kind: Section.Kind,
        _ node: Node,
        _ directives: Directives,
        _ draft: PlayDraft
    ) -> Section {
        guard let content = node[kind.rawValue] else { return Section(kind: kind, items: []) }
        if kind == .roles {
            return Section(kind: kind, items: readRoles(content, directives, draft))
        }
        let items = TaskListReader(session: session, play: draft)
            .read(content, surroundings(directives))
        return Section(kind: kind, items: items)
    }

    private func readRoles(
        _ node: Node,
        _ directives: Directives,
        _ draft: PlayDraft
    ) -> [TaskItem] {
        if node.isNull { return [] }
        guard let elements = node.list else {
            session.report("'roles'", is: node, expected: "a list of roles")
            return []
        }
        var items: [TaskItem] = []
        for element in elements {
            let reader = RoleReader(session: session, play: draft)
            guard let use = RoleUse.read(element, StaticNames(session, draft.variables)),
                let read = reader.read(use, inherited: directives, parents: [])
            else {
                draft.hasUnknownRoles = true
                continue
            }
            draft.add(read)
            items += read.items
        }
        return items
    }

    private func readHandlers(
        _ node: Node,
        _ directives: Directives,
        _ draft: PlayDraft
    ) -> [Task] {
        guard let content = node["handlers"] else { return [] }
        var surroundings = surroundings(directives)
        surroundings.isHandlers = true
        return TaskListReader(session: session, play: draft).read(content, surroundings)
            .flatMap(\.allTasks)
    }

    private func surroundings(_ directives: Directives) -> TaskSurroundings {
        TaskSurroundings(
            role: nil,
            inherited: directives,
            directory: session.playbookDirectory
        )
    }

    private func reportUnknown(_ key: Node) {
        let known =
            DirectiveKeywords.table.names(in: .play) + PlayKeywords.table.names(in: .play)
            + PlayReader.taskKeys
        let isTaskKeyword = session.catalog[key.string ?? ""] != nil
        let hint = isTaskKeyword ? "tasks stand in a list below 'tasks'" : nil
        session.reportUnknownKeyword(key, among: known, in: "play", hint: hint)
    }

    /// The files of variables whose names are known before the run.
    private func knownFiles(
        _ choices: [VariableFileChoice],
        _ names: StaticNames
    ) -> [VariableSet] {
        choices.compactMap { choice in
            let paths = choice.names.compactMap { try? names.value($0) }
                .map(session.besidePlaybook)
            guard let path = paths.first(where: { FileSystem.exists($0) }) else { return nil }
            return try? VariableFile.read(path, keyring: session.keyring)
        }
    }

    /// Files that are named plainly must be there.
    private func checkVariableFiles(_ choices: [VariableFileChoice]) {
        for choice in choices {
            let names = choice.names.compactMap(\.string)
            guard !names.contains(where: { Node.mayBeTemplate($0) }) else { continue }
            let paths = names.map(session.besidePlaybook)
            guard !paths.contains(where: { FileSystem.exists($0) }) else { continue }
            session.report(
                Diagnostic(
                    "the file of variables '\(names.joined(separator: "', '"))' was not found",
                    at: choice.names.first?.place,
                    expected: paths.joined(separator: ", ")
                )
            )
        }
    }

    private func checkNotifications(_ draft: PlayDraft, _ handlers: [Task]) {
        let hasUnknown =
            draft.hasUnknownRoles
            || handlers.contains { handler in
                if case .module = handler.action { return false }
                return true
            }
        guard !hasUnknown else { return }
        let check = HandlerCheck(handlers + draft.includedHandlers)
        for notification in draft.notifications {
            if let diagnostic = check.check(notification.name) { session.report(diagnostic) }
        }
    }
}

extension LoadSession {
    /// The path of a file that is named relative to the playbook.
    func besidePlaybook(_ name: String) -> String {
        name.hasPrefix("/") || playbookDirectory == "." ? name : "\(playbookDirectory)/\(name)"
    }
}
