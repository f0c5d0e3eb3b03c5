/// One host of a batch while a play runs: where it is, and whether it is at work.
struct HostTrack {
    /// The host.
    let host: String
    /// Where it is.
    private(set) var cursor: Cursor
    /// The step that it is about to take, and where it will be then.
    private var ahead: (step: Cursor.Step, cursor: Cursor)?
    /// Whether its step has not ended.
    var isBusy = false
    /// Whether handlers that an earlier run left pending are notified now.
    var takesUpPending = false

    init(host: String, cursor: Cursor) {
        self.host = host
        self.cursor = cursor
    }

    /// Where it stands, once that is looked up.
    mutating func standing(_ guide: Cursor.Guide) -> HostStanding {
        if isBusy { return .busy }
        if ahead == nil {
            var next = cursor
            if let step = next.advance(guide) { ahead = (step, next) } else { cursor = next }
        }
        return ahead.map { .ready($0.cursor.position) } ?? .over
    }

    /// Takes the step that it stands before.
    mutating func takeStep() -> Cursor.Step? {
        guard let (step, next) = ahead else { return nil }
        cursor = next
        ahead = nil
        return step
    }

    /// Changes where it is; what it was about to do is looked up anew.
    mutating func change<Result>(_ body: (inout Cursor) -> Result) -> Result {
        ahead = nil
        return body(&cursor)
    }
}
