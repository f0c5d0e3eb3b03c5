/// How far a host has come, to be compared with how far others have: by the places in all lists that
/// are open, outermost first.
///
/// Two hosts at one position are about to take the same step.
struct CursorPosition: Comparable, Sendable {
    private let path: [Int]

    init(_ frames: [CursorFrame]) {
        path = frames.flatMap { [$0.phase.rawValue, $0.taken] }
    }

    /// Earlier in the play comes first; a task comes before what it includes.
    static func < (left: CursorPosition, right: CursorPosition) -> Bool {
        left.path.lexicographicallyPrecedes(right.path)
    }
}
