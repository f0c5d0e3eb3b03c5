import AnsibleNames
import Diagnostics
import DocumentValues
import ModuleContract

/// Reads one task: its keywords, then what its module makes of the rest.
struct TaskReader {
    let session: LoadSession
    let play: PlayDraft

    /// The task, or what it imports.
    func read(
        _ node: Node,
        _ pairs: [Node.Pair],
        _ surroundings: TaskSurroundings
    ) -> [TaskItem] {
        var draft = TaskDraft()
        let reach = TaskReach(session: session, play: play)
        defer { reach.settleGaps(of: draft, surroundings) }
        var actions: [Node.Pair] = []
        var unknown: [Node] = []
        for pair in pairs {
            if DirectiveKeywords.table.decode(pair, in: .task, into: &draft.directives, session) {
                continue
            }
            if TaskKeywords.table.decode(pair, in: .task, into: &draft, session) { continue }
            let name = pair.key.string ?? ""
            if name.hasPrefix("with_") {
                session.readWithLoop(pair, name: String(name.dropFirst(5)), into: &draft)
            } else if session.knowsAction(name, surroundings.role) {
                actions.append(pair)
            } else {
                unknown.append(pair.key)
            }
        }
        checkDraft(draft, surroundings, node)
        let isNamed = !actions.isEmpty || draft.explicitAction != nil
        for key in unknown { reportUnknown(key, isModuleNamed: isNamed || unknown.count > 1) }
        let written = chooseAction(
            actions,
            draft,
            node,
            surroundings,
            reportsMissing: unknown.isEmpty
        )
        guard let action = written else { return [] }
        if let import_ = ActionName(action.name) {
            draft.isDynamicInclude = import_ == .includeTasks || import_ == .includeRole
            let reader = IncludeReader(session: session, play: play)
            return reader.read(import_, action, draft, surroundings, node)
        }
        let call = call(action, draft, surroundings)
        if TaskReach.mayEndPlay(call) { play.mayHaveEnded = true }
        return [.task(makeTask(draft, .module(call), surroundings, node))]
    }

    /// The call of a module; what is wrong with one that may fail shows when the run comes to it.
    private func call(
        _ action: WrittenAction,
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings
    ) -> ModuleCall {
        if action.isTemplated { return ModuleCall(choosing: action, draft.arguments) }
        let directives = draft.directives.inheriting(from: surroundings.inherited)
        let hasDefaults = !directives.moduleDefaults.isEmpty
        let read = {
            let call = ModuleCallReader(session: session)
                .read(action, module(of: action), draft.arguments, hasDefaults: hasDefaults)
            TemplateFileCheck(session: session).check(call, surroundings)
            return call
        }
        guard surroundings.isRescued || TaskReach.mayFail(draft, directives) else { return read() }
        var (call, faults) = session.tolerating(read)
        call.faults = faults
        return call
    }

    /// The module that is named; one that fails when Switchyard lacks it.
    private func module(of action: WrittenAction) -> ModuleEntry {
        if let module = session.catalog[action.name] { return module }
        let message = "the module '\(action.name)' is not supported"
        let isProgram = !ModuleNames.contains(action.name)
        let hint = isProgram ? "programs in 'library' are not run" : nil
        session.report(Diagnostic(message, at: action.place, hint: hint, severity: .note))
        return .unsupported(action.name)
    }

    /// Puts a task together.
    func makeTask(
        _ draft: TaskDraft,
        _ action: Action,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) -> Task {
        let directives = draft.directives.inheriting(from: surroundings.inherited)
        play.notifications += directives.notifications.map { ($0, surroundings.role?.name) }
        return Task(
            name: draft.name,
            action: action,
            directives: directives,
            inherited: surroundings.inherited,
            loop: draft.loop.map {
                Loop(
                    source: $0.source,
                    control: draft.control ?? LoopControl(),
                    place: $0.key.place
                )
            },
            retry: retry(of: draft),
            register: draft.register,
            changedWhen: draft.changedWhen,
            failedWhen: draft.failedWhen,
            listen: draft.listen,
            gaps: draft.gaps + TaskReach.lateGaps(of: draft),
            role: surroundings.role,
            place: node.place,
            includedFrom: session.includedFrom
        )
    }

    private func retry(of draft: TaskDraft) -> Retry? {
        guard draft.until != nil || draft.retries != nil else { return nil }
        return Retry(conditions: draft.until ?? [], retries: draft.retries, delay: draft.delay)
    }

    private func checkDraft(
        _ draft: TaskDraft,
        _ surroundings: TaskSurroundings,
        _ node: Node
    ) {
        if draft.loop == nil, draft.control != nil {
            session.report(
                Diagnostic(
                    "'loop_control' without a loop does nothing",
                    at: node.place,
                    hint: "leave it out, or put 'loop' beside it",
                    severity: .warning
                )
            )
        }
        if !surroundings.isHandlers && !draft.listen.isEmpty {
            session.report(
                Diagnostic("'listen' stands in a task", at: node.place, expected: "a handler")
            )
        }
    }

    private func reportUnknown(_ key: Node, isModuleNamed: Bool) {
        let keywords =
            DirectiveKeywords.table.names(in: .task) + TaskKeywords.table.names(in: .task)
        guard let word = key.string else {
            session.reportUnknownKeyword(key, among: keywords, in: "task")
            return
        }
        let modules = session.catalog.names + ActionName.allCases.map(\.rawValue)
        let short = word.split(separator: ".").last.map(String.init) ?? word
        let closeModule = closestWord(to: short, among: modules)
        let isKeyword = closestWord(to: word, among: keywords) != nil
        if isModuleNamed && (isKeyword || closeModule == nil) || (isKeyword && closeModule == nil) {
            session.reportUnknownKeyword(key, among: keywords, in: "task")
            return
        }
        let suggestion = closeModule.map { "; did you mean '\($0)'?" } ?? ""
        session.report(
            Diagnostic(
                "unknown module '\(word)'\(suggestion)",
                at: key.place,
                expected: "a module of Switchyard, or a keyword of a task"
            )
        )
    }

    private func chooseAction(
        _ actions: [Node.Pair],
        _ draft: TaskDraft,
        _ node: Node,
        _ surroundings: TaskSurroundings,
        reportsMissing: Bool
    ) -> WrittenAction? {
        if let explicit = draft.explicitAction {
            if let other = actions.first { reportSecond(other.key, after: explicit.key) }
            return WrittenAction(explicit, surroundings.role, session)
        }
        guard let first = actions.first else {
            if reportsMissing {
                session.report(
                    Diagnostic("this task names no module", at: node.place, expected: "one module")
                )
            }
            return nil
        }
        for other in actions.dropFirst() { reportSecond(other.key, after: first.key) }
        return WrittenAction(first)
    }

    private func reportSecond(_ key: Node, after first: Node) {
        session.report(
            Diagnostic(
                "a task with '\(first.string ?? "")' can't have '\(key.string ?? "")'",
                at: key.place,
                expected: "one module in a task",
                hint: "start another task with '-'"
            )
        )
    }
}

/// A module's name and arguments as written.
struct WrittenAction {
    let name: String
    let place: SourcePlace
    let arguments: Node
    var isLocal = false

    /// Whether the module is named by a template.
    var isTemplated: Bool { Node.mayBeTemplate(name) }

    init(name: String, place: SourcePlace, arguments: Node) {
        self.name = name
        self.place = place
        self.arguments = arguments
    }

    init(_ pair: Node.Pair) {
        name = pair.key.string ?? ""
        place = pair.key.place
        arguments = pair.value
    }

    /// The value of `action` or `local_action`: `module k=v`, or a mapping with `module`.
    init?(
        _ explicit: (key: Node, value: Node, isLocal: Bool),
        _ role: Role?,
        _ session: LoadSession
    ) {
        let (key, value) = (explicit.key, explicit.value)
        isLocal = explicit.isLocal
        if let text = value.string {
            let word = KeyValueText.firstWord(of: text)
            let rest = text[word.endIndex...].drop { $0.isWhitespace }
            name = String(word)
            place = value.place
            let offset = text.distance(from: text.startIndex, to: rest.startIndex)
            arguments =
                rest.isEmpty
                ? Node(.null, at: value.place)
                : Node(.string(String(rest)), at: value.place(ofOffset: offset))
        } else if let module = value["module"], let word = module.string {
            name = word
            place = module.place
            let others = (value.map ?? []).filter { $0.key.string != "module" }
            arguments = Node(.map(others), at: value.place)
        } else {
            session.report(
                "'\(key.string ?? "action")'",
                is: value,
                expected: "'MODULE ARGUMENTS' or a mapping with 'module'"
            )
            return nil
        }
        if !isTemplated, !session.knowsAction(name, role) {
            session.report(.unknown("module", name, among: session.catalog.names, at: place))
            return nil
        }
    }
}

extension LoadSession {
    /// Whether a word names a module of Switchyard or Ansible, an include or an import, or a
    /// program in a `library` that Ansible would run.
    func knowsAction(_ name: String, _ role: Role?) -> Bool {
        catalog[name] != nil || ActionName(name) != nil || ModuleNames.contains(name)
            || isInLibrary(name, role)
    }
}

/// What stands where a module does, and includes or imports.
enum ActionName: String, CaseIterable {
    case importTasks = "import_tasks"
    case includeTasks = "include_tasks"
    case importRole = "import_role"
    case includeRole = "include_role"

    init?(_ name: String) {
        var short = name[...]
        for prefix in ["ansible.builtin.", "ansible.legacy."] where name.hasPrefix(prefix) {
            short = name.dropFirst(prefix.count)
        }
        self.init(rawValue: String(short))
    }
}
