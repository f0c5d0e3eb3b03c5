/// A request to be sent by a client.
public struct HTTPRequestHead: Hashable, Sendable {
    /// The method, as `GET`.
    public var method: String
    /// The request target: path and query.
    public var target: String
    /// The header lines; `Host` must be among them.
    public var headers: HTTPHeaders

    /// A request head.
    public init(method: String = "GET", target: String, headers: HTTPHeaders = [:]) {
        self.method = method
        self.target = target
        self.headers = headers
    }

    /// The bytes to send: the head, and a body with its length when there is one.
    ///
    /// Line ends within names, values and the target are taken out, so that no data can add a line.
    public func serialized(body: [UInt8] = []) -> [UInt8] {
        var text = "\(clean(method)) \(clean(target)) HTTP/1.1\r\n"
        for line in headers.lines { text += "\(clean(line.name)): \(clean(line.value))\r\n" }
        let declaresLength = headers["Content-Length"] != nil
        let declaresChunks = headers["Transfer-Encoding"] != nil
        let needsLength = !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method)
        if needsLength && !declaresLength && !declaresChunks {
            text += "Content-Length: \(body.count)\r\n"
        }
        return Array((text + "\r\n").utf8) + body
    }

    private func clean(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\r" && $0 != "\n" }))
    }
}

/// A response as a client got it.
public struct HTTPResponse: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The reason phrase.
    public var reason: String
    /// The header lines.
    public var headers: HTTPHeaders
    /// The body, chunks joined.
    public var body: [UInt8]

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }
}
