/// What many canaries in a row come to.
///
/// A value type with no clock and no socket. The first canary decides alone: there is nothing to
/// keep yet.
struct StandingVerdict: Equatable {
    private enum State: Equatable {
        /// Nothing is known.
        case unknown
        /// All is well; so many have failed since the last success.
        case good(failuresInARow: Int)
        /// It fails; so many have succeeded since the last failure.
        case bad(successesInARow: Int)
    }

    private let fall: Int
    private let rise: Int
    private var state = State.unknown

    /// With the counts of `--fall` and `--rise`.
    init(fall: Int, rise: Int) {
        self.fall = fall
        self.rise = rise
    }

    /// Takes the outcome of a canary; the verdict, when it is another one than before.
    mutating func record(isGood: Bool) -> Bool? {
        switch (state, isGood) {
        case (.unknown, true):
            state = .good(failuresInARow: 0)
            return true
        case (.unknown, false):
            state = .bad(successesInARow: 0)
            return false
        case (.good, true):
            state = .good(failuresInARow: 0)
        case (.bad, false):
            state = .bad(successesInARow: 0)
        case (.good(let count), false):
            if count + 1 >= fall {
                state = .bad(successesInARow: 0)
                return false
            }
            state = .good(failuresInARow: count + 1)
        case (.bad(let count), true):
            if count + 1 >= rise {
                state = .good(failuresInARow: 0)
                return true
            }
            state = .bad(successesInARow: count + 1)
        }
        return nil
    }
}
