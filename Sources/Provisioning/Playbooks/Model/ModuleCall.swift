public import Diagnostics
public import DocumentValues
public import ModuleContract

/// A module with the arguments that a task gives it.
public struct ModuleCall: Sendable {
    /// The module's name as written.
    public let name: String
    /// The module.
    public let module: ModuleEntry
    /// The arguments by name, templates still unevaluated; free text is under the name that the
    /// module's table gives it.
    public let arguments: [Node.Pair]
    /// `args: "{{ … }}"`: a mapping of further arguments that only the run knows.
    public let argumentsTemplate: Node?
    /// Whether the task says `local_action`: it runs on the controller.
    public var isLocal: Bool
    /// Where the module is named.
    public let place: SourcePlace
    /// What is wrong with the call, where the playbook allows for a failure.
    public var faults: [Diagnostic] = []
    /// What is written of a module that a template names.
    var choice: ModuleChoice?

    /// Whether a template names the module, so that the arguments are not read yet.
    public var isOpen: Bool { choice != nil }
}

/// The arguments of a module that only the run knows the name of.
struct ModuleChoice: Sendable {
    /// What is written where the module stands.
    let arguments: Node
    /// `args`.
    let more: Node?
}

extension ModuleCall {
    /// The call of a module that a template names.
    init(choosing action: WrittenAction, _ more: Node?) {
        name = action.name
        module = .unsupported(action.name)
        arguments = []
        argumentsTemplate = nil
        isLocal = action.isLocal
        place = action.place
        choice = ModuleChoice(arguments: action.arguments, more: more)
    }
}

extension PlaybookLoader {
    /// The call of a module that the run has learned the name of.
    ///
    /// - Throws: everything that is wrong with the name or the arguments.
    public func call(_ open: ModuleCall, of name: String) throws(DiagnosticList) -> ModuleCall {
        guard let choice = open.choice else { return open }
        guard let module = catalog[name] else {
            throw DiagnosticList([
                Diagnostic.unknown("module", name, among: catalog.names, at: open.place)
            ])
        }
        let session = LoadSession(catalog: catalog, settings: settings, keyring: keyring)
        var action = WrittenAction(name: name, place: open.place, arguments: choice.arguments)
        action.isLocal = open.isLocal
        let call = ModuleCallReader(session: session)
            .read(action, module, choice.more, hasDefaults: true)
        try session.throwErrors()
        return call
    }
}
