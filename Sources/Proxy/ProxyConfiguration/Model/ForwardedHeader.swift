public import Samples

/// `option forwarded`: a `Forwarded` header [RFC 7239] for servers, with these of its parts.
public struct ForwardedHeader: Sendable, Hashable {
    /// Where a part comes from.
    public enum Part: Sendable, Hashable {
        /// From the connection or the request.
        case own
        /// From an expression.
        case expression(SampleExpression)
    }

    /// One end of the connection.
    public struct Node: Sendable, Hashable {
        /// Its name or address.
        public var name: Part?
        /// Its port.
        public var port: Part?
    }

    /// `proto`.
    public var tellsProtocol = false
    /// `host`.
    public var host: Part?
    /// `by`: the proxy's side.
    public var by = Node()
    /// `for`: the client's side.
    public var client = Node()
}
