import Diagnostics
import DocumentValues

/// Reads `import_tasks`, `include_tasks`, `import_role` and `include_role`.
struct IncludeReader {
    let session: LoadSession
    let play: PlayDraft

    func read(
        _ kind: ActionName,
        _ action: WrittenAction,
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) -> [TaskItem] {
        guard let options = IncludeOptions(kind, action, draft.arguments, session) else {
            return []
        }
        checkKeywords(kind, draft, node)
        switch kind {
        case .importTasks: return importTasks(options, draft, surroundings, node)
        case .includeTasks: return includeTasks(action, options, draft, surroundings, node)
        case .importRole: return importRole(options, draft, surroundings, node)
        case .includeRole: return includeRole(action, options, draft, surroundings, node)
        }
    }

    private func importTasks(
        _ options: IncludeOptions,
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) -> [TaskItem] {
        let directives = draft.directives.inheriting(from: surroundings.inherited)
        let names = names(directives, surroundings)
        guard let name = names.resolved(options.target)?.string else { return [] }
        let inner = surroundings.within(directives)
        guard let path = findTasks(name, at: options.target.place, surroundings, .error) else {
            return []
        }
        let items = TaskFileReader(session: session, play: play)
            .read(path, from: options.target.place, inner)
        if surroundings.isHandlers { return items }
        let block = Block(
            name: draft.name,
            tasks: items,
            rescue: [],
            always: [],
            directives: directives,
            entrance: nil,
            place: node.place
        )
        return [.block(block)]
    }

    /// What the names of an import may be made of.
    private func names(_ directives: Directives, _ surroundings: TaskSurroundings) -> StaticNames {
        StaticNames(session, play.variables + directives.variables, role: surroundings.role)
    }

    private func includeTasks(
        _ action: WrittenAction,
        _ options: IncludeOptions,
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) -> [TaskItem] {
        let include = TasksInclude(
            name: action.name,
            file: session.checked(options.target),
            apply: options.apply,
            place: action.place
        )
        checkTasksAhead(include, surroundings)
        let reader = TaskReader(session: session, play: play)
        return [.task(reader.makeTask(draft, .includeTasks(include), surroundings, node))]
    }

    /// Reads the tasks of a dynamic include whose file is known, to find what is wrong in them.
    private func checkTasksAhead(_ include: TasksInclude, _ surroundings: TaskSurroundings) {
        guard let name = include.file.string, !Node.mayBeTemplate(name),
            let path = findTasks(name, at: include.file.place, surroundings, .note),
            !session.openFiles.contains(path), session.checkedIncludes.insert(path).inserted
        else { return }
        play.lookAhead { ahead in
            _ = TaskFileReader(session: session, play: ahead)
                .read(path, from: include.file.place, surroundings.within(surroundings.inherited))
        }
    }

    private func importRole(
        _ options: IncludeOptions,
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) -> [TaskItem] {
        let names = names(draft.directives.inheriting(from: surroundings.inherited), surroundings)
        guard let name = names.resolved(options.target)?.string,
            let entry = options.entry.resolved(names)
        else { return [] }
        let use = RoleUse(
            name: name,
            namePlace: options.target.place,
            directives: draft.directives,
            variables: draft.directives.variables.first
                ?? VariableSet(origin: "vars of role \(name)"),
            parameters: VariableSet(origin: "parameters of role \(name)"),
            entry: entry,
            isInclude: true,
            place: node.place
        )
        let reader = RoleReader(session: session, play: play)
        guard
            let read = reader.read(
                use,
                inherited: surroundings.inherited,
                parents: surroundings.role?.lineage ?? []
            )
        else {
            return []
        }
        play.add(read)
        return read.items
    }

    private func includeRole(
        _ action: WrittenAction,
        _ options: IncludeOptions,
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) -> [TaskItem] {
        let include = RoleInclude(
            name: action.name,
            role: session.checked(options.target),
            entry: options.entry,
            apply: options.apply,
            isPublic: options.isPublic,
            place: action.place
        )
        checkRoleAhead(include, draft, surroundings, node)
        let reader = TaskReader(session: session, play: play)
        return [.task(reader.makeTask(draft, .includeRole(include), surroundings, node))]
    }

    /// Reads the role of a dynamic include that is known, to find what is wrong in it.
    private func checkRoleAhead(
        _ include: RoleInclude,
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) {
        let parts = [include.role] + include.entry.files
        guard parts.allSatisfy({ $0.string.map { !Node.mayBeTemplate($0) } ?? false }) else {
            play.hasUnknownRoles = true
            return
        }
        let name = include.role.string ?? ""
        let key = "role " + parts.compactMap(\.string).joined(separator: " ")
        guard session.checkedIncludes.insert(key).inserted else { return }
        let use = RoleUse(
            name: name,
            namePlace: include.role.place,
            directives: Directives(),
            variables: draft.directives.variables.first ?? VariableSet(origin: "vars"),
            parameters: VariableSet(origin: "parameters"),
            entry: include.entry,
            isInclude: true,
            place: node.place
        )
        let outer = session.severityOfMissingFiles
        session.severityOfMissingFiles = .note
        defer { session.severityOfMissingFiles = outer }
        play.lookAhead { ahead in
            let reader = RoleReader(session: session, play: ahead)
            if let read = reader.read(
                use,
                inherited: surroundings.inherited,
                parents: surroundings.role?.lineage ?? []
            ) {
                ahead.add(read)
            } else {
                ahead.hasUnknownRoles = true
            }
        }
    }

    private func findTasks(
        _ name: String,
        at place: SourcePlace,
        _ surroundings: TaskSurroundings,
        _ severity: Diagnostic.Severity
    ) -> String? {
        let finder = TaskFileFinder(
            role: surroundings.role,
            directory: surroundings.directory,
            playbookDirectory: session.playbookDirectory,
            isHandlers: surroundings.isHandlers
        )
        do throws(Diagnostic) {
            return try finder.find(name, at: place)
        } catch {
            session.report(error.withSeverity(severity))
            return nil
        }
    }
}

extension IncludeReader {
    /// Keywords that an include or import would ignore are refused.
    private func checkKeywords(_ kind: ActionName, _ draft: TaskDraft, _ node: Node) {
        var refused: [String] = []
        if draft.until != nil { refused.append("until") }
        if draft.retries != nil { refused.append("retries") }
        if draft.delay != nil { refused.append("delay") }
        if draft.asyncLimit != nil { refused.append("async") }
        if draft.poll != nil { refused.append("poll") }
        if draft.changedWhen != nil { refused.append("changed_when") }
        if draft.failedWhen != nil { refused.append("failed_when") }
        let isStatic = kind == .importTasks || kind == .importRole
        if isStatic {
            if let loop = draft.loop { refused.append(loop.key.string ?? "loop") }
            if draft.register != nil { refused.append("register") }
        } else {
            refused += (node.map ?? []).compactMap(\.key.string).filter {
                IncludeReader.keywordsForApply.contains($0)
            }
        }
        for name in refused {
            let key = node.map?.first { $0.key.string == name }?.key
            let replacement = kind == .importTasks ? "include_tasks" : "include_role"
            let hint =
                isStatic
                ? "'\(replacement)' takes it"
                : "put it below 'apply', for the tasks that are included"
            let isForNobody = !isStatic && !IncludeReader.keywordsForApply.contains(name)
            session.report(
                Diagnostic(
                    "'\(name)' has no effect on '\(kind.rawValue)'",
                    at: key?.place ?? node.place,
                    hint: isForNobody ? nil : hint
                )
            )
        }
    }

    /// Keywords that a dynamic include does not hand down.
    private static let keywordsForApply: Set<String> = [
        "become", "become_user", "become_method", "become_flags", "connection", "remote_user",
        "port", "environment", "module_defaults", "check_mode", "diff", "any_errors_fatal",
        "throttle", "delegate_to", "delegate_facts", "ignore_unreachable", "notify",
    ]
}
