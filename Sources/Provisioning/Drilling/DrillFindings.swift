/// Whether a fault was what its drill means it to be.
public enum FaultVerdict: String, Sendable, Hashable, CaseIterable {
    /// It took effect where it was to.
    case confirmed = "Confirmed"
    /// It did something else: another server fell silent, or none.
    case mismatch = "Mismatch"
    /// Nothing was proved.
    case inconclusive = "Inconclusive"
}

/// Whether a drill's limits were kept.
public enum LimitVerdict: String, Sendable, Hashable, CaseIterable {
    /// All of them.
    case pass = "Pass"
    /// Not all of them.
    case fail = "Fail"
}

/// What is known of the fault.
public struct FaultFinding: Sendable, Hashable {
    /// In one word.
    public var verdict: FaultVerdict
    /// Why, each reason a line.
    public var reasons: [String]

    /// A finding.
    public init(_ verdict: FaultVerdict, _ reasons: [String] = []) {
        self.verdict = verdict
        self.reasons = reasons
    }
}

/// What is known of the limits.
public struct LimitFinding: Sendable, Hashable {
    /// In one word.
    public var verdict: LimitVerdict
    /// Why, each reason a line.
    public var reasons: [String]

    /// A finding.
    public init(_ verdict: LimitVerdict, _ reasons: [String] = []) {
        self.verdict = verdict
        self.reasons = reasons
    }
}

/// A number that was measured or allowed, with what it counts.
public enum Quantity: Sendable, Hashable {
    /// So many.
    case count(Int)
    /// So long.
    case duration(Duration)
}

/// A figure of a drill.
public struct Figure: Sendable, Hashable {
    /// Its name as in a drill's limits: `failed`, `detect`, `p99`.
    public var name: String
    /// What was measured; nil when it never came to that.
    public var value: Quantity?

    /// A figure.
    public init(_ name: String, _ value: Quantity?) {
        self.name = name
        self.value = value
    }
}

/// A limit held against what was measured.
public struct RecordedCheck: Sendable, Hashable {
    /// The limit's name, as in the drill file.
    public var name: String
    /// What is allowed at most.
    public var expected: Quantity
    /// What was measured; nil when it never came to that, which keeps no limit.
    public var measured: Quantity?
    /// Whether the measure stays within the limit.
    public var isMet: Bool

    /// A check.
    public init(_ name: String, expected: Quantity, measured: Quantity?, isMet: Bool) {
        self.name = name
        self.expected = expected
        self.measured = measured
        self.isMet = isMet
    }
}

/// Something that a finding rests on, and how to tell that it is still the same.
public struct Evidence: Sendable, Hashable {
    /// What it is, as a path or `journal of haproxy on lb-1`.
    public var name: String
    /// The text itself, when it is kept here.
    public var text: String?
    /// How many bytes it has.
    public var byteCount: Int
    /// The SHA-256 of its bytes, as hexadecimal digits.
    public var sha256: String

    /// Evidence that is kept elsewhere, or here.
    public init(name: String, text: String? = nil, byteCount: Int, sha256: String) {
        self.name = name
        self.text = text
        self.byteCount = byteCount
        self.sha256 = sha256
    }
}
