/// What stands after `if` or `unless`, the names of ACLs already replaced by their tests.
///
/// An `or` of `and`s: it holds when in one of the groups every term holds; `unless` negates the
/// whole.
public struct Condition: Sendable, Hashable {
    /// Groups of terms between `or` (`||`).
    public var groups: [[Term]]
    /// After `unless`.
    public var isNegated: Bool

    /// A condition.
    public init(groups: [[Term]], isNegated: Bool = false) {
        self.groups = groups
        self.isNegated = isNegated
    }

    /// One word of a condition: a named ACL or an anonymous one in braces.
    public struct Term: Sendable, Hashable {
        /// After `!`.
        public var isNegated: Bool
        /// It holds when one of these does: the lines that declared the ACL.
        public var tests: [AccessTest]
        /// The ACL's name; nil in braces.
        public var name: String?

        /// A term.
        public init(isNegated: Bool, tests: [AccessTest], name: String? = nil) {
            self.isNegated = isNegated
            self.tests = tests
            self.name = name
        }
    }

    /// Whether it holds for a stream.
    public func holds(_ context: inout SampleContext) -> Bool {
        var holds = false
        let mark = context.arena.mark
        for group in groups where Self.holds(group, &context) {
            holds = true
            break
        }
        context.arena.release(to: mark)
        return holds != isNegated
    }

    /// What it comes to for a stream of which more may come.
    public func verdict(_ context: inout SampleContext) -> AccessVerdict {
        var result = AccessVerdict.fails
        let mark = context.arena.mark
        for group in groups {
            result = result.or(Self.verdict(group, &context))
            if result == .passes { break }
        }
        context.arena.release(to: mark)
        return isNegated ? result.negated : result
    }

    private static func verdict(_ group: [Term], _ context: inout SampleContext) -> AccessVerdict {
        for term in group {
            var result = AccessVerdict.fails
            for test in term.tests {
                result = result.or(test.verdict(&context))
                if result == .passes { break }
            }
            if term.isNegated { result = result.negated }
            // What is not known yet is no reason to look at the rest.
            if result != .passes { return result }
        }
        return .passes
    }

    private static func holds(_ group: [Term], _ context: inout SampleContext) -> Bool {
        for term in group {
            var passes = false
            for test in term.tests where test.passes(&context) {
                passes = true
                break
            }
            if passes == term.isNegated { return false }
        }
        return true
    }
}
