/// `track`: the server whose state another one takes for its own.
public struct TrackedServer: Sendable, Hashable {
    /// The backend; nil is the server's own.
    public var backend: String?
    /// The server.
    public var server: String

    /// What `<backend>/<server>` or `<server>` names.
    public init(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else {
            server = text
            return
        }
        backend = String(text[..<slash])
        server = String(text[slash...].dropFirst())
    }

    /// The backend and the server, for a server of that backend.
    public func name(in own: String) -> String { "\(backend ?? own)/\(server)" }
}
