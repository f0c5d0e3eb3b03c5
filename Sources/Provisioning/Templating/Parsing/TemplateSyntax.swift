internal import DocumentValues

/// An expression, and where it starts in its text, in bytes.
struct Expression: Sendable {
    /// The binary operators that take two values and give one.
    enum Operator: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case floorDivide = "//"
        case modulo = "%"
        case power = "**"
    }

    /// The operators that compare.
    enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case isIn = "in"
        case isNotIn = "not in"
    }

    indirect enum Form: Sendable {
        case constant(Value)
        case name(String)
        case list([Expression])
        case map([(key: Expression, value: Expression)])
        case negative(Expression)
        case positive(Expression)
        case binary(Operator, Expression, Expression)
        case concatenation([Expression])
        case comparison(Expression, [(comparison: Comparison, operand: Expression)])
        case not(Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        case conditional(condition: Expression, then: Expression, otherwise: Expression?)
        case attribute(Expression, String)
        case item(Expression, Expression)
        case slice(Expression, start: Expression?, stop: Expression?, step: Expression?)
        case call(Expression, ArgumentExpressions)
        case filter(Expression, String, ArgumentExpressions)
        case test(Expression, String, ArgumentExpressions)
    }

    let form: Form
    let offset: Int
}

/// The arguments of a call, a filter or a test.
struct ArgumentExpressions: Sendable {
    var positional: [Expression] = []
    var named: [(name: String, value: Expression)] = []
    /// What stands behind `*`.
    var starred: Expression?
    /// What stands behind `**`.
    var doubleStarred: Expression?

    static let none = ArgumentExpressions()

    var all: [Expression] {
        positional + named.map(\.value) + [starred, doubleStarred].compactMap(\.self)
    }
}

/// What is assigned to.
indirect enum Target: Sendable {
    case name(String)
    case tuple([Target])
    /// `namespace.attribute`
    case attribute(String, String)

    var names: [String] {
        switch self {
        case .name(let name): [name]
        case .tuple(let targets): targets.flatMap(\.names)
        case .attribute: []
        }
    }
}

/// One filter of a chain without its input: `| upper`.
struct FilterUse: Sendable {
    let name: String
    let arguments: ArgumentExpressions
    let offset: Int
}

/// A macro: its parameters with defaults, its body.
struct Macro: Sendable {
    let name: String
    let parameters: [(name: String, defaultValue: Expression?)]
    let body: [Statement]
    let offset: Int
}

/// A `for` loop.
struct ForLoop: Sendable {
    let target: Target
    let sequence: Expression
    let condition: Expression?
    let isRecursive: Bool
    let body: [Statement]
    let otherwise: [Statement]
}

/// One part of a template.
struct Statement: Sendable {
    indirect enum Form: Sendable {
        case text(String)
        case output(Expression)
        case loop(ForLoop)
        case branch([(condition: Expression, body: [Statement])], otherwise: [Statement])
        case set([Target], Expression)
        case setBlock(Target, filters: [FilterUse], body: [Statement])
        case macro(Macro)
        case call(Expression, caller: Macro)
        case filter([FilterUse], body: [Statement])
        case include(Expression, ignoresMissing: Bool, hasContext: Bool)
        case importModule(Expression, name: String, hasContext: Bool)
        case importNames(Expression, [(name: String, alias: String)], hasContext: Bool)
        case evaluate(Expression)
        case with([(target: Target, value: Expression)], body: [Statement])
        case block([Statement])
    }

    let form: Form
    let offset: Int
}

/// What is wrong with the syntax of a template, at a byte of its text.
struct SyntaxComplaint: Error {
    let message: String
    let offset: Int
    var expected: String?
    var hint: String?
}
