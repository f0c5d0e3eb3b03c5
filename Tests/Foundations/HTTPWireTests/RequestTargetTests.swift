import HTTPWire
import Testing

@Suite("targets, lists and cookies")
struct RequestTargetTests {
    private func parse(_ text: String) -> (HeadParseResult, String?) {
        let head = MessageHead()
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
        let path = head.path.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
        return (result, path)
    }

    @Test(
        "a target that names another host than Host, or is of no form, is refused",
        arguments: [
            ("http://b/x", MessageFault.host), ("http://a:8080/x", .host),
            ("https://a:80/", .host), ("http://a@b/", .host), ("a/b", .host), ("http://a?q", .host),
            ("/a#f", .target), ("http:///x", .target), ("*", .target), ("*/x", .target),
        ]
    )
    func refused(target: String, fault: MessageFault) {
        #expect(parse("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").0 == .invalid(fault))
    }

    @Test(
        "the path of an absolute target is found, whatever the port of its scheme",
        arguments: [
            ("/x?y", "/x?y"), ("http://a/x?y", "/x?y"), ("HTTP://A:80/x", "/x"), ("http://a", nil),
            ("https://a:443//b", "//b"), ("http://u@a/x", "/x"),
        ]
    )
    func paths(target: String, path: String?) {
        let (result, found) = parse("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(result == .complete)
        #expect(found == path)
    }

    @Test("an item of a list may be empty, and a comma within quotes separates nothing")
    func lists() {
        func items(_ text: String) -> [String] {
            Array(text.utf8).withUnsafeBytes { bytes in
                var list = ListItems(bytes)
                var all: [String] = []
                while let item = list.next() { all.append(String(decoding: item, as: UTF8.self)) }
                return all
            }
        }
        #expect(items("a, ,\"b,\\\",c\" ,d") == ["a", "", "\"b,\\\",c\"", "d"])
        #expect(items("") == [""])
        #expect(items("\"a,b") == ["\"a,b"])
        #expect(items("a\"\\") == ["a\"\\"])
    }

    @Test("cookies are separated by semicolons and commas, blanks around the parts do not count")
    func cookies() {
        func pairs(_ text: String) -> [String] {
            Array(text.utf8).withUnsafeBytes { bytes in
                var walk = CookiePairs(bytes)
                var all: [String] = []
                while let pair = walk.next() {
                    let value = pair.value.map { String(decoding: $0, as: UTF8.self) }
                    all.append("\(String(decoding: pair.name, as: UTF8.self))|\(value ?? "-")")
                }
                return all
            }
        }
        #expect(
            pairs("b=1 ; a = 2 ;c,d=\"x;y, z\";;e=") == ["b|1", "a|2", "c|-", "d|\"x;y, z\"", "e|"]
        )
        #expect(pairs("  ") == [])
    }

    @Test("the case of ASCII letters alone is ignored")
    func folding() {
        #expect(equalsIgnoringCase("X-A^".utf8, "x-a^".utf8))
        #expect(!equalsIgnoringCase("^".utf8, "~".utf8))
        #expect(!equalsIgnoringCase("[".utf8, "{".utf8))
        #expect(!equalsIgnoringCase("\u{C9}".utf8, "\u{E9}".utf8))
    }
}

@Suite("responses that are repaired")
struct ResponseRepairTests {
    private func read(_ text: String) -> HTTPResponse? {
        var reader = HTTPResponseReader()
        guard case .complete(let response)? = try? reader.push(Array(text.utf8)) else { return nil }
        return response
    }

    @Test("of a length and chunks the chunks count, and the connection ends")
    func twoFramings() {
        var reader = HTTPResponseReader()
        let text =
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2 \r\nok\r\n0\r\n\r\n"
        let progress = try? reader.push(Array(text.utf8))
        guard case .complete(let response)? = progress else {
            Issue.record("\(String(describing: progress))")
            return
        }
        #expect(response.text == "ok")
        #expect(!reader.connectionCanBeReused)
    }

    @Test("one length may be said twice, two may not")
    func lengths() {
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok")?.text == "ok")
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok") == nil)
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nok") == nil)
    }

    @Test("folded lines are joined with blanks, but not onto the status line")
    func folding() {
        let text = "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n\td\r\nContent-Length: 2\r\n\r\nok"
        #expect(read(text)?.headers["X-A"] == "b   c  \td")
        #expect(read("HTTP/1.1 200 OK\r\n X: y\r\n\r\n") == nil)
        // A length that is folded into two numbers is none.
        #expect(read("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n 2\r\n\r\nok") == nil)
    }
}
