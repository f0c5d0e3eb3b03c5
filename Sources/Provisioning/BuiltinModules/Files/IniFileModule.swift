internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `ini_file`: an option, or a section, of an ini file.
enum IniFileModule: TaskModule {
    struct Arguments: Sendable {
        var edit: TextEdit
        var wish: InitializationEdit
        var followsLinks: Bool
    }

    private static let conditionTable = ArgumentTable(
        [
            ArgumentSpecification("option", isRequired: true),
            ArgumentSpecification("value"),
            ArgumentSpecification("values", .list(.string)),
        ],
        rules: [.mutuallyExclusive(["value", "values"])]
    )

    static let description = ModuleDescription(
        name: "ini_file",
        otherNames: ["community.general.ini_file"],
        arguments: ArgumentTable(
            [
                ArgumentSpecification("path", .path, aliases: ["dest"], isRequired: true),
                ArgumentSpecification("section"),
                ArgumentSpecification(
                    "section_has_values",
                    .list(.map),
                    options: conditionTable
                ),
                ArgumentSpecification("option"),
                ArgumentSpecification("value"),
                ArgumentSpecification("values", .list(.string)),
                ArgumentSpecification("backup", .bool, defaultValue: false),
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["absent", "present"]
                ),
                ArgumentSpecification("exclusive", .bool, defaultValue: true),
                ArgumentSpecification("no_extra_spaces", .bool, defaultValue: false),
                ArgumentSpecification("ignore_spaces", .bool, defaultValue: false),
                ArgumentSpecification("allow_no_value", .bool, defaultValue: false),
                ArgumentSpecification("modify_inactive_option", .bool, defaultValue: true),
                ArgumentSpecification("create", .bool, defaultValue: true),
                ArgumentSpecification("follow", .bool, defaultValue: false),
            ] + FileAttributes.specifications,
            rules: [.mutuallyExclusive(["value", "values"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var edit = try TextEdit(arguments, context: context)
        edit.creates = arguments.bool("create")
        edit.alwaysTellsDiff = false
        var wish = InitializationEdit()
        wish.section = arguments.optionalString("section").flatMap { $0.isEmpty ? nil : $0 }
        wish.option = arguments.optionalString("option")
        wish.isWanted = arguments.string("state") == "present"
        wish.isExclusive = arguments.bool("exclusive")
        wish.allowsNoValue = arguments.bool("allow_no_value")
        wish.takesInactive = arguments.bool("modify_inactive_option")
        wish.ignoresBlanks = arguments.bool("ignore_spaces")
        wish.separator = arguments.bool("no_extra_spaces") ? "=" : " = "
        wish.conditions = (arguments["section_has_values"]?.list ?? []).compactMap(condition)
        let one = arguments.optionalString("value").map { [$0] }
        for value in one ?? arguments.strings("values") where !wish.values.contains(value) {
            wish.values.append(value)
        }
        if wish.isWanted, !wish.allowsNoValue, one == nil, wish.values.isEmpty {
            throw ModuleFailure(
                "Parameter 'value(s)' must be defined if state=present and allow_no_value=False."
            )
        }
        // Ansible's module stumbles over these, or takes out what nobody named.
        if wish.option == nil, !wish.values.isEmpty {
            throw ModuleFailure("a value needs the option that it is of: 'option' is missing")
        }
        if wish.section == nil, !wish.conditions.isEmpty {
            throw ModuleFailure("'section_has_values' needs 'section'")
        }
        if wish.section == nil, wish.option == nil {
            throw ModuleFailure("one of 'section', 'option' is needed")
        }
        return Arguments(edit: edit, wish: wish, followsLinks: arguments.bool("follow"))
    }

    private static func condition(_ value: Value) -> InitializationEdit.Condition? {
        guard let map = value.map, let option = map["option"]?.string else { return nil }
        let one = map["value"]?.string.map { [$0] }
        let values = one ?? map["values"]?.list?.compactMap(\.string)
        return InitializationEdit.Condition(option: option, values: values ?? [])
    }

    static func probe(_ arguments: Arguments) -> Probe<TextEditFacts> { arguments.edit.probe }

    static func plan(_ arguments: Arguments, facts: TextEditFacts) throws(ModuleFailure) -> Plan {
        let edit = arguments.edit
        let old = try edit.content(facts)
        if old == nil, !edit.creates {
            throw ModuleFailure("Destination \(edit.path) does not exist!", result: ["rc": 257])
        }
        guard let text = String(validating: old ?? [], as: UTF8.self) else {
            throw ModuleFailure("\(edit.path) is not encoded as UTF-8")
        }
        let outcome = arguments.wish.apply(to: text)
        let new = outcome.lines.joined()
        let textOutcome = TextEdit.Outcome(content: Array(new.utf8), message: outcome.message)
        var plan = try edit.plan(outcome.isChanged ? textOutcome : nil, facts)
        if outcome.isChanged, facts.file.isLink, !arguments.followsLinks {
            plan.changes = plan.changes.map { replacingLink($0, facts.file) }
        }
        plan.result.merge(facts.file.resultValues)
        completeAfterChanges(&plan, path: edit.path)
        plan.result["path"] = .string(edit.path)
        plan.result["msg"] = .string(outcome.message)
        let name = Value.string("\(edit.path) (content)")
        plan.result["diff"] = [
            "before": .string(edit.wantsDiff ? text : ""),
            "after": .string(edit.wantsDiff ? new : ""),
            "before_header": name, "after_header": name,
        ]
        return plan
    }

    /// The file takes the place of the link, with the mode of what the link led to.
    private static func replacingLink(_ change: Change, _ state: FileState) -> Change {
        var requests: [HostRequest] = []
        for request in change.requests {
            guard case .upload(var upload) = request else {
                requests.append(request)
                continue
            }
            upload.mode = upload.mode ?? state.status.map { UInt16($0.mode) }
            requests.append(.command(.arguments(["rm", "-f", "--", upload.destination])))
            requests.append(.upload(upload))
        }
        return Change(change.summary, requests: requests, diff: change.diff)
    }
}
