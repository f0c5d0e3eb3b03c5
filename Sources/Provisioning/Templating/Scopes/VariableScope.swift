public import DocumentValues

/// What a name stands for.
public enum Binding: Sendable {
    /// What an operator wrote: its templates are evaluated each time it is used.
    case node(Node)
    /// Data, as a fact or a task's result: never read as a template.
    case value(Value)
    /// The variables of another scope as a mapping, each evaluated there: `hostvars['web1']`.
    case scope(any VariableScope)
    /// A mapping whose entries are made when they are asked for: `hostvars`.
    case mapping(any BindingMapping)
}

/// The variables that a template sees.
public protocol VariableScope: Sendable {
    /// What a name stands for; nil when it is undefined.
    func binding(of name: String) -> Binding?

    /// Every name that is bound, for suggestions, `varnames` and `vars`.
    var names: [String] { get }

    /// Whether what a name stands for may hold text that no operator wrote, as facts and results
    /// do; such text is never read as an expression.
    func isForeign(_ name: String) -> Bool

    /// Whether the text that a name stands for came out of a template, and is not read as data.
    func keepsText(_ name: String) -> Bool
}

extension VariableScope {
    /// What operators wrote.
    public func isForeign(_ name: String) -> Bool { false }

    /// What may be read as data.
    public func keepsText(_ name: String) -> Bool { false }
}

/// A mapping whose entries are bindings.
public protocol BindingMapping: Sendable {
    /// The entry of a key; nil when there is none.
    func binding(of key: String) -> Binding?

    /// Every key, in order.
    var keys: [String] { get }

    /// What a template is told that asks for a key that is not there, as `unknown host 'x'`; nil
    /// for the usual message.
    func missing(_ key: String) -> String?
}

extension BindingMapping {
    /// The usual message.
    public func missing(_ key: String) -> String? { nil }
}

/// A scope over a dictionary, with another scope below it.
public struct LayeredScope: VariableScope {
    private let bindings: [String: Binding]
    private let base: (any VariableScope)?

    /// Names that hide those of `base`.
    public init(_ bindings: [String: Binding], over base: (any VariableScope)? = nil) {
        self.bindings = bindings
        self.base = base
    }

    /// Values that hide the names of `base`.
    public init(values: ValueMap, over base: (any VariableScope)? = nil) {
        var bindings: [String: Binding] = [:]
        for entry in values { bindings[entry.key.pythonText] = .value(entry.value) }
        self.init(bindings, over: base)
    }

    /// The own binding, else the one of the scope below.
    public func binding(of name: String) -> Binding? {
        bindings[name] ?? base?.binding(of: name)
    }

    /// As the scope below says, of names that are not hidden.
    public func isForeign(_ name: String) -> Bool {
        bindings[name] == nil && base?.isForeign(name) ?? false
    }

    /// As the scope below says, of names that are not hidden.
    public func keepsText(_ name: String) -> Bool {
        bindings[name] == nil && base?.keepsText(name) ?? false
    }

    /// The own names and those below.
    public var names: [String] {
        Array(Set(bindings.keys).union(base?.names ?? [])).sorted()
    }
}
