/// What a drill proves.
public enum DrillVerdict: Sendable, Hashable {
    /// The fault took effect and every limit was kept.
    case pass
    /// The fault took effect and these limits were not kept.
    case fail([LimitCheck])
    /// The fault did something else than the drill says: what.
    case mismatch(String)
    /// Nothing was proved: the victims were not healthy before, the fault had no effect, the load
    /// was not what it was to be, or the drill could not be carried through.
    case inconclusive(String)

    /// The verdict of a drill that was carried through.
    ///
    /// With a `shortfall` of the load nothing is passed, and only such limits are broken as what
    /// was measured breaks whatever the load held back itself.
    public static func of(_ checks: [LimitCheck], shortfall: String? = nil) -> DrillVerdict {
        let broken = checks.filter { !$0.isMet && (shortfall == nil || $0.isBrokenForCertain) }
        if !broken.isEmpty { return .fail(broken) }
        return shortfall.map { .inconclusive($0) } ?? .pass
    }

    /// One word for reports.
    public var word: String {
        switch self {
        case .pass: "Pass"
        case .fail: "Fail"
        case .mismatch: "Mismatch"
        case .inconclusive: "Inconclusive"
        }
    }

    /// The word, and why nothing was proved.
    public var text: String {
        switch self {
        case .pass, .fail: word
        case .mismatch(let reason), .inconclusive(let reason): "\(word): \(reason)"
        }
    }

    /// Why nothing was proved; nil when something was.
    public var reason: String? {
        switch self {
        case .pass, .fail: nil
        case .mismatch(let reason), .inconclusive(let reason): reason
        }
    }

    /// The exit code when nothing was proved.
    public static let nothingProvedCode: Int32 = 3

    /// The exit code of `switchyard drill`: 0, 2 when a limit was broken, 3 when the fault was
    /// another one or nothing was proved.
    public var exitCode: Int32 {
        switch self {
        case .pass: 0
        case .fail: 2
        case .mismatch, .inconclusive: Self.nothingProvedCode
        }
    }
}
