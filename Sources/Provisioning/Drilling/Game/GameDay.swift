/// How far a game day is, and what comes next; it knows no clock and carries nothing out.
public struct GameDay: Sendable, Hashable {
    /// A drill that was carried out, or begun.
    public struct Attempt: Sendable, Hashable {
        /// Which drill of the game, from zero.
        public var index: Int
        /// What it left behind.
        public var record: DrillRecord

        /// An attempt.
        public init(index: Int, record: DrillRecord) {
            self.index = index
            self.record = record
        }
    }

    /// What comes next.
    public enum Step: Sendable, Hashable {
        /// That drill, after a rest.
        case drill(index: Int, rest: Duration)
        /// Nothing more: why the day ends before its drills are done.
        case abort(String)
        /// Nothing more: all drills are done.
        case finished
    }

    /// How long nothing is broken before each drill.
    public let rests: [Duration]
    /// How many requests may be lost in all.
    public let budget: Int
    /// The verdicts that end the day.
    public let abortsOn: Set<GameAbort>
    /// What was carried out so far, drills that were interrupted included.
    public private(set) var attempts: [Attempt]

    /// A day of a game, fresh or with what an earlier run of it has done.
    public init(of game: GameFile, attempts: [Attempt] = []) {
        rests = game.drills.map { $0.rest ?? game.rest }
        budget = game.budget
        abortsOn = game.abortsOn
        self.attempts = attempts
    }

    /// Takes a drill's record in.
    public mutating func note(_ record: DrillRecord, of index: Int) {
        attempts.append(Attempt(index: index, record: record))
    }

    /// The requests that were lost so far, those of interrupted drills included.
    public var lostCount: Int { attempts.reduce(0) { $0 + $1.record.lostCount } }

    /// What comes next: a criterion that was met ends the day, an interrupted drill is carried out
    /// again.
    public var next: Step {
        if let reason = abortReason { return .abort(reason) }
        let done = Set(attempts.filter { !$0.record.wasInterrupted }.map(\.index))
        guard let index = rests.indices.first(where: { !done.contains($0) }) else {
            return .finished
        }
        return .drill(index: index, rest: attempts.isEmpty ? .zero : rests[index])
    }

    /// Why the day must not go on; nil when it may.
    public var abortReason: String? {
        for attempt in attempts {
            let record = attempt.record
            if record.stages.contains(where: { $0.stage == .restore && !$0.succeeded }) {
                return "what '\(record.name)' broke could not be put back"
            }
            if !record.wasInterrupted, let abort = record.abort, abortsOn.contains(abort) {
                return "'\(record.name)' ended with \(abort.rawValue)"
            }
        }
        if lostCount > budget {
            return "the error budget is spent: \(lostCount) requests were lost, \(budget) allowed"
        }
        return nil
    }
}

/// What a day proves.
public enum GameVerdict: String, Sendable, Hashable {
    /// Every drill was carried out and kept its limits.
    case pass = "Pass"
    /// Limits were not kept.
    case fail = "Fail"
    /// A criterion ended the day.
    case aborted = "Aborted"
    /// All was carried out, and some of it proved nothing.
    case inconclusive = "Inconclusive"
    /// Drills are left.
    case unfinished = "Unfinished"

    /// The exit code of `switchyard gameday`, as of `switchyard drill`.
    public var exitCode: Int32 {
        switch self {
        case .pass: 0
        case .fail, .aborted: 2
        case .inconclusive, .unfinished: 3
        }
    }
}

extension GameDay {
    /// What the day proves as far as it is.
    public var verdict: GameVerdict {
        if abortReason != nil { return .aborted }
        let records = attempts.map(\.record)
        if records.contains(where: { $0.limits?.verdict == .fail }) { return .fail }
        if next != .finished { return .unfinished }
        let isProved = records.allSatisfy { $0.limits != nil || $0.wasInterrupted }
        return isProved ? .pass : .inconclusive
    }
}

extension DrillRecord {
    /// The requests that failed, or of which nobody knows.
    public var lostCount: Int {
        traffic.reduce(0) { sum, kind in
            let tally = kind.total.tally
            return sum + tally.failed + tally.unknown
        }
    }

    /// The criterion that its verdict meets.
    fileprivate var abort: GameAbort? {
        switch (limits?.verdict, fault.verdict) {
        case (.pass?, _): nil
        case (.fail?, _): .fail
        case (nil, .mismatch): .mismatch
        case (nil, _): .inconclusive
        }
    }
}
