internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// What becomes of bytes that a client still sends after its answer.
///
/// A connection that is closed while bytes of the client are unread is reset, and the reset takes
/// the answer from a client that has not read it yet. So the rest is taken and thrown away: until the
/// request ends when the connection goes on, until the client closes when it does not.
extension Worker {
    /// How long a client that is done with may send nothing before its connection is closed, in
    /// milliseconds.
    static let drainPatience: Int64 = 5000
    /// How long a client that is done with may go on sending, in milliseconds.
    static let drainLimit: Int64 = 60_000

    /// Throws away the rest of a request whose answer has passed; the next request follows.
    func beginDraining(_ session: Session) {
        session.phase = .draining
        session.clientDeadline = now + Worker.drainPatience
        session.serverDeadline = now + Worker.drainLimit
    }

    /// How long a client that was told of the end may send nothing: no longer than `timeout client-fin`.
    private func lingerPatience(_ session: Session) -> Int64 {
        min(Worker.drainPatience, patience(session.frontend.settings.timeouts.clientFin))
    }

    /// Throws away what came of the request; true when the phase has changed.
    func drain(_ session: Session) -> Bool {
        switch flushOutput(session) {
        case .moved: break
        case .wouldBlock: return false
        case .ended, .failed:
            close(session)
            return false
        }
        while true {
            if let input = session.input {
                guard scanBody(session, input) else {
                    lingerOrClose(session)
                    return session.phase != .closed
                }
                if session.request.isWhole { break }
                input.clear()
                session.request.scanned = 0
                session.request.sent = 0
            }
            switch receive(session) {
            case .moved: session.clientDeadline = now + Worker.drainPatience
            case .wouldBlock: return false
            case .ended, .failed:
                close(session)
                return false
            }
        }
        awaitNextRequest(session)
        return true
    }

    /// Closes the sending side, and waits for the client to read and close.
    func lingerOrClose(_ session: Session) {
        if session.output != nil {
            session.phase = .answering
            session.keepsClient = false
            return
        }
        session.client.closeTLS(cipherScratch)
        let isDone =
            session.request.isWhole && !session.client.isReadable
            && session.input?.count ?? 0 <= session.request.scanned
        if isDone || session.client.hasEnded { return close(session) }
        session.client.socket.shutdownWriting()
        session.phase = .lingering
        session.clientDeadline = now + lingerPatience(session)
        session.serverDeadline = now + Worker.drainLimit
        if let input = session.input { buffers.give(input) }
        session.input = nil
    }

    /// Throws away what the client still sends.
    func linger(_ session: Session) -> Bool {
        while session.client.isReadable {
            if turnBudget <= 0 {
                goOnLater(session)
                return false
            }
            let space = UnsafeMutableRawBufferPointer(rebasing: cipherScratch[0..<16_384])
            switch session.client.socket.receive(into: space) {
            case .moved(let count):
                turnBudget -= count
                session.clientDeadline = now + lingerPatience(session)
            case .wouldBlock:
                session.client.isReadable = false
            case .ended, .failed:
                close(session)
                return false
            }
        }
        return false
    }
}
