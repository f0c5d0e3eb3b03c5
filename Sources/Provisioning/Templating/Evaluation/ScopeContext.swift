internal import Diagnostics
internal import DocumentValues

/// The variables of one scope while something is rendered, each evaluated at most once.
final class ScopeContext {
    let scope: any VariableScope
    var evaluated: [String: Item] = [:]
    /// The variables that are being evaluated, to find those that use themselves.
    var underway: [String: SourcePlace] = [:]

    init(_ scope: any VariableScope) {
        self.scope = scope
    }
}

/// The variables that a template sets itself: those of a loop's round, a macro, the template.
final class ScopeFrame {
    var variables: [String: Item] = [:]
    let parent: ScopeFrame?

    init(parent: ScopeFrame?) {
        self.parent = parent
    }

    /// The innermost frame that has the name.
    func holder(of name: String) -> ScopeFrame? {
        var frame: ScopeFrame? = self
        while let current = frame {
            if current.variables[name] != nil { return current }
            frame = current.parent
        }
        return nil
    }

    subscript(name: String) -> Item? { holder(of: name)?.variables[name] }
}

/// What one rendering has used of its limits.
final class Budget {
    let limits: TemplateLimits
    var depth = 0
    var loopRounds = 0
    /// Whether something was used that no operator wrote: facts, results, files.
    var usesForeignText = false

    init(_ limits: TemplateLimits) {
        self.limits = limits
    }
}
