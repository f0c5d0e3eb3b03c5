internal import HTMLMarkup
internal import HTTPWire

/// What a browser is answered: a status, a text and what a browser may do with it.
struct PageAnswer: Sendable, Hashable {
    let status: Int
    let reason: String
    let type: String
    let body: String
    var allowedMethods: String?

    /// The document.
    init(document: String) {
        (status, reason, type) = (200, "OK", "text/html; charset=utf-8")
        body = document
    }

    private init(refusal status: Int, _ reason: String, _ why: String, allows: String? = nil) {
        (self.status, self.reason, type) = (status, reason, "text/plain; charset=utf-8")
        body = why + "\n"
        allowedMethods = allows
    }

    static let malformed = PageAnswer(refusal: 400, "Bad Request", "this is no request")
    static let foreignName = PageAnswer(
        refusal: 403,
        "Forbidden",
        "this page is for the names and addresses of loopback"
    )
    static let unknownPath = PageAnswer(refusal: 404, "Not Found", "the page is at /")
    static let wrongMethod = PageAnswer(
        refusal: 405,
        "Method Not Allowed",
        "the page can only be read",
        allows: "GET, HEAD"
    )
    static let tooSlow = PageAnswer(refusal: 408, "Request Timeout", "the request took too long")
    static let tooLarge = PageAnswer(
        refusal: 431,
        "Request Header Fields Too Large",
        "the request is too long"
    )
    static let tooMany = PageAnswer(
        refusal: 503,
        "Service Unavailable",
        "too many connections at once"
    )

    /// The bytes to send; without the body when only the head was asked for.
    func serialized(headOnly: Bool = false) -> [UInt8] {
        var lines = [
            "HTTP/1.1 \(status) \(reason)",
            "Content-Type: \(type)",
            "Content-Length: \(body.utf8.count)",
            "Content-Security-Policy: \(Markup.contentPolicy); base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'",
            "Cache-Control: no-store",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Cross-Origin-Resource-Policy: same-origin",
            "Connection: close",
        ]
        if let allowedMethods { lines.append("Allow: \(allowedMethods)") }
        let head = lines.joined(separator: "\r\n") + "\r\n\r\n"
        return Array((headOnly ? head : head + body).utf8)
    }
}

/// What the bytes of a request come to.
enum PageRequest: Sendable, Hashable {
    /// More bytes are needed.
    case incomplete
    case refused(PageAnswer, headOnly: Bool)
    /// The page, or its head alone.
    case page(headOnly: Bool)

    /// The most bytes of a request's head.
    static let byteLimit = 16_384

    init(_ bytes: [UInt8]) {
        let head = MessageHead()
        let result = bytes.withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
        switch result {
        case .incomplete where bytes.count < Self.byteLimit: self = .incomplete
        case .incomplete: self = .refused(.tooLarge, headOnly: false)
        case .invalid: self = .refused(.malformed, headOnly: false)
        case .complete: self = Self.judge(head, bytes)
        }
    }

    private static func judge(_ head: MessageHead, _ bytes: [UInt8]) -> PageRequest {
        func text(_ slice: HeadSlice) -> String {
            String(decoding: bytes[slice.start..<slice.end], as: UTF8.self)
        }
        let headOnly = head.method == .head
        func refused(_ answer: PageAnswer) -> PageRequest { .refused(answer, headOnly: headOnly) }
        guard let host = head.host else { return refused(.malformed) }
        guard LoopbackAddress.isNamed(byHost: text(host)) else { return refused(.foreignName) }
        guard let path = head.path, text(path).prefix(while: { $0 != "?" }) == "/" else {
            return refused(.unknownPath)
        }
        guard headOnly || head.method == .get else { return refused(.wrongMethod) }
        return .page(headOnly: headOnly)
    }
}
