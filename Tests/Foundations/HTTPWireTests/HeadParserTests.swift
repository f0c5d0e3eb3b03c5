import HTTPWire
import Testing

@Suite("message heads")
struct HeadParserTests {
    private func parse(_ text: String, into head: MessageHead) -> HeadParseResult {
        Array(text.utf8).withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
    }

    @Test("a request's parts are found in place")
    func request() {
        let text = "GET /a?b=c HTTP/1.1\r\nHost: x\r\nCookie:  a=b \r\n\r\nrest"
        let head = MessageHead()
        #expect(parse(text, into: head) == .complete)
        let bytes = Array(text.utf8)
        func slice(_ slice: HeadSlice) -> String {
            String(decoding: bytes[slice.start..<slice.end], as: UTF8.self)
        }
        #expect(head.method == .get)
        #expect(slice(head.target) == "/a?b=c")
        #expect(head.host.map(slice) == "x")
        #expect(slice(head[1].value) == "a=b")
        #expect(head[1].field == .cookie)
        #expect(head.byteCount == text.utf8.count - 4)
        #expect(head.keepsAlive)
    }

    @Test("every cut of a head is incomplete, never invalid")
    func cuts() {
        // Empty lines may come before a request.
        let text = "\r\n\nPOST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
        let head = MessageHead()
        for count in 0..<text.utf8.count {
            let cut = String(decoding: Array(text.utf8).prefix(count), as: UTF8.self)
            #expect(parse(cut, into: head) == .incomplete)
        }
    }

    @Test("one header line more than allowed is refused")
    func tooManyHeaders() {
        let line = "X: y\r\n"
        let most = String(repeating: line, count: MessageHead.maximumHeaderCount)
        let head = MessageHead()
        #expect(parse("GET / HTTP/1.1\r\n\(most)\r\n", into: head) == .complete)
        #expect(
            parse("GET / HTTP/1.1\r\n\(most)\(line)\r\n", into: head) == .invalid(.tooManyHeaders)
        )
    }

    @Test("the end of a response's body follows from status, method and headers")
    func responseFraming() {
        func framing(_ text: String, _ method: RequestMethod = .get) -> BodyFraming {
            let head = MessageHead()
            let result = Array("HTTP/1.1 \(text)\r\n\r\n".utf8)
                .withUnsafeBytes { HeadParser.parseResponse($0, into: head) }
            #expect(result == .complete)
            return head.responseFraming(to: method)
        }
        #expect(framing("200 OK\r\nContent-Length: 5") == .length(5))
        #expect(framing("200 OK\r\nContent-Length: 5", .head) == .none)
        #expect(framing("200 OK\r\nTransfer-Encoding: chunked") == .chunked)
        #expect(framing("200 OK") == .untilClose)
        #expect(framing("204 No Content") == .none)
        #expect(framing("304 Not Modified\r\nContent-Length: 5") == .none)
        #expect(framing("101 Switching Protocols") == .tunnel)
        #expect(framing("200 OK", .connect) == .tunnel)
    }
}

@Suite("clients of HTTP")
struct HTTPClientTests {
    @Test("a response is read alike in one piece and byte by byte")
    func pieces() throws {
        let text =
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n"
            + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nnext"
        var whole = HTTPResponseReader()
        guard case .complete(let response) = try whole.push(Array(text.utf8)) else {
            Issue.record("is not complete")
            return
        }
        #expect(response.text == "hello world")
        #expect(response.headers["x"] == "y")
        #expect(whole.rest == Array("next".utf8))
        var bytewise = HTTPResponseReader()
        var last = HTTPResponseReader.Progress.incomplete
        for byte in text.utf8.dropLast(4) { last = try bytewise.push([byte]) }
        #expect(last == .complete(response))
    }

    @Test("data cannot add a line to a request")
    func noInjection() {
        let head = HTTPRequestHead(target: "/a\r\nX: y", headers: ["Host": "h\r\nEvil: 1"])
        let text = String(decoding: head.serialized(), as: UTF8.self)
        #expect(text == "GET /aX: y HTTP/1.1\r\nHost: hEvil: 1\r\n\r\n")
    }

    @Test("a WebSocket key is answered as the standard's example")
    func handshake() {
        #expect(
            WebSocketHandshake.accept(key: "dGhlIHNhbXBsZSBub25jZQ==")
                == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
        )
    }

    @Test(
        "frames of every size survive being masked and read byte by byte",
        arguments: [0, 1, 125, 126, 65_535, 65_536]
    )
    func frames(size: Int) throws {
        let frame = WebSocketFrame(.binary, (0..<size).map { UInt8(truncatingIfNeeded: $0) })
        var reader = WebSocketFrameReader()
        reader.push(frame.serialized(mask: [1, 2, 3, 4]))
        #expect(try reader.next() == frame)
        #expect(try reader.next() == nil)
    }

    @Test("base64 is read back", arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar"])
    func base64(text: String) {
        #expect(Base64.decode(Base64.encode(Array(text.utf8))) == Array(text.utf8))
    }
}
