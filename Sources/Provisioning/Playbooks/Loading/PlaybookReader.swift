import Diagnostics
import DocumentValues
import LinuxSystem

/// What an `import_playbook` hands down to the plays that it imports.
struct ImportedContext {
    var directives = Directives()
    var variables: [VariableSet] = []
}

/// Reads a playbook's file: plays, and imports of other playbooks.
struct PlaybookReader {
    let session: LoadSession

    /// The plays of a document that is no file of its own, beside the file that holds it.
    func read(document: Node, heldBy path: String) -> [Play] {
        session.playbookDirectory = LoadSession.folder(of: path)
        return readPlays(document, ImportedContext())
    }

    /// The plays of a file.
    func read(_ path: String, from place: SourcePlace?, _ imported: ImportedContext) -> [Play] {
        if session.openFiles.contains(path) {
            session.report(Diagnostic("'\(path)' imports itself", at: place))
            return []
        }
        session.openFiles.append(path)
        let outerDirectory = session.playbookDirectory
        session.playbookDirectory = LoadSession.folder(of: path)
        defer {
            session.openFiles.removeLast()
            session.playbookDirectory = outerDirectory
        }
        return session.including(from: place) {
            guard let document = session.document(path, from: place) else { return [] }
            return readPlays(document, imported)
        }
    }

    private func readPlays(_ document: Node, _ imported: ImportedContext) -> [Play] {
        guard let elements = document.list else {
            session.report(
                "a playbook",
                is: document,
                expected: "a list of plays, each after a '-'"
            )
            return []
        }
        return elements.flatMap { element -> [Play] in
            guard let pairs = element.map else {
                session.report("a play", is: element, expected: "a mapping of keywords")
                return []
            }
            if let pair = pairs.first(where: { PlaybookReader.isImport($0.key.string ?? "") }) {
                return readImport(pair, pairs, imported)
            }
            let reader = PlayReader(session: session, imported: imported)
            return [reader.read(element, pairs)].compactMap { $0 }
        }
    }

    private static func isImport(_ name: String) -> Bool {
        name == "import_playbook" || name == "ansible.builtin.import_playbook"
            || name == "ansible.legacy.import_playbook"
    }

    private func readImport(
        _ pair: Node.Pair,
        _ pairs: [Node.Pair],
        _ imported: ImportedContext
    ) -> [Play] {
        let context = readKeywords(of: pair, pairs, imported)
        let names = StaticNames(session, context.variables)
        guard let target = names.resolved(pair.value),
            let name = session.word(Node.Pair(key: pair.key, value: target))
        else { return [] }
        let path = session.besidePlaybook(name)
        guard FileStatus.of(path)?.kind == .file else {
            session.report(
                Diagnostic(
                    "the playbook '\(name)' was not found",
                    at: pair.value.place,
                    expected: path
                )
            )
            return []
        }
        return read(path, from: pair.value.place, context)
    }

    private func readKeywords(
        of pair: Node.Pair,
        _ pairs: [Node.Pair],
        _ imported: ImportedContext
    ) -> ImportedContext {
        var context = imported
        var directives = Directives()
        for other in pairs where other.key.string != pair.key.string {
            switch other.key.string ?? "" {
            case "name":
                continue
            case "vars":
                let origin = "vars of the import at \(other.key.place)"
                context.variables.append(session.variables(other, origin: origin))
            case "when":
                directives.conditions = session.conditions(other)
            case "tags":
                _ = DirectiveKeywords.table.decode(other, in: .play, into: &directives, session)
            default:
                session.reportUnknownKeyword(
                    other.key,
                    among: ["name", "vars", "when", "tags", "import_playbook"],
                    in: "playbook's import"
                )
            }
        }
        context.directives = directives.inheriting(from: imported.directives)
        return context
    }
}
