/// One `acl` line: a sample compared with patterns.
///
/// Immutable, but for the patterns that the runtime may change. Two are equal when they were written
/// alike and have no patterns: those belong to one configuration.
public final class AccessTest: @unchecked Sendable {
    /// As it was written.
    public let text: String
    /// What is looked at.
    public let expression: SampleExpression
    /// How it is compared.
    public let method: MatchMethod
    private let cells: [PatternCell]

    init(
        text: String,
        _ expression: SampleExpression,
        _ method: MatchMethod,
        _ cells: [PatternCell]
    ) {
        self.text = text
        self.expression = expression
        self.method = method
        self.cells = cells
    }

    /// Whether one of the values matches one of the patterns.
    public func passes(_ context: inout SampleContext) -> Bool {
        context.iterates = true
        context.cursor = SampleCursor()
        defer { context.iterates = false }
        let mark = context.arena.mark
        while true {
            guard let value = expression.evaluate(&context) else { return false }
            if method == .found { return true }
            if let sample = value.cast(to: method.input, &context.arena), matches(sample, &context)
            {
                return true
            }
            guard value.hasMore else { return false }
            context.arena.release(to: mark)
        }
    }

    /// Whether one of the values matches, or may match when more has come.
    func verdict(_ context: inout SampleContext) -> AccessVerdict {
        context.mayChange = false
        if passes(&context) { return .passes }
        guard context.awaitsMore else { return .fails }
        let awaitsHead = context.headMayCome && expression.sources.needsHead
        return context.mayChange || awaitsHead ? .unknown : .fails
    }

    private func matches(_ sample: Sample, _ context: inout SampleContext) -> Bool {
        if method == .bool { return sample.isTrue }
        for cell in cells {
            if let set = cell.set, set.match(sample, &context) != nil { return true }
        }
        return false
    }
}

/// What a test of a stream comes to of which more may come.
public enum AccessVerdict: Sendable {
    case fails
    /// More has to come.
    case unknown
    case passes

    var negated: AccessVerdict {
        switch self {
        case .fails: .passes
        case .unknown: .unknown
        case .passes: .fails
        }
    }

    func or(_ other: AccessVerdict) -> AccessVerdict {
        if self == .passes || other == .passes { return .passes }
        return self == .unknown || other == .unknown ? .unknown : .fails
    }
}

extension SampleSources {
    /// Whether the head of a message is looked at.
    fileprivate var needsHead: Bool {
        !isDisjoint(with: [.requestHead, .request, .responseHead, .response])
    }
}

extension AccessTest: Hashable {
    /// Whether both are the same, or written alike and without patterns.
    public static func == (left: AccessTest, right: AccessTest) -> Bool {
        left === right
            || left.text == right.text && left.cells.isEmpty && right.cells.isEmpty
                && left.expression == right.expression
    }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
