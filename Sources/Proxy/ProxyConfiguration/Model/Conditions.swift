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

        /// A term.
        public init(isNegated: Bool, tests: [AccessTest]) {
            self.isNegated = isNegated
            self.tests = tests
        }
    }
}

/// One `acl` line: a sample compared with patterns.
public struct AccessTest: Sendable, Hashable {
    /// What is looked at.
    public var sample: SampleExpression
    /// How, and with what.
    public var comparison: Comparison

    /// A test.
    public init(sample: SampleExpression, comparison: Comparison) {
        self.sample = sample
        self.comparison = comparison
    }

    /// How a sample is compared.
    ///
    /// Several patterns: one must match.
    public enum Comparison: Sendable, Hashable {
        /// `found`: there is a sample.
        case found
        /// The sample is a truth value and true, or a number and not zero.
        case isTrue
        /// A text.
        case text(TextMatch, [String], ignoringCase: Bool)
        /// A regular expression of PCRE2, which compiles.
        case pattern([String], ignoringCase: Bool)
        /// An address in one of the networks.
        case network([NetworkRange])
        /// A number in one of the ranges.
        case number([ClosedRange<Int>])
    }
}

/// How a text is compared.
public enum TextMatch: Sendable, Hashable {
    /// `str`: equal.
    case exact
    /// `beg`: begins with it.
    case prefix
    /// `end`: ends with it.
    case suffix
    /// `sub`: contains it.
    case substring
    /// `dir`: contains it between slashes.
    case directory
    /// `dom`: contains it between dots, slashes, colons or question marks.
    case domain
}
