/// The reason phrases that go with statuses.
public enum StatusWords {
    /// The phrase of a status.
    public static func reason(of status: Int) -> String {
        reasons[status] ?? kinds[status / 100] ?? "Other"
    }

    private static let kinds: [Int: String] = [
        1: "Informational", 2: "Success", 3: "Redirection", 4: "Client Error", 5: "Server Error",
    ]

    private static let reasons: [Int: String] = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified",
        307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
        401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        407: "Unauthorized", 408: "Request Time-out", 409: "Conflict", 410: "Gone",
        413: "Payload Too Large", 421: "Misdirected Request", 422: "Unprocessable Content",
        425: "Too Early", 429: "Too Many Requests", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Time-out",
    ]
}
