public import Diagnostics
public import DocumentValues

/// Checks templates before any host is contacted: syntax, and that filters, tests and lookups
/// exist.
public enum TemplateChecker {
    /// What is wrong with the templates in a node and below it.
    public static func check(_ node: Node) -> [Diagnostic] {
        []
    }

    /// What is wrong with a condition, or a list of conditions.
    public static func check(condition node: Node) -> [Diagnostic] {
        []
    }

    /// What is wrong with a template file.
    public static func check(
        file source: SourceText,
        options: RenderOptions = RenderOptions()
    ) -> [Diagnostic] {
        []
    }

    /// What is wrong with the name of a `with_` loop.
    public static func check(lookup name: String, at place: SourcePlace) -> Diagnostic? {
        nil
    }

    /// The variables that the templates in a node use and do not set themselves, with where.
    public static func freeNames(in node: Node) -> [FreeName] {
        []
    }

    /// The variables that a condition uses.
    public static func freeNames(inCondition node: Node) -> [FreeName] {
        []
    }
}

/// A use of a variable.
public struct FreeName: Sendable, Hashable {
    /// The name.
    public let name: String
    /// Where it is used.
    public let place: SourcePlace
    /// Whether the template copes when it is undefined: `is defined`, `default(…)`.
    public let mayBeUndefined: Bool
}
