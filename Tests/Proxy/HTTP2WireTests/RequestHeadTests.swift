import HTTP2Wire
import HTTPWire
import Testing

@Suite("requests of HTTP/2")
struct RequestHeadTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var fields: [(String, String)]
        /// As over HTTP/1, lines divided by bars; nil for none.
        var text: String?

        init(_ name: String, _ fields: [(String, String)], _ text: String?) {
            testDescription = name
            self.fields = fields
            self.text = text
        }
    }

    /// What every request has, with other values and more fields.
    static func plain(
        method: String = "GET",
        scheme: String = "https",
        authority: String? = "a",
        path: String = "/",
        _ more: (String, String)...
    ) -> [(String, String)] {
        [(":method", method), (":scheme", scheme)] + (authority.map { [(":authority", $0)] } ?? [])
            + [(":path", path)] + more
    }

    static let targets = [
        Case("a browser's", plain(path: "/b?c=d"), "GET https://a/b?c=d HTTP/1.1|host: a"),
        Case(
            "without authority",
            plain(authority: nil, ("host", "h")),
            "GET / HTTP/1.1|host: h"
        ),
        Case("without any host", plain(authority: nil), "GET / HTTP/1.1"),
        Case(
            "the authority counts more than the host",
            plain(("host", "other"), ("x", "y")),
            "GET https://a/ HTTP/1.1|host: a|x: y"
        ),
        Case(
            "a second host",
            plain(authority: nil, ("host", "h"), ("host", "i")),
            "GET / HTTP/1.1|host: h"
        ),
        Case(
            "an asterisk",
            plain(method: "OPTIONS", path: "*"),
            "OPTIONS https://a HTTP/1.1|host: a"
        ),
        Case(
            "an asterisk of no authority",
            plain(method: "OPTIONS", authority: nil, path: "*"),
            "OPTIONS * HTTP/1.1"
        ),
        Case("two slashes", plain(path: "//b"), "GET https://a//b HTTP/1.1|host: a"),
        Case("another scheme", plain(scheme: "wss+x"), "GET wss+x://a/ HTTP/1.1|host: a"),
        Case(
            "an address of IPv6",
            plain(authority: "[::1]:80"),
            "GET https://[::1]:80/ HTTP/1.1|host: [::1]:80"
        ),
        Case(
            "CONNECT",
            [(":method", "CONNECT"), (":authority", "a:1")],
            "CONNECT a:1 HTTP/1.1|host: a:1"
        ),
        Case("CONNECT with a path", plain(method: "CONNECT"), nil),
        Case("CONNECT without authority", [(":method", "CONNECT")], nil),
        Case("no method", [(":scheme", "https"), (":path", "/")], nil),
        Case("no scheme", [(":method", "GET"), (":path", "/")], nil),
        Case("no path", [(":method", "GET"), (":scheme", "https")], nil),
        Case("an empty path", plain(path: ""), nil),
        Case("a path of no slash", plain(path: "b"), nil),
        Case("a path with a fragment", plain(path: "/#b"), nil),
        Case("a path with a blank", plain(path: "/ b"), nil),
        Case("a path with a line end", plain(path: "/\r\nx: y"), nil),
        Case("an empty method", plain(method: ""), nil),
        Case("an authority with a path", plain(authority: "a/b"), nil),
        Case("an authority with a user", plain(authority: "u@a"), nil),
        Case("two authorities in one", plain(authority: "a,b"), nil),
        Case("an empty authority", plain(authority: ""), nil),
        Case("a bracket that is not closed", plain(authority: "[::1"), nil),
        Case("a host with a path", plain(authority: nil, ("host", "a/b")), nil),
    ]

    static let fields = [
        Case(
            "crumbs of cookies",
            plain(("cookie", "a=b"), ("x", "y"), ("cookie", "c=d")),
            "GET https://a/ HTTP/1.1|host: a|x: y|cookie: a=b; c=d"
        ),
        Case("blanks around a value", plain(("x", " y\t")), "GET https://a/ HTTP/1.1|host: a|x: y"),
        Case(
            "trailers are taken",
            plain(("te", "trailers")),
            "GET https://a/ HTTP/1.1|host: a|te: trailers"
        ),
        Case("other encodings are not", plain(("te", "gzip")), nil),
        Case(
            "the same length twice",
            plain(("content-length", "0"), ("content-length", "0")),
            "GET https://a/ HTTP/1.1|host: a|content-length: 0"
        ),
        Case("two lengths", plain(("content-length", "0"), ("content-length", "1")), nil),
        Case("a length of no digits", plain(("content-length", "x")), nil),
        Case("a length without content", plain(("content-length", "1")), nil),
        Case("a pseudo field twice", plain((":path", "/")), nil),
        Case(
            "a pseudo field behind others",
            [(":method", "GET"), ("x", "y"), (":scheme", "https"), (":path", "/")],
            nil
        ),
        Case("a pseudo field that is none", plain((":x", "y")), nil),
        Case("a response's pseudo field", plain((":status", "200")), nil),
        Case("a capital", plain(("X", "y")), nil),
        Case("a name of no letters", plain(("", "y")), nil),
        Case("a name with a colon", plain(("x:", "y")), nil),
        Case("a line end in a value", plain(("x", "y\r\nz: a")), nil),
        Case("a zero in a value", plain(("x", "\0")), nil),
        Case("connection", plain(("connection", "close")), nil),
        Case("keep-alive", plain(("keep-alive", "x")), nil),
        Case("proxy-connection", plain(("proxy-connection", "close")), nil),
        Case("transfer-encoding", plain(("transfer-encoding", "chunked")), nil),
        Case("upgrade", plain(("upgrade", "h2c")), nil),
    ]

    @Test("each is told as HTTP/1 would tell it, or refused", arguments: targets + fields)
    func request(_ item: Case) {
        let server = WirePeer.greetedServer()
        server.receive(FrameText.headers(1, FrameText.block(item.fields)))
        guard let text = item.text else {
            #expect(server.told == [.malformed(1)])
            #expect(server.takeControl() == FrameText.reset(1, ErrorCode.protocolError.rawValue))
            return
        }
        #expect(server.told == [.request(1, text, endsStream: true)])
    }

    @Test("a method or a scheme that is none is for the proxy to refuse")
    func unusable() {
        for fields in [Self.plain(method: "GET?/"), Self.plain(scheme: "http://x/?")] {
            let server = WirePeer.greetedServer()
            server.receive(FrameText.headers(1, FrameText.block(fields)))
            #expect(server.told == [.unusable(1)])
            #expect(server.takeControl().isEmpty)
        }
    }

    static func webSocket(_ name: String) -> [(String, String)] {
        [
            (":method", "CONNECT"), (":protocol", name), (":scheme", "https"),
            (":authority", "a"), (":path", "/w"), ("sec-websocket-version", "13"),
        ]
    }

    @Test("CONNECT with a protocol is an upgrade, unless that is HTTP/2")
    func upgrades() {
        let server = WirePeer.greetedServer()
        let block = FrameText.block(Self.webSocket("websocket"))
        server.receive(FrameText.headers(1, block, ends: false))
        let text =
            "GET https://a/w HTTP/1.1|host: a|sec-websocket-version: 13|upgrade: websocket"
            + "|connection: upgrade|sec-websocket-key: the sample nonce"
        #expect(server.told == [.request(1, text, endsStream: false)])
        server.receive(FrameText.headers(3, FrameText.block(Self.webSocket("h2c")), ends: false))
        #expect(server.told.last == .malformed(3))
        server.receive(FrameText.headers(5, FrameText.block(Self.webSocket("ip")), ends: false))
        let other =
            "GET https://a/w HTTP/1.1|host: a|sec-websocket-version: 13|upgrade: ip"
            + "|connection: upgrade"
        #expect(server.told.last == .request(5, other, endsStream: false))
    }

    @Test("a head says the same when it is parsed anew from its text")
    func parsedAnew() throws {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
        defer { memory.deallocate() }
        for item in Self.targets + Self.fields where item.text != nil {
            let fields = FieldList(byteCapacity: 4096, fieldCapacity: 100)
            var connection = HTTP2Connection(.server, ConnectionSettings())
            let bytes =
                FrameText.preface + FrameText.settings()
                + FrameText.headers(1, FrameText.block(item.fields))
            bytes.withUnsafeBytes { bytes in
                let first = connection.next(bytes, fields: fields)
                let rest = UnsafeRawBufferPointer(rebasing: bytes[first.consumed...])
                _ = connection.next(rest, fields: fields)
            }
            let built = MessageHead()
            let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
            _ = connection.readRequestHead(
                1,
                from: fields,
                into: built,
                in: memory,
                webSocketKey: nothing
            )
            let parsed = MessageHead()
            let text = UnsafeRawBufferPointer(rebasing: memory[0..<built.byteCount])
            try #require(HeadParser.parseEditedRequest(text, into: parsed) == .complete)
            #expect(parsed.byteCount == built.byteCount)
            #expect(parsed.method == built.method)
            #expect(parsed.target == built.target)
            #expect(parsed.path == built.path)
            #expect(parsed.host == built.host)
            #expect(parsed.contentLength == built.contentLength)
            #expect(parsed.headerCount == built.headerCount)
            for index in 0..<min(parsed.headerCount, built.headerCount) {
                #expect(parsed[index].name == built[index].name)
                #expect(parsed[index].value == built[index].value)
                #expect(parsed[index].field == built[index].field)
            }
        }
    }

    @Test("a head that does not fit, or has a line too many, costs its stream only")
    func tooLarge() {
        let server = WirePeer.greetedServer()
        let most = MessageHead.maximumHeaderCount - 1
        let lines = (0...most).map { ("n\($0)", "v") }
        let fits = Self.plain() + lines.dropLast()
        server.receive(FrameText.headers(1, FrameText.block(fits)))
        guard case .request = server.told.last else {
            Issue.record("\(server.told)")
            return
        }
        server.receive(FrameText.headers(3, FrameText.block(Self.plain() + lines)))
        #expect(server.told.last == .malformed(3))
        #expect(server.failure == nil)
    }
}
