/// A value of the playbook language: what a variable, a fact, an argument or a result holds.
///
/// A value is data. Text in it is never read as a template again; what an operator wrote and may
/// hold templates is a ``Node``. That is how text from a target can never run as an expression.
public enum Value: Sendable, Hashable {
    /// YAML's `null`, Python's `None`.
    case null
    /// A truth value.
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// A floating point number.
    case float(Double)
    /// A text.
    case string(String)
    /// A sequence.
    case list([Value])
    /// A mapping; keys keep the order of insertion.
    case map(ValueMap)
}

extension Value {
    /// The name of the type as Python and Ansible's messages say it: `NoneType`, `bool`, `int`,
    /// `float`, `str`, `list`, `dict`.
    public var typeName: String {
        switch self {
        case .null: "NoneType"
        case .bool: "bool"
        case .integer: "int"
        case .float: "float"
        case .string: "str"
        case .list: "list"
        case .map: "dict"
        }
    }

    /// Python's truth: empty text, list and map, zero and null are false.
    public var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .float(let value): value != 0
        case .string(let value): !value.isEmpty
        case .list(let value): !value.isEmpty
        case .map(let value): !value.isEmpty
        }
    }

    /// The text, when the value is one.
    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The whole number, when the value is one.
    public var integer: Int? {
        guard case .integer(let value) = self else { return nil }
        return value
    }

    /// The truth value, when the value is one.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements, when the value is a list.
    public var list: [Value]? {
        guard case .list(let value) = self else { return nil }
        return value
    }

    /// The mapping, when the value is one.
    public var map: ValueMap? {
        guard case .map(let value) = self else { return nil }
        return value
    }

    /// The entry of that key, when the value is a mapping that has it.
    public subscript(key: String) -> Value? { map?[key] }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    /// A text.
    public init(stringLiteral value: String) { self = .string(value) }

    /// A whole number.
    public init(integerLiteral value: Int) { self = .integer(value) }

    /// A truth value.
    public init(booleanLiteral value: Bool) { self = .bool(value) }

    /// A floating point number.
    public init(floatLiteral value: Double) { self = .float(value) }

    /// A list.
    public init(arrayLiteral elements: Value...) { self = .list(elements) }

    /// A mapping; a repeated key keeps its first position and takes the last value.
    public init(dictionaryLiteral elements: (Value, Value)...) {
        var map = ValueMap()
        for (key, value) in elements { map[key] = value }
        self = .map(map)
    }

    /// Null.
    public init(nilLiteral: ()) { self = .null }
}
