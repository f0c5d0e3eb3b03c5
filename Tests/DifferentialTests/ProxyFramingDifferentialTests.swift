import TestSupport
import Testing

private let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
private let head = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
private let chunkedPost = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

/// How messages end, on both sides.
@Suite(
    "proxy framing against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyFramingDifferentialTests {
    /// Answers of an origin, each asked for twice on one connection.
    static let answers: [RawExchange] =
        [
            (
                "a length and chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked",
                "5\r\nhello\r\n0\r\n\r\n"
            ),
            ("the same length twice", "Content-Length: 5\r\nContent-Length: 5", "hello"),
            ("a list of the same length", "Content-Length: 5, 5", "hello"),
            ("two lengths", "Content-Length: 5\r\nContent-Length: 6", "hello"),
            (
                "blanks after chunk sizes", "Transfer-Encoding: chunked",
                "5   \r\nhello\r\n0   \r\n\r\n"
            ),
            (
                "chunk extensions", "Transfer-Encoding: chunked",
                "5;a=b;c=\"d;e\"\r\nhello\r\n0 ;x\r\n\r\n"
            ),
            ("folded lines", "Content-Length: 5\r\nX-A: b\r\n  c\r\n\td\r\nX-B: 1", "hello"),
            ("an empty body", "Content-Length: 0", ""),
        ].map { title, lines, body in
            RawExchange(
                title: "a response with \(title)",
                requests: [get, get],
                answers: ["HTTP/1.1 200 OK\r\n\(lines)\r\n\r\n\(body)"]
            )
        }
        + [
            ("204", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
            ("304", "Content-Length: 5\r\nContent-Type: text/plain"),
            ("304", "Transfer-Encoding: chunked"),
        ].map { status, lines in
            RawExchange(
                title: "\(status) with \(lines.prefix(14))",
                requests: [get, get],
                answers: ["HTTP/1.1 \(status) X\r\n\(lines)\r\n\r\n"]
            )
        }

    static let unasked = [
        RawExchange(
            title: "101 that nobody asked for",
            requests: [get],
            answers: ["HTTP/1.1 101 SP\r\nUpgrade: foo\r\nConnection: upgrade\r\n\r\nraw"]
        ),
        RawExchange(
            title: "an upgrade that is asked for with a body",
            requests: [
                "POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: foo\r\n"
                    + "Content-Length: 2\r\n\r\nab",
                chunkedPost.replacing(
                    "Host",
                    with: "Connection: upgrade\r\nUpgrade: foo\r\nHost",
                    maxReplacements: 1
                ) + "2\r\nab\r\n0\r\n\r\n",
            ]
        ),
    ]

    static let rules: [RawExchange] =
        [
            "http-response set-status 204", "http-response set-status 304",
            "http-request del-header Transfer-Encoding",
            "http-response del-header Transfer-Encoding",
        ].flatMap { line in
            [
                "Content-Length: 2\r\n\r\nok",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            ].map {
                RawExchange(
                    title: "\(line), \($0.prefix(8))",
                    lines: line,
                    requests: [chunkedPost + "5\r\nhello\r\n0\r\n\r\n", get, get],
                    answers: ["HTTP/1.1 200 OK\r\n\($0)"]
                )
            }
        } + [
            RawExchange(
                title: "HEAD that became GET",
                lines: "http-request set-method GET",
                requests: [head, get]
            )
        ]

    static let old: [RawExchange] = [
        (
            "without Host", "GET / HTTP/1.0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        ),
        (
            "that keeps its connection",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        ),
        (
            "HEAD of chunks", "HEAD / HTTP/1.0\r\nHost: a\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        ),
    ].map { title, request, answer in
        RawExchange(title: "HTTP/1.0 \(title)", requests: [request], answers: [answer])
    }

    static let requests: [RawExchange] =
        [
            ("an extension", "5;a=b\r\nhello\r\n0\r\n\r\n"),
            ("a quoted extension", "5;a=\"\u{E9};\\\"\"\r\nhello\r\n0\r\n\r\n"),
            ("blanks before an extension", "5 ;a\r\nhello\r\n0\r\n\r\n"),
            ("blanks within an extension", "5; a = b\r\nhello\r\n0\r\n\r\n"),
        ].map { title, body in
            RawExchange(title: "chunks with \(title)", requests: [chunkedPost + body, get])
        } + [
            RawExchange(
                title: "TE names what this hop takes",
                requests: [
                    "GET / HTTP/1.1\r\nHost: a\r\nTE: trailers, gzip\r\nTrailer: X\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\nTE: gzip\r\nConnection: TE\r\n\r\n",
                ]
            )
        ]

    @Test(
        "both sides see the same",
        arguments: answers + unasked + rules + old + requests
    )
    func exchange(_ exchange: RawExchange) throws {
        let (ours, theirs) = try exchange.throughBothEngines()
        #expect(ours == theirs)
        #expect(!ours.client.isEmpty)
    }
}
