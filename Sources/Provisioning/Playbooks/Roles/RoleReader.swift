import Diagnostics
import DocumentValues

/// Reads a role with its dependencies into the blocks and handlers that it adds to a play.
struct RoleReader {
    let session: LoadSession
    let play: PlayDraft

    /// The role; nil, reported, when it is not there.
    func read(_ use: RoleUse, inherited: Directives, parents: [Role]) -> ReadRole? {
        let reader = RoleContentReader(session: session)
        guard let content = reader.read(use, askingRole: parents.last?.path) else { return nil }
        RoleOptionCheck(session: session).check(use, content)
        return session.including(from: use.namePlace) { () -> ReadRole in
            read(use, content, inherited: inherited, parents: parents)
        }
    }

    private func read(
        _ use: RoleUse,
        _ content: RoleContent,
        inherited: Directives,
        parents: [Role]
    ) -> ReadRole {
        let directives = use.directives.inheriting(from: inherited)
        let role = Role(
            content: content,
            useVariables: use.variables,
            ownParameters: use.parameters,
            parents: parents,
            directives: directives,
            signature: RoleRepetition.signature(use, content),
            place: use.place
        )
        let isNew = play.usedRoles.insert(role.signature).inserted
        var result = ReadRole(role: role, items: [], handlers: [], roles: [])
        for dependency in content.dependencies {
            RoleOptionCheck(session: session).check(dependency.use, dependency.content)
            let read = session.including(from: dependency.use.namePlace) { () -> ReadRole in
                self.read(
                    dependency.use,
                    dependency.content,
                    inherited: directives,
                    parents: parents + [role]
                )
            }
            result.items += read.items
            result.handlers += read.handlers
            result.roles += read.roles
        }
        result.items.append(.block(block(role, use, directives)))
        if isNew { result.handlers += handlers(role, use, directives) }
        result.roles.append(role)
        return result
    }

    private func block(_ role: Role, _ use: RoleUse, _ directives: Directives) -> Block {
        let folder = RoleFolder(path: role.path)
        let entryPoint = use.entry.tasksFrom?.string ?? "main"
        let specificationName = RoleReader.withoutEnd(entryPoint)
        let validates = use.entry.validatesSpecifications?.fixed ?? true
        let specification = validates ? role.content.specifications[specificationName] : nil
        var items: [TaskItem] = []
        if let path = folder.file("tasks", entryPoint) {
            let surroundings = TaskSurroundings(
                role: role,
                inherited: directives,
                directory: LoadSession.folder(of: path)
            )
            items = TaskFileReader(session: session, play: play).read(path, from: nil, surroundings)
        } else if let named = use.entry.tasksFrom {
            reportMissing(entryPoint, in: "tasks", of: role, at: named.place)
        }
        return Block(
            name: nil,
            tasks: items,
            rescue: [],
            always: [],
            directives: directives,
            entrance: RoleEntrance(
                role: role,
                isRepeatable: use.isRepeatable(role.content),
                entryPoint: specificationName,
                specification: specification
            ),
            place: use.place
        )
    }

    private func handlers(_ role: Role, _ use: RoleUse, _ directives: Directives) -> [Task] {
        let folder = RoleFolder(path: role.path)
        let name = use.entry.handlersFrom?.string ?? "main"
        guard let path = folder.file("handlers", name) else {
            if let named = use.entry.handlersFrom {
                reportMissing(name, in: "handlers", of: role, at: named.place)
            }
            return []
        }
        let surroundings = TaskSurroundings(
            role: role,
            inherited: directives,
            directory: LoadSession.folder(of: path),
            isHandlers: true
        )
        return TaskFileReader(session: session, play: play).read(path, from: nil, surroundings)
            .flatMap(\.allTasks)
    }

    private func reportMissing(
        _ name: String,
        in section: String,
        of role: Role,
        at place: SourcePlace
    ) {
        session.report(
            Diagnostic(
                "the role '\(role.name)' has no file '\(name)' in '\(section)'",
                at: place,
                expected: "\(role.path)/\(section)/\(name).yml",
                severity: session.severityOfMissingFiles
            )
        )
    }

    private static func withoutEnd(_ name: String) -> String {
        for end in [".yml", ".yaml", ".json"] where name.hasSuffix(end) {
            return String(name.dropLast(end.count))
        }
        return name
    }
}
