import HTTP2Wire
import Testing

@Suite("conversations over HTTP/2")
struct ConversationTests {
    @Test("what both say first is what they allow, and is acknowledged")
    func firstWords() {
        let client = WirePeer(.client)
        let server = WirePeer(.server)
        let words = FrameText.settings([(2, 0), (4, 16384)])
        #expect(client.takeControl() == FrameText.preface + words)
        let serverWords = FrameText.settings([(4, 16384), (3, 100), (8, 1)])
        #expect(server.takeControl() == serverWords)
        client.receive(serverWords)
        #expect(client.told == [.event(.settled)])
        #expect(client.takeControl() == FrameText.settingsAcknowledgement)
        #expect(client.peerTakesExtendedConnect)
        #expect(client.availableStreamCount == 100)
    }

    @Test("a request and its response pass with content, interim responses and trailers")
    func exchange() {
        let (client, server) = connectedPair()
        server.receive(client.head(1, "POST /a HTTP/1.1|Host: x|Content-Length: 5", ends: false))
        #expect(
            server.told
                == [.request(1, "POST /a HTTP/1.1|host: x|content-length: 5", endsStream: false)]
        )
        server.receive(client.data(1, "he", ends: false) + client.data(1, "llo", ends: true))
        #expect(
            server.told.suffix(2)
                == [.data(1, "he", endsStream: false), .data(1, "llo", endsStream: true)]
        )
        client.receive(server.head(1, "HTTP/1.1 103 Early Hints|Link: </b>", ends: false))
        client.receive(server.head(1, "HTTP/1.1 200 OK|Server: s|Connection: x", ends: false))
        client.receive(server.data(1, "world", ends: false) + server.trailers(1, "X: y|"))
        #expect(
            client.told == [
                .response(1, "HTTP/1.1 103 |link: </b>", endsStream: false),
                .response(1, "HTTP/1.1 200 |server: s", endsStream: false),
                .data(1, "world", endsStream: false), .trailers(1, "x: y"),
            ]
        )
        client.connection.release(1)
        server.connection.release(1)
        #expect(server.heldStreamCount == 0)
        #expect(client.heldStreamCount == 0)
    }

    @Test("a head that is larger than a frame goes in pieces, and comes as one")
    func largeHead() {
        let (client, server) = connectedPair()
        let value = String(repeating: "v", count: 9000)
        let head = client.head(1, "GET / HTTP/1.1|host: x|a: \(value)|b: \(value.dropLast(3000))")
        #expect(head.count > 15000 && head.count <= 16384)
        server.receive(head)
        let large = WirePeer(.server, ConnectionSettings(), headerBytes: 1 << 16)
        large.receive(FrameText.preface + FrameText.settings())
        large.told = []
        let (other, _) = connectedPair()
        let bytes = other.head(
            1,
            "GET / HTTP/1.1|host: x|a: \(value)|b: \(value)|c: \(value)|d: \(value)"
        )
        #expect(bytes.count > 2 * 16384)
        for byte in bytes { large.receive([byte]) }
        #expect(
            large.told == [
                .request(
                    1,
                    "GET / HTTP/1.1|host: x|a: \(value)|b: \(value)|c: \(value)|d: \(value)",
                    endsStream: true
                )
            ]
        )
    }

    struct Answer: CustomTestStringConvertible {
        var testDescription: String
        var request = "GET / HTTP/1.1|host: x"
        var head: [(String, String)]
        var data: String?
        var isGood: Bool
    }

    @Test(
        "content is what the head has promised",
        arguments: [
            Answer(
                testDescription: "no content for HEAD, whatever its length",
                request: "HEAD / HTTP/1.1|host: x",
                head: [(":status", "200"), ("content-length", "5")],
                data: "",
                isGood: true
            ),
            Answer(
                testDescription: "content for HEAD",
                request: "HEAD / HTTP/1.1|host: x",
                head: [(":status", "200")],
                data: "a",
                isGood: false
            ),
            Answer(
                testDescription: "content of 304",
                head: [(":status", "304"), ("content-length", "5")],
                data: "a",
                isGood: false
            ),
            Answer(
                testDescription: "none of 204",
                head: [(":status", "204")],
                data: "",
                isGood: true
            ),
            Answer(
                testDescription: "an end before the length",
                head: [(":status", "200"), ("content-length", "5")],
                data: nil,
                isGood: false
            ),
            Answer(testDescription: "101", head: [(":status", "101")], data: "a", isGood: false),
            Answer(
                testDescription: "an end with 100",
                head: [(":status", "100")],
                data: nil,
                isGood: false
            ),
            Answer(
                testDescription: "two digits",
                head: [(":status", "20")],
                data: nil,
                isGood: false
            ),
            Answer(testDescription: "no status", head: [("x", "y")], data: nil, isGood: false),
            Answer(
                testDescription: "a request's field",
                head: [(":status", "200"), (":path", "/")],
                data: nil,
                isGood: false
            ),
            Answer(
                testDescription: "content before a head",
                head: [],
                data: "a",
                isGood: false
            ),
        ]
    )
    func content(_ answer: Answer) {
        let (client, _) = connectedPair()
        _ = client.head(1, answer.request)
        if !answer.head.isEmpty {
            client.receive(
                FrameText.headers(1, FrameText.block(answer.head), ends: answer.data == nil)
            )
        }
        if let data = answer.data {
            client.receive(FrameText.data(1, Array(data.utf8), ends: true))
        }
        let isBad = client.told.contains { told in
            switch told {
            case .malformed, .event(.reset(1, .protocolError, byPeer: false)): true
            default: false
            }
        }
        #expect(isBad != answer.isGood, "\(client.told)")
        #expect(client.failure == nil)
    }

    @Test("a WebSocket begins by CONNECT, and is told as 101")
    func webSocket() {
        let (client, server) = connectedPair()
        let head =
            "GET /w HTTP/1.1|host: x|connection: upgrade|upgrade: websocket|sec-websocket-key: k"
        server.receive(client.head(1, head, ends: false, upgrade: "websocket"))
        #expect(
            server.told == [
                .request(
                    1,
                    "GET https://x/w HTTP/1.1|host: x|upgrade: websocket|connection: upgrade"
                        + "|sec-websocket-key: the sample nonce",
                    endsStream: false
                )
            ]
        )
        client.receive(
            server.head(
                1,
                "HTTP/1.1 101 X|upgrade: websocket|sec-websocket-accept: a|sec-websocket-protocol: p",
                ends: false,
                upgrade: "websocket"
            )
        )
        #expect(
            client.told == [
                .response(
                    1,
                    "HTTP/1.1 101 |sec-websocket-protocol: p|connection: upgrade|upgrade: websocket",
                    endsStream: false
                )
            ]
        )
        server.receive(client.data(1, "ping", ends: false))
        client.receive(server.data(1, "pong", ends: true))
        #expect(server.told.last == .data(1, "ping", endsStream: false))
        #expect(client.told.last == .data(1, "pong", endsStream: true))
    }

    @Test("data waits for the window of its stream and of all, and goes on when either opens")
    func windows() {
        let (client, server) = connectedPair()
        server.usesData = false
        server.receive(client.head(1, "POST / HTTP/1.1|host: x", ends: false))
        let text = String(repeating: "x", count: 40000)
        let data = client.data(1, text, ends: true)
        #expect(client.room(on: 1) == 0)
        // The first data opens both windows wider.
        server.receive(data)
        let most = 16384 * 100 + 1_638_400
        let words = FrameText.windowUpdate(0, UInt32(2 * most - 65535 + 16384))
        #expect(server.takeControl() == words + FrameText.windowUpdate(1, 409_600))
        // Above half of the window nothing is granted, below it all that was used.
        server.connection.use(16384, of: 1)
        #expect(server.takeControl().isEmpty)
        let lines = [UInt8](repeating: 0, count: 16384)
        for _ in 0..<12 { server.receive(FrameText.data(1, lines)) }
        server.connection.use(100, of: 1)
        #expect(server.takeControl().isEmpty)
        server.receive(FrameText.data(1, lines))
        server.connection.use(16, of: 1)
        #expect(server.takeControl() == FrameText.windowUpdate(1, 16500))
        client.told = []
        client.receive(FrameText.windowUpdate(1, 8000))
        #expect(client.told == [.event(.windowOpened(1))])
        client.receive(FrameText.windowUpdate(1, 1))
        #expect(client.told.count == 1)
        #expect(client.room(on: 1) == 8001)
    }

    @Test("the window of all bounds every stream")
    func wholeWindow() {
        let (_, server) = connectedPair()
        let lone = WirePeer.greetedServer()
        lone.receive(FrameText.settings([(4, 1_000_000), (5, 100_000)]))
        lone.receive(FrameText.headers(1, FrameText.request()))
        _ = lone.head(1, "HTTP/1.1 200 OK", ends: false)
        #expect(lone.room(on: 1) == 65535)
        _ = lone.data(1, String(repeating: "x", count: 65535), ends: false)
        #expect(lone.room(on: 1) == 0)
        lone.told = []
        lone.receive(FrameText.windowUpdate(0, 10))
        #expect(lone.told == [.event(.windowOpened(0))])
        #expect(lone.room(on: 1) == 10)
        _ = server
    }

    @Test("settings shrink and widen the windows of streams that run")
    func initialWindow() {
        let server = WirePeer.greetedServer()
        server.receive(FrameText.headers(1, FrameText.request()))
        _ = server.head(1, "HTTP/1.1 200 OK", ends: false)
        _ = server.data(1, String(repeating: "x", count: 1000), ends: false)
        server.receive(FrameText.settings([(4, 500)]))
        #expect(server.room(on: 1) == 0)
        server.receive(FrameText.windowUpdate(1, 400))
        #expect(server.room(on: 1) == 0)
        server.receive(FrameText.settings([(4, 1000)]))
        #expect(server.room(on: 1) == 400)
    }

    @Test("a message ends though settings have shrunk the window below zero")
    func endBelowZero() {
        let server = WirePeer.greetedServer()
        server.receive(FrameText.headers(1, FrameText.request()))
        _ = server.head(1, "HTTP/1.1 200 OK", ends: false)
        _ = server.data(1, String(repeating: "x", count: 1000), ends: false)
        server.receive(FrameText.settings([(4, 500)]))
        #expect(server.data(1, "", ends: true) == FrameText.frame(0, flags: 1, stream: 1, []))
    }

    @Test("a client whose table is small is told once that nothing is kept in it")
    func smallTable() {
        let server = WirePeer.greetedServer()
        server.receive(FrameText.settings([(1, 0)]))
        server.receive(FrameText.headers(1, FrameText.request()))
        server.receive(FrameText.headers(3, FrameText.request()))
        #expect(server.head(1, "HTTP/1.1 200 OK") == FrameText.headers(1, [0x20, 0x88]))
        #expect(server.head(3, "HTTP/1.1 200 OK") == FrameText.headers(3, [0x88]))
    }

    @Test("padding passes for nothing but counts for windows")
    func padding() {
        let server = WirePeer.greetedServer()
        let block = [4] + FrameText.request("/p", method: "POST") + [0, 0, 0, 0]
        server.receive(FrameText.frame(1, flags: 0x0C, stream: 1, block))
        for _ in 0..<200 {
            server.receive(
                FrameText.frame(
                    0,
                    flags: 8,
                    stream: 1,
                    [255, 1] + [UInt8](repeating: 0, count: 255)
                )
            )
        }
        server.receive(FrameText.frame(0, flags: 9, stream: 1, [0]))
        #expect(server.failure == nil)
        #expect(server.told.count == 202)
        #expect(
            server.told.first == .request(1, requestText("/p", method: "POST"), endsStream: false)
        )
        #expect(server.told.last == .data(1, "", endsStream: true))
    }
}
