import Diagnostics
import DocumentValues
import ModuleContract
import Vaulting

/// Reads what a role's folder holds beside its tasks.
struct RoleContentReader {
    let session: LoadSession

    /// The content of the role that a use names; nil, reported, when it is not there.
    func read(_ use: RoleUse, askingRole: String?) -> RoleContent? {
        let finder = RoleFinder(
            playbookDirectory: session.playbookDirectory,
            rolesPath: session.settings.rolesPath,
            collectionsPath: session.settings.collectionsPath,
            askingRole: askingRole
        )
        let path: String
        do throws(Diagnostic) {
            path = try finder.find(use.name, at: use.namePlace)
        } catch {
            session.report(error.withSeverity(session.severityOfMissingFiles))
            return nil
        }
        let defaultsName = use.entry.defaultsFrom?.string ?? "main"
        let variablesName = use.entry.varsFrom?.string ?? "main"
        let key = "\(path)\n\(defaultsName)\n\(variablesName)"
        if let known = session.roleContents[key] { return known }
        if session.openRoles.contains(path) {
            session.report(
                Diagnostic(
                    "the role '\(use.name)' depends on itself",
                    at: use.namePlace,
                    hint: session.openRoles.joined(separator: " -> ") + " -> \(path)"
                )
            )
            return nil
        }
        session.openRoles.append(path)
        defer { session.openRoles.removeLast() }
        let content = session.including(from: use.namePlace) {
            read(path, use, defaultsName: defaultsName, variablesName: variablesName)
        }
        session.roleContents[key] = content
        return content
    }

    private func read(
        _ path: String,
        _ use: RoleUse,
        defaultsName: String,
        variablesName: String
    ) -> RoleContent {
        let folder = RoleFolder(path: path)
        checkNamed(folder, "defaults", use.entry.defaultsFrom)
        checkNamed(folder, "vars", use.entry.varsFrom)
        var metadata = RoleMetadata(session: session)
        metadata.read(folder)
        let dependencies = metadata.dependencies.compactMap { use -> RoleDependency? in
            guard let content = read(use, askingRole: path) else { return nil }
            return RoleDependency(content: content, use: use)
        }
        return RoleContent(
            path: path,
            defaults: folder.variableFiles("defaults", defaultsName).compactMap(variables),
            variables: folder.variableFiles("vars", variablesName).compactMap(variables),
            dependencies: dependencies,
            allowsDuplicates: metadata.allowsDuplicates,
            specifications: metadata.specifications
        )
    }

    /// A file that a use names must be there.
    private func checkNamed(_ folder: RoleFolder, _ section: String, _ name: Node?) {
        guard let name, let text = name.string, folder.variableFiles(section, text).isEmpty else {
            return
        }
        session.report(
            Diagnostic(
                "the role has no file '\(text)' in '\(section)'",
                at: name.place,
                expected: "\(folder.path)/\(section)/\(text).yml",
                severity: session.severityOfMissingFiles
            )
        )
    }

    private func variables(_ path: String) -> VariableSet? {
        do throws(DiagnosticList) {
            let set = try VariableFile.read(path, keyring: session.keyring)
            let firstGap = session.gaps.count
            // Variables need not be used.
            defer { session.settleGaps(from: firstGap) { $0.isCertain = false } }
            for pair in set.pairs {
                _ = session.variableName(pair.key, what: "variable")
                _ = session.checked(pair.value)
            }
            return set
        } catch {
            session.report(error.diagnostics)
            return nil
        }
    }
}
