internal import HTTPWire

/// A response that the proxy makes itself.
struct OwnAnswer {
    let status: Int
    let body: [UInt8]
    /// Whether it says how long its body is.
    let hasLength: Bool
    /// The head but for the empty line at its end.
    private var lines: [UInt8]

    /// A response with a length and no other header.
    init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
        hasLength = true
        let start =
            "HTTP/1.1 \(status) \(ErrorPages.reason(of: status))\r\ncontent-length: \(body.count)\r\n"
        lines = Array(start.utf8)
    }

    /// The proxy's page for a status; of 401 with the realm to be asked for.
    init(page status: Int, realm: String = "") {
        self.init(status: status, body: ErrorPages.body(of: status))
        // A status without a page has nothing to say of one.
        if body.isEmpty { return }
        add("cache-control", "no-cache".utf8)
        add("content-type", "text/html".utf8)
        if status == 401 { add("www-authenticate", "Basic realm=\"\(realm)\"".utf8) }
    }

    /// The response of an `errorfile`; nil when the file holds none.
    ///
    /// One without a length is sent so: the connection's end is the body's.
    init?(file: [UInt8]) {
        let head = MessageHead()
        let parsed = file.withUnsafeBytes { HeadParser.parseResponse($0, into: head) }
        guard parsed == .complete else { return nil }
        status = head.status
        body = Array(file[head.byteCount...])
        hasLength = head.contentLength != nil || body.isEmpty
        let reason = String(decoding: file[head.reason.start..<head.reason.end], as: UTF8.self)
        lines = Array("HTTP/1.1 \(head.status) \(reason)\r\n".utf8)
        if hasLength { lines += "content-length: \(body.count)\r\n".utf8 }
        for index in 0..<head.headerCount
        where head[index].field != .contentLength && head[index].field != .transferEncoding {
            let name = file[head[index].name.start..<head[index].name.end]
            lines += name + ": ".utf8 + file[head[index].value.start..<head[index].value.end]
            lines += "\r\n".utf8
        }
    }

    /// Adds a header line.
    mutating func add(_ name: String, _ value: some Sequence<UInt8>) {
        lines += name.utf8
        lines += ": ".utf8
        lines += value
        lines += "\r\n".utf8
    }

    /// The whole head.
    var head: [UInt8] { lines + "\r\n".utf8 }
}
