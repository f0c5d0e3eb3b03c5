import Diagnostics
import DocumentValues
import ModuleContract

/// Reads `meta/main.yml` and `meta/argument_specs.yml` of a role.
struct RoleMetadata {
    let session: LoadSession
    private(set) var dependencies: [RoleUse] = []
    private(set) var allowsDuplicates = false
    private(set) var specifications: [String: RoleSpecification] = [:]

    private static let keys = [
        "dependencies", "allow_duplicates", "argument_specs", "galaxy_info", "collections",
        "galaxy_tags", "standalone",
    ]

    init(session: LoadSession) {
        self.session = session
    }

    mutating func read(_ folder: RoleFolder) {
        if let path = folder.file("meta"), let document = session.document(path, from: nil),
            !document.isNull
        {
            readMain(document)
        }
        if let path = folder.file("meta", "argument_specs"),
            let document = session.document(path, from: nil)
        {
            guard let specs = document["argument_specs"] else {
                session.report(
                    Diagnostic(
                        "this file has no 'argument_specs'",
                        at: document.place,
                        expected: "'argument_specs' with entry points below"
                    )
                )
                return
            }
            readSpecifications(specs)
        }
    }

    private mutating func readMain(_ document: Node) {
        guard let pairs = document.map else {
            session.report("the metadata of a role", is: document, expected: "a mapping")
            return
        }
        for pair in pairs {
            switch pair.key.string ?? "" {
            case "dependencies": readDependencies(pair.value)
            case "allow_duplicates": allowsDuplicates = session.bool(pair)?.fixed ?? false
            case "argument_specs": readSpecifications(pair.value)
            case let key where RoleMetadata.keys.contains(key): break
            default:
                session.reportUnknownKeyword(
                    pair.key,
                    among: RoleMetadata.keys,
                    in: "role's metadata"
                )
            }
        }
    }

    private mutating func readDependencies(_ node: Node) {
        if node.isNull { return }
        guard let elements = node.list else {
            session.report("'dependencies'", is: node, expected: "a list of roles")
            return
        }
        dependencies = elements.compactMap { RoleUse.read($0, StaticNames(session, [])) }
    }

    private mutating func readSpecifications(_ node: Node) {
        guard let entries = node.map else {
            session.report("'argument_specs'", is: node, expected: "a mapping of entry points")
            return
        }
        let reader = ArgumentSpecificationReader(session: session)
        for entry in entries {
            guard let name = entry.key.string else { continue }
            specifications[name] = reader.readEntryPoint(entry)
        }
    }
}
