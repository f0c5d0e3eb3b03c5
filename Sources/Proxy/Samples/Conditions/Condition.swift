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
        let mark = context.arena.mark
        // Looked at where they stand, none copied.
        let holds = groups.withUnsafeBufferPointer { groups in
            for index in groups.indices where Self.holds(groups[index], &context) { return true }
            return false
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
        group.withUnsafeBufferPointer { terms in
            for index in terms.indices
            where passes(terms[index].tests, &context) == terms[index].isNegated {
                return false
            }
            return true
        }
    }

    private static func passes(_ tests: [AccessTest], _ context: inout SampleContext) -> Bool {
        tests.withUnsafeBufferPointer { tests in
            for index in tests.indices where tests[index].passes(&context) { return true }
            return false
        }
    }
}
