internal import HTTPWire
internal import ProxyConfiguration

/// What becomes of the streams of a server that is not to have any.
extension Worker {
    /// Ends a stream on its server: elsewhere it begins again where nothing or nothing that counts was
    /// done with it, otherwise the client learns.
    func takeAway(_ session: Session, _ cause: CutCause) {
        switch session.phase {
        case .connecting, .pausing:
            // Nothing was sent yet: the request goes elsewhere and nobody notices.
            dropConnection(session)
            leaveServer(session)
            chooseAgain(session)
        case .exchanging where !session.response.isHeadDone:
            guard let connection = session.connection else { return }
            // As when the server itself had closed; unless there is another attempt, this is why.
            session.ending.set(cause.rawValue, "H")
            _ = responseFailed(session, connection, isJunk: false)
            drive(session)
        case .exchanging, .tunneling:
            session.ending.set(cause.rawValue, "D")
            cut(session)
        default:
            break
        }
    }
}
