/// What has happened on a connection.
public enum ConnectionEvent: Equatable, Sendable {
    /// Nothing more can be said before more bytes come.
    case needsInput
    /// Nothing more is read before the peer has taken some of what it has provoked.
    case needsOutput
    /// The head of a message is whole and stands in the list of fields: read it, or reset the stream.
    case head(StreamNumber, endsStream: Bool)
    /// Data of a message, as a range of the input; the last of it may be nothing.
    case data(StreamNumber, Range<Int>, endsStream: Bool)
    /// The fields behind the data stand in the list, and the message is over.
    case trailers(StreamNumber)
    /// The stream is over before its time; what was told of it was not all.
    case reset(StreamNumber, ErrorCode, byPeer: Bool)
    /// More may be sent on a stream, or with zero on any of them.
    case windowOpened(StreamNumber)
    /// The peer has said what it takes.
    case settled
    /// The peer answers no stream beyond that number.
    case goAway(last: StreamNumber, ErrorCode)
    /// The connection is broken; the peer is told why by what is still to be sent.
    case failed(ErrorCode)
}

/// One event, with the bytes of the input that it and what went before it have used up.
public struct ConnectionStep: Equatable, Sendable {
    /// How many bytes of the input to drop, once the event has been dealt with.
    public let consumed: Int
    /// What has happened.
    public let event: ConnectionEvent
}
