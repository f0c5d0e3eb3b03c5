public import Diagnostics
import DocumentValues
import LinuxSystem

/// A role that the run includes: its tasks, and what it adds to the play.
public struct IncludedRole: Sendable {
    /// The role.
    public let role: Role
    /// The blocks of its dependencies and its own; the last one is the role's.
    public let items: [TaskItem]
    /// The handlers of its dependencies and its own.
    public let handlers: [Task]
    /// Its dependencies and itself.
    public let roles: [Role]
}

extension PlaybookLoader {
    /// The tasks of an `include_tasks` whose file is known now.
    ///
    /// - Parameters:
    ///   - name: the file, templates evaluated.
    ///   - include: the include.
    ///   - task: the task that includes.
    ///   - play: the play of the task.
    ///   - isHandler: whether the task is a handler.
    /// - Returns: the tasks, what they inherit from the include already in them.
    /// - Throws: everything that is wrong with the file.
    public func tasks(
        from name: String,
        of include: TasksInclude,
        in task: Task,
        play: Play,
        isHandler: Bool = false
    ) throws(DiagnosticList) -> [TaskItem] {
        let session = session(for: play, task)
        let directory = LoadSession.folder(of: task.file)
        let finder = TaskFileFinder(
            role: task.role,
            directory: directory,
            playbookDirectory: play.playbookDirectory,
            isHandlers: isHandler
        )
        let path: String
        do throws(Diagnostic) {
            path = try finder.find(name, at: include.file.place)
        } catch {
            throw DiagnosticList([error])
        }
        let surroundings = TaskSurroundings(
            role: task.role,
            inherited: handedDown(by: task, include.apply),
            directory: directory,
            isHandlers: isHandler
        )
        let items = TaskFileReader(session: session, play: PlayDraft(variables: play.variables))
            .read(path, from: include.file.place, surroundings)
        try session.throwErrors()
        return items
    }

    /// The role of an `include_role` whose names are known now.
    ///
    /// - Parameters:
    ///   - name: the role, templates evaluated.
    ///   - entry: the include's entry, templates evaluated.
    ///   - include: the include.
    ///   - task: the task that includes.
    ///   - play: the play of the task.
    /// - Returns: the role with its tasks and handlers.
    /// - Throws: everything that is wrong with the role.
    public func role(
        named name: String,
        entry: RoleEntry,
        of include: RoleInclude,
        in task: Task,
        play: Play
    ) throws(DiagnosticList) -> IncludedRole {
        let session = session(for: play, task)
        let own = task.directives.variables.dropFirst(task.inherited.variables.count)
        let use = RoleUse(
            name: name,
            namePlace: include.role.place,
            directives: Directives(),
            variables: own.last ?? VariableSet(origin: "vars of role \(name)"),
            parameters: VariableSet(origin: "parameters of role \(name)"),
            entry: entry,
            isInclude: true,
            place: task.place
        )
        let read = RoleReader(session: session, play: PlayDraft(variables: play.variables))
            .read(
                use,
                inherited: handedDown(by: task, include.apply),
                parents: task.role?.lineage ?? []
            )
        try session.throwErrors()
        guard let read else { throw DiagnosticList([]) }
        return IncludedRole(
            role: read.role,
            items: read.items,
            handlers: read.handlers,
            roles: read.roles
        )
    }

    /// What an include hands down: what is around it, its own variables, and its `apply`.
    private func handedDown(by task: Task, _ apply: Directives) -> Directives {
        var around = task.inherited
        around.variables = task.directives.variables
        return apply.inheriting(from: around)
    }

    private func session(for play: Play, _ task: Task) -> LoadSession {
        let session = LoadSession(catalog: catalog, settings: settings, keyring: keyring)
        session.playbookDirectory = play.playbookDirectory
        session.includedFrom = task.includedFrom
        return session
    }
}
