internal import DocumentValues

/// What an expression evaluates to while a template is rendered.
enum Item {
    /// Data.
    case value(Value)
    /// A list with elements that are no data, as undefined ones.
    case sequence([Item])
    /// Nothing of that name: an error where it is used.
    case undefined(Undefined)
    /// Something that can be called: a macro, `range`, `lookup`.
    case function(TemplateFunction)
    /// Something with attributes of its own: `loop`, a namespace, an imported template.
    case object(any TemplateObject)
    /// The variables of a scope as a mapping.
    case scope(ScopeContext)
    /// A mapping that is made on demand, whose nodes belong to a scope.
    case mapping(any BindingMapping, ScopeContext)

    static var null: Item { .value(.null) }

    static func string(_ text: String) -> Item { .value(.string(text)) }

    var isUndefined: Bool {
        guard case .undefined = self else { return false }
        return true
    }
}

/// Something that a template can call.
struct TemplateFunction {
    let name: String
    let call: (CallSite, CallArguments) throws -> Item
}

/// Evaluated arguments.
struct CallArguments {
    var positional: [Item] = []
    var named: [(name: String, value: Item)] = []
}

/// Who calls, and where.
struct CallSite {
    let evaluator: Evaluator
    let offset: Int
}

/// Something with attributes of its own.
protocol TemplateObject: AnyObject {
    /// The attribute, if there is one of that name.
    func attribute(_ name: String) -> Item?

    /// What Python's messages call it.
    var typeName: String { get }

    /// What it is where data is asked for; nil when it is none.
    var plainValue: Value? { get }

    /// Whether `namespace.attribute = value` is possible.
    func assign(_ name: String, _ item: Item) -> Bool
}

extension TemplateObject {
    func assign(_ name: String, _ item: Item) -> Bool { false }

    var plainValue: Value? { nil }
}
