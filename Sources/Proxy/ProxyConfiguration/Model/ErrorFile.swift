/// A ready response of `errorfile`.
public struct ErrorFile: Sendable, Hashable {
    /// The path as the operator wrote it.
    public var path: String
    /// The bytes, read at start: status line, headers, body.
    public var response: [UInt8]

    /// A response that was read.
    public init(path: String, response: [UInt8]) {
        self.path = path
        self.response = response
    }
}
