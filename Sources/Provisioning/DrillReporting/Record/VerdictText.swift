public import Drilling

/// Which of four colours a drill has.
public enum DrillTone: String, Sendable, Hashable {
    /// All limits were kept.
    case pass
    /// Some were not.
    case fail
    /// The fault was another one.
    case mismatch
    /// Nothing was proved.
    case inconclusive
}

extension DrillRecord {
    /// The drill in one word: that of the limits, or why there is none.
    public var verdictWord: String {
        if let limits { return limits.verdict.rawValue }
        let isConfirmed = fault.verdict == .confirmed
        return (isConfirmed ? FaultVerdict.inconclusive : fault.verdict).rawValue
    }

    /// The word, and the reasons.
    public var verdictText: String {
        Self.said(verdictWord, limits?.reasons ?? fault.reasons)
    }

    /// What is known of the fault, in one line.
    public var faultText: String { Self.said(fault.verdict.rawValue, fault.reasons) }

    /// The colour.
    public var tone: DrillTone {
        switch (limits?.verdict, fault.verdict) {
        case (.pass?, _): .pass
        case (.fail?, _): .fail
        case (nil, .mismatch): .mismatch
        case (nil, _): .inconclusive
        }
    }

    private static func said(_ word: String, _ reasons: [String]) -> String {
        reasons.isEmpty ? word : "\(word): \(reasons.joined(separator: "; "))"
    }
}

extension Quantity {
    /// For people: `12`, or `85 ms`.
    public var text: String {
        switch self {
        case .count(let count): "\(count)"
        case .duration(let duration): duration.drillText
        }
    }
}
