internal import EventLoops

/// Turns: a client's streams move so many bytes at a time, so that one fast transfer does not hold the loop.
extension Worker {
    /// The bytes that may be read for a client in one turn.
    static let bytesInTurn = 65_536
    /// What a step from one phase to the next counts as: pipelined requests have their turns too.
    static let bytesOfStep = 256

    /// Puts a client that has used up its turn behind those that wait for theirs.
    func goOnLater(_ client: Connection) {
        guard !client.isUnfinished else { return }
        client.isUnfinished = true
        unfinished.append(client.token)
    }

    /// Gives clients that had to stop in the middle another turn.
    func continueUnfinished() {
        guard !unfinished.isEmpty else { return }
        swap(&unfinished, &continuing)
        for token in continuing {
            guard let slot = slots.slot(of: token) else { continue }
            switch entries[slot] {
            case .client(let client):
                client.isUnfinished = false
                drive(client)
            case .server(let connection):
                connection.isUnfinished = false
                if case .multiplexed(let multiplexer) = connection.codec {
                    multiplex(connection, multiplexer)
                }
            default: break
            }
        }
        continuing.removeAll(keepingCapacity: true)
    }
}
