/// The opening handshake of a WebSocket client, RFC 6455 section 4.
public struct WebSocketHandshake: Sendable {
    /// The value of `Sec-WebSocket-Key`.
    public let key: String

    /// Starts from 16 random bytes.
    public init(random: [UInt8]) {
        key = Base64.encode(random)
    }

    /// The request head that asks for the upgrade.
    public func request(
        target: String,
        host: String,
        headers: HTTPHeaders = [:]
    ) -> HTTPRequestHead {
        var all: HTTPHeaders = [
            "Host": host,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key,
        ]
        for line in headers.lines { all.add(line.name, line.value) }
        return HTTPRequestHead(target: target, headers: all)
    }

    /// Whether a response accepts the upgrade for this key.
    public func isAccepted(by response: HTTPResponse) -> Bool {
        response.status == 101
            && response.headers["Sec-WebSocket-Accept"] == WebSocketHandshake.accept(key: key)
    }

    /// The value of `Sec-WebSocket-Accept` that answers a key.
    public static func accept(key: String) -> String {
        Base64.encode(SHA1.digest(Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }
}
