internal import HTTPWire
internal import ProxyConfiguration

/// What becomes of the streams of a server that is not to have any.
extension Worker {
    /// Ends a stream on its server: elsewhere it begins again where nothing or nothing that counts was
    /// done with it, otherwise the client learns.
    func takeAway(_ stream: Stream, _ cause: CutCause) {
        switch stream.phase {
        case .connecting, .borrowing, .pausing:
            // Nothing was sent yet: the request goes elsewhere and nobody notices.
            dropConnection(stream)
            leaveServer(stream)
            chooseAgain(stream)
        case .exchanging(let connection) where !stream.response.isHeadDone:
            // As when the server itself had closed; unless there is another attempt, this is why.
            stream.ending.set(cause.rawValue, "H")
            drive(stream) { _ = responseFailed(stream, connection, isJunk: false) }
        case .exchanging, .tunneling:
            stream.ending.set(cause.rawValue, "D")
            cut(stream)
        default:
            break
        }
    }
}
