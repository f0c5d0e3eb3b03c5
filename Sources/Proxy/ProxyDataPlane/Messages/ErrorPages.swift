internal import ProxyConfiguration

/// The proxy's own pages, word for word as HAProxy's.
enum ErrorPages {
    /// The reason phrase and the sentence of a status.
    private static let pages: [Int: (reason: String, sentence: String)] = [
        400: ("Bad request", "Your browser sent an invalid request."),
        401: ("Unauthorized", "You need a valid user and password to access this content."),
        403: ("Forbidden", "Request forbidden by administrative rules."),
        404: ("Not Found", "The resource could not be found."),
        405: (
            "Method Not Allowed",
            "A request was made of a resource using a request method not supported by that resource"
        ),
        407: (
            "Unauthorized", "You need a valid user and password to access this content."
        ),
        408: ("Request Time-out", "Your browser didn't send a complete request in time."),
        410: ("Gone", "The resource is no longer available and will not be available again."),
        413: ("Payload Too Large", "The request entity exceeds the maximum allowed."),
        421: ("Misdirected Request", "Request sent to a non-authoritative server."),
        422: ("Unprocessable Content", "The server cannot process the contained instructions."),
        425: ("Too Early", "Your browser sent early data."),
        429: ("Too Many Requests", "You have sent too many requests in a given amount of time."),
        500: ("Internal Server Error", "An internal server error occurred."),
        501: (
            "Not Implemented",
            ".The server does not support the functionality required to fulfill the request."
        ),
        502: ("Bad Gateway", "The server returned an invalid or incomplete response."),
        503: ("Service Unavailable", "No server is available to handle this request."),
        504: ("Gateway Time-out", "The server didn't respond in time."),
    ]

    /// The page's body; empty for a status without a page.
    static func body(of status: Int) -> [UInt8] {
        guard let page = pages[status] else { return [] }
        let text =
            "<html><body><h1>\(status) \(page.reason)</h1>\n\(page.sentence)\n</body></html>\n"
        return Array(text.utf8)
    }

    /// The reason phrase of a status.
    static func reason(of status: Int) -> String {
        pages[status]?.reason ?? StatusWords.reason(of: status)
    }
}
