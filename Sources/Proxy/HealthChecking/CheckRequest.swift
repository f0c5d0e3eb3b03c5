internal import HTTPWire

/// `http-check send`: a request of a check.
public struct CheckRequest: Sendable, Hashable {
    /// A header of the request.
    public struct Header: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The value; one that comes to nothing is left out.
        public var value: CheckText

        /// A header.
        public init(name: String, value: CheckText) {
            self.name = name
            self.value = value
        }
    }

    /// The method; OPTIONS unless said.
    public var method: String?
    /// The URI; `/` unless said.
    public var uri: CheckText?
    /// The version as in the request line; HTTP/1.0 unless said.
    public var version: String?
    /// Headers in the order of sending.
    public var headers: [Header] = []
    /// The body.
    public var body: CheckText?

    /// The request of `option httpchk` without arguments.
    public init() {}

    /// The same with what another one says over it.
    public func overlaid(by other: CheckRequest) -> CheckRequest {
        var result = self
        result.method = other.method ?? method
        result.uri = other.uri ?? uri
        result.version = other.version ?? version
        if !other.headers.isEmpty { result.headers = other.headers }
        result.body = other.body ?? body
        return result
    }

    /// The method that is sent.
    var sentMethod: String { method ?? "OPTIONS" }

    /// The bytes, as HAProxy writes them; `state` is what the server is told of itself.
    func bytes(_ evaluate: (CheckText) -> [UInt8], state: String?) -> [UInt8] {
        let version = version ?? "HTTP/1.0"
        var bytes = Array("\(sentMethod) ".utf8)
        let target = uri.map(evaluate) ?? []
        bytes += target.isEmpty ? [UInt8(ascii: "/")] : target
        bytes += Array(" \(version)\r\n".utf8)
        func add(_ name: String, _ value: [UInt8]) {
            bytes += Array("\(name.lowercased()): ".utf8) + value + [0x0D, 0x0A]
        }
        var namesConnection = false
        for header in headers {
            let value = evaluate(header.value)
            if value.isEmpty || header.isOfFraming { continue }
            if header.isNamed("connection") { namesConnection = true }
            add(header.name, value)
        }
        if let state { add("x-haproxy-server-state", Array(state.utf8)) }
        let body = body.map(evaluate) ?? []
        let hasNoBody = ["OPTIONS", "GET", "HEAD", "DELETE"].contains(sentMethod)
        if !hasNoBody || !body.isEmpty { add("content-length", Array("\(body.count)".utf8)) }
        // A connection of version 1.0 closes by itself.
        if !namesConnection, version != "HTTP/1.0" { add("connection", Array("close".utf8)) }
        return bytes + [0x0D, 0x0A] + body
    }
}

extension CheckRequest.Header {
    fileprivate func isNamed(_ other: String) -> Bool {
        equalsIgnoringCase(name.utf8, other.utf8)
    }

    /// Whether it would say how the body ends, which the body itself does.
    fileprivate var isOfFraming: Bool { isNamed("content-length") || isNamed("transfer-encoding") }
}
