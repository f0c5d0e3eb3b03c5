import Testing

@testable import HTTPWire

@Suite("heads changed where they stand")
struct HeadChangeTests {
    /// A parsed head whose memory grows behind it.
    private final class Message {
        let head = MessageHead()
        var bytes: [UInt8]

        init(request text: String) {
            bytes = Array(text.utf8)
            let parsed = bytes.withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
            #expect(parsed == .complete)
        }

        func place(_ text: String) -> HeadSlice {
            defer { bytes += Array(text.utf8) }
            return HeadSlice(start: bytes.count, count: text.utf8.count)
        }

        func add(_ name: String, _ value: String) -> Bool {
            let (name, value) = (place(name), place(value))
            return bytes.withUnsafeBytes {
                head.add(name: name, value: value, in: $0) && head.settle(in: $0)
            }
        }

        func text(_ slice: HeadSlice) -> String {
            bytes.withUnsafeBytes { String(decoding: $0[slice: slice], as: UTF8.self) }
        }

        var lines: [String] {
            (0..<head.headerCount).map { "\(text(head[$0].name))=\(text(head[$0].value))" }
        }
    }

    @Test("a line that is added is found, its blanks taken off")
    func addition() {
        let message = Message(request: "GET /a?b HTTP/1.1\r\nHost: a\r\nX-One: 1\r\n\r\n")
        #expect(message.add("X-Two", " 2\t"))
        #expect(message.lines == ["Host=a", "X-One=1", "X-Two=2"])
        #expect(message.head.host.map(message.text) == "a")
    }

    @Test(
        "what can be no line is refused",
        arguments: [("X Y", "1"), ("", "1"), ("X", "1\r\nY: 2")]
    )
    func noLine(name: String, value: String) {
        let message = Message(request: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(!message.add(name, value))
        #expect(message.lines == ["Host=a"])
    }

    @Test("lines are taken out, and the host is the one that is left")
    func removal() {
        let message = Message(
            request: "GET / HTTP/1.1\r\nConnection: close\r\nHost: a\r\nX: 1\r\n\r\n"
        )
        message.head.removeLines { $0.field == .host || $0.field == .connection }
        #expect(message.add("Host", "b"))
        #expect(message.lines == ["X=1", "Host=b"])
        #expect(message.head.host.map(message.text) == "b")
        #expect(message.head.keepsAlive)
    }

    @Test("a second host is none")
    func twoHosts() {
        let message = Message(request: "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(!message.add("Host", "b"))
    }

    @Test("a changed first line is what is looked at")
    func firstLine() {
        let message = Message(request: "GET /old?q HTTP/1.1\r\nHost: a\r\n\r\n")
        let target = message.place("http://a/new?x=1")
        let method = message.place("DELETE")
        message.bytes.withUnsafeBytes { bytes in
            #expect(message.head.setTarget(target, in: bytes))
            #expect(message.head.setMethod(method, in: bytes))
        }
        #expect(message.head.method == .delete)
        #expect(message.head.path.map(message.text) == "/new?x=1")
        let bad = message.place("/a b")
        message.bytes.withUnsafeBytes { #expect(!message.head.setTarget(bad, in: $0)) }
    }

    @Test("parts that are moved to other memory are the same")
    func moving() {
        let message = Message(request: "POST http://a/p?q HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\n")
        #expect(message.add("Y", "2"))
        var packed: [UInt8] = []
        message.head.moveParts { slice in
            defer { packed += message.bytes[slice.start..<slice.end] }
            return HeadSlice(start: packed.count, count: slice.count)
        }
        message.bytes = packed
        #expect(message.lines == ["Host=a", "X=1", "Y=2"])
        #expect(message.head.path.map(message.text) == "/p?q")
        #expect(message.head.host.map(message.text) == "a")
        #expect(message.text(message.head.methodText) == "POST")
    }

    @Test(
        "a value ends at the first byte that may not be in it, wherever it stands",
        arguments: [UInt8(0x00), 0x08, 0x0B, 0x1F, 0x7F]
    )
    func valueBytes(bad: UInt8) {
        for length in 1..<20 {
            let value = [UInt8](repeating: 0xE9, count: length)
            let start = Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8)
            let end = Array("tail of it\r\n\r\n".utf8)
            let whole = start + value + [bad] + end
            let parsed = whole.withUnsafeBytes { HeadParser.parseRequest($0, into: MessageHead()) }
            #expect(parsed == .invalid(.headerValue), "at \(length)")
            let head = MessageHead()
            let good = start + value + [0x09] + end
            #expect(good.withUnsafeBytes { HeadParser.parseRequest($0, into: head) } == .complete)
            #expect(head[1].value.count == value.count + 11)
        }
    }
}
