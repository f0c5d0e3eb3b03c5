import Diagnostics
import DocumentValues
import ModuleContract

/// Reads the options of a role's `argument_specs`.
struct ArgumentSpecificationReader {
    let session: LoadSession

    private static let entryKeys = [
        "short_description", "description", "author", "options", "version_added", "seealso",
        "notes", "mutually_exclusive", "required_one_of", "required_together", "required_if",
    ]
    private static let optionKeys = [
        "type", "required", "default", "choices", "elements", "options", "description", "aliases",
        "no_log", "version_added", "apply_defaults", "mutually_exclusive", "required_one_of",
        "required_together", "required_if", "fallback", "removed_in_version",
    ]
    private static let kinds: [String: ArgumentSpecification.Kind] = [
        "str": .string, "int": .integer, "float": .float, "bool": .bool, "path": .path,
        "raw": .raw, "bytes": .byteCount, "dict": .map, "list": .list(.raw), "jsonarg": .raw,
        "json": .raw, "sid": .string, "bits": .byteCount,
    ]

    /// One entry point with its options.
    func readEntryPoint(_ pair: Node.Pair) -> RoleSpecification? {
        guard let pairs = pair.value.map else {
            let name = pair.key.string ?? ""
            session.report("the entry point '\(name)'", is: pair.value, expected: "a mapping")
            return nil
        }
        for entry in pairs
        where !ArgumentSpecificationReader.entryKeys.contains(entry.key.string ?? "") {
            session.reportUnknownKeyword(
                entry.key,
                among: ArgumentSpecificationReader.entryKeys,
                in: "role's entry point"
            )
        }
        return RoleSpecification(
            summary: pair.value["short_description"]?.string,
            options: table(pair.value),
            place: pair.key.place
        )
    }

    private func table(_ node: Node) -> ArgumentTable {
        let options = node["options"]
        if let options, options.map == nil, !options.isNull {
            session.report("'options'", is: options, expected: "a mapping of options")
        }
        return ArgumentTable((options?.map ?? []).compactMap(option), rules: rules(node))
    }

    private func option(_ pair: Node.Pair) -> ArgumentSpecification? {
        guard let name = pair.key.string else {
            session.report("the name of an option", is: pair.key, expected: "a string")
            return nil
        }
        session.mentionedNames.insert(name)
        if !LoadSession.isVariableName(name) {
            session.report(
                Diagnostic(
                    "no variable can be named '\(name)', so this option can't be given",
                    at: pair.key.place,
                    expected: "letters, digits and '_', a digit not first",
                    severity: .warning
                )
            )
        }
        if pair.value.isNull { return ArgumentSpecification(name, .raw) }
        guard let pairs = pair.value.map else {
            session.report("the option '\(name)'", is: pair.value, expected: "a mapping")
            return nil
        }
        for entry in pairs
        where !ArgumentSpecificationReader.optionKeys.contains(entry.key.string ?? "") {
            session.reportUnknownKeyword(
                entry.key,
                among: ArgumentSpecificationReader.optionKeys,
                in: "role's option"
            )
        }
        let node = pair.value
        return ArgumentSpecification(
            name,
            kind(node),
            aliases: (node["aliases"]?.list ?? []).compactMap(\.string),
            isRequired: flag(node, "required"),
            defaultValue: node["default"].flatMap(\.literalValue),
            choices: (node["choices"]?.list ?? []).compactMap(\.literalValue),
            isSecret: flag(node, "no_log"),
            options: node["options"] == nil ? nil : table(node)
        )
    }

    private func kind(_ node: Node) -> ArgumentSpecification.Kind {
        // Without a type anything has a text in Ansible, a list too.
        let untyped: ArgumentSpecification.Kind = node["choices"] == nil ? .raw : .string
        let kind = namedKind(node["type"]) ?? untyped
        guard case .list = kind else { return kind }
        return .list(namedKind(node["elements"]) ?? .raw)
    }

    private func namedKind(_ node: Node?) -> ArgumentSpecification.Kind? {
        guard let node else { return nil }
        guard let name = node.string, let kind = ArgumentSpecificationReader.kinds[name] else {
            session.report(
                .unknown(
                    "type",
                    node.string ?? node.kindDescription,
                    among: ArgumentSpecificationReader.kinds.keys,
                    at: node.place
                )
            )
            return nil
        }
        return kind
    }

    private func flag(_ node: Node, _ key: String) -> Bool {
        guard let pair = node.map?.first(where: { $0.key.string == key }) else { return false }
        return session.bool(pair)?.fixed ?? false
    }

    private func rules(_ node: Node) -> [ArgumentTable.Rule] {
        func groups(_ key: String) -> [[String]] {
            (node[key]?.list ?? []).map { ($0.list ?? []).compactMap(\.string) }
        }
        let conditional = (node["required_if"]?.list ?? []).compactMap { rule in
            let parts = rule.list ?? []
            guard parts.count >= 3, let name = parts[0].string, let value = parts[1].literalValue
            else { return nil as ArgumentTable.Rule? }
            return .requiredIf(name, value, (parts[2].list ?? []).compactMap(\.string))
        }
        return groups("mutually_exclusive").map { .mutuallyExclusive($0) }
            + groups("required_one_of").map { .requiredOneOf($0) }
            + groups("required_together").map { .requiredTogether($0) }
            + conditional
    }
}

extension Node {
    /// The value of a node as it stands, its texts no templates.
    var literalValue: Value? {
        switch content {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .float(let number): .float(number)
        case .string(let text), .literal(let text): .string(text)
        case .vault: nil
        case .list(let elements): .list(elements.compactMap(\.literalValue))
        case .map(let pairs):
            .map(
                ValueMap(
                    pairs.compactMap { pair in
                        guard let key = pair.key.string, let value = pair.value.literalValue else {
                            return nil
                        }
                        return (key, value)
                    }
                )
            )
        }
    }
}
