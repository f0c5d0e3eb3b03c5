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
    public let isLocal: Bool
    /// Where the module is named.
    public let place: SourcePlace
}
