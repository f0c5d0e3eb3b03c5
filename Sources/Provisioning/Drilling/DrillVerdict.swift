/// What a drill proves.
public enum DrillVerdict: Sendable, Hashable {
    /// The fault took effect and every limit was kept.
    case pass
    /// The fault took effect and these limits were not kept.
    case fail([LimitCheck])
    /// Nothing was proved: the victims were not healthy before, the fault had no effect, or the
    /// drill could not be carried through.
    case inconclusive(String)

    /// The verdict of a drill that was carried through.
    public static func of(_ checks: [LimitCheck]) -> DrillVerdict {
        let broken = checks.filter { !$0.isMet }
        return broken.isEmpty ? .pass : .fail(broken)
    }

    /// One word for reports.
    public var word: String {
        switch self {
        case .pass: "Pass"
        case .fail: "Fail"
        case .inconclusive: "Inconclusive"
        }
    }

    /// The exit code of `switchyard drill`: 0, 2 when a limit was broken, 3 when inconclusive.
    public var exitCode: Int32 {
        switch self {
        case .pass: 0
        case .fail: 2
        case .inconclusive: 3
        }
    }
}
