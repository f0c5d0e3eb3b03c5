internal import DocumentValues
internal import Playbooks

/// What the dynamic includes around a task give it: variables above those of the task.
final class IncludeContext: Sendable {
    /// `vars` of the include and the items of its loop, evaluated where the include stood.
    let values: ValueMap

    /// The include around this one.
    let outer: IncludeContext?

    /// No include.
    static let none = IncludeContext(values: [:], outer: nil)

    init(values: ValueMap, outer: IncludeContext?) {
        self.values = values
        self.outer = outer
    }

    /// The value of a variable, the innermost include's first.
    subscript(name: String) -> Value? {
        values[name] ?? outer?[name]
    }

    /// The names that are set here, for lists of variables.
    var names: Set<String> {
        Set(values.keys.compactMap(\.string)).union(outer?.names ?? [])
    }
}
