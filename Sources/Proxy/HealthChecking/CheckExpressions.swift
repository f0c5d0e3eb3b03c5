public import Samples

/// Evaluates the expressions of one check: it knows the server, and keeps the check's variables.
///
/// `answer` is what the server has sent on the connection since the last request.
public protocol CheckExpressions: AnyObject {
    /// The text that a format makes.
    func text(_ format: LogFormat, over answer: [UInt8]) -> [UInt8]

    /// What an expression gives, as a text.
    func text(_ expression: SampleExpression, over answer: [UInt8]) -> [UInt8]

    /// Sets or forgets a variable.
    func carryOut(_ change: CheckVariableChange, over answer: [UInt8])
}

/// `set-var`, `set-var-fmt` and `unset-var` among the steps of a check.
public struct CheckVariableChange: Sendable, Hashable {
    /// What becomes of the variable.
    public enum Value: Sendable, Hashable {
        /// What an expression gives.
        case expression(SampleExpression)
        /// What a format makes.
        case format(LogFormat)
        /// It is forgotten.
        case none
    }

    /// The variable.
    public var name: VariableName
    /// What becomes of it.
    public var value: Value
    /// What it must be like for that, all of it.
    public var conditions: [SetCondition]

    /// A change.
    public init(_ name: VariableName, to value: Value, if conditions: [SetCondition] = []) {
        self.name = name
        self.value = value
        self.conditions = conditions
    }
}
