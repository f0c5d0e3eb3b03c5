/// Turns: a session moves so many bytes at a time, so that one fast transfer does not hold the loop.
extension Worker {
    /// The bytes that a session may read in one turn.
    static let bytesInTurn = 65_536
    /// What a step from one phase to the next counts as: pipelined requests have their turns too.
    static let bytesOfStep = 256

    /// Puts a session that has used up its turn behind those that wait for theirs.
    func goOnLater(_ session: Session) {
        guard !session.isUnfinished else { return }
        session.isUnfinished = true
        unfinished.append(session.token)
    }

    /// Gives sessions that had to stop in the middle another turn.
    func continueUnfinished() {
        guard !unfinished.isEmpty else { return }
        swap(&unfinished, &continuing)
        for token in continuing {
            guard let session = session(of: token) else { continue }
            session.isUnfinished = false
            drive(session)
        }
        continuing.removeAll(keepingCapacity: true)
    }
}
