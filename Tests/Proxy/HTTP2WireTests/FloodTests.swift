import HTTP2Wire
import Testing

@Suite("floods of frames")
struct FloodTests {
    struct Flood: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var frame: @Sendable (UInt32) -> [UInt8]

        init(_ name: String, _ frame: @escaping @Sendable (UInt32) -> [UInt8]) {
            testDescription = name
            self.frame = frame
        }
    }

    static let request = FrameText.request()

    @Test(
        "a peer that only makes work is sent away in the end",
        arguments: [
            Flood("pings") { _ in FrameText.ping() },
            Flood("settings") { _ in FrameText.settings([(4, 100)]) },
            Flood("priorities") { FrameText.frame(2, stream: 2 * $0 + 5, [0, 0, 0, 3, 1]) },
            Flood("frames that nobody knows") { _ in FrameText.frame(0xFA) },
            Flood("empty data") { _ in FrameText.data(1, []) },
            Flood("requests taken back") {
                FrameText.headers(2 * $0 + 3, request) + FrameText.reset(2 * $0 + 3)
            },
            Flood("data of streams that are over") { _ in FrameText.data(1, [1], ends: true) },
        ]
    )
    func flood(_ flood: Flood) {
        let server = WirePeer.greetedServer()
        server.receive(FrameText.headers(1, FrameText.request(method: "POST"), ends: false))
        var count: UInt32 = 0
        var answered = 0
        while server.connection.failure == nil, count < 10000 {
            server.receive(flood.frame(count))
            for told in server.told {
                if case .event(.reset(let stream, _, _)) = told {
                    server.connection.release(stream)
                }
            }
            server.told = []
            answered += server.takeControl().count
            count += 1
        }
        #expect(server.failure == .enhanceYourCalm)
        #expect(count < 2000)
        #expect(answered < 40000)
    }

    @Test("a peer that does not read what it provokes is not read either")
    func pause() {
        let server = WirePeer.greetedServer()
        let pings = [[UInt8]](repeating: FrameText.ping(), count: 900).flatMap { $0 }
        server.receive(pings)
        #expect(server.told.last == .event(.needsOutput))
        #expect(server.controlByteCount < 9000)
        var answers = server.takeControl().count
        while case .event(.needsOutput) = server.told.last {
            server.told = []
            server.receive([])
            answers += server.takeControl().count
        }
        #expect(answers == pings.count)
    }

    @Test("what comes slowly, or along with requests, is no flood")
    func borne() {
        let server = WirePeer.greetedServer()
        for second in 1...100 {
            server.connection.now = Int64(second) * 1000
            for _ in 0..<90 { server.receive(FrameText.ping()) }
            _ = server.takeControl()
        }
        #expect(server.failure == nil)
        for number: UInt32 in 0..<5000 {
            let stream = 2 * number + 1
            server.receive(FrameText.headers(stream, Self.request) + FrameText.ping())
            server.receive(FrameText.frame(2, stream: stream, [0, 0, 0, 0, 1]))
            _ = server.head(stream, "HTTP/1.1 200 OK")
            server.connection.release(stream)
            _ = server.takeControl()
        }
        #expect(server.failure == nil)
    }

    @Test("a head may come in pieces, but not in ever more of them")
    func continuations() {
        for piece in [[UInt8](), [0x82], [UInt8](repeating: 0x82, count: 1000)] {
            let server = WirePeer.greetedServer()
            server.receive(FrameText.headers(1, [], isWhole: false))
            var count = 0
            while server.connection.failure == nil, count < 100_000 {
                server.receive(FrameText.continuation(1, piece, isWhole: false))
                count += 1
            }
            #expect(server.failure == .enhanceYourCalm)
            #expect(count * (piece.count + 9) <= 65536 + piece.count + 9)
        }
    }

    @Test("small blocks that unfold to large ones end the connection")
    func bomb() {
        let server = WirePeer.greetedServer()
        let value = String(repeating: "x", count: 3000)
        let stored =
            [0x40, 0x01] + Array("a".utf8) + Array(FrameText.block([("", value)]).dropFirst(2))
        server.receive(
            FrameText.headers(1, stored + [UInt8](repeating: 0xBE, count: 10))
        )
        #expect(server.failure == .compression)
    }

    @Test("oddities are counted, and may be bounded")
    func glitches() {
        var settings = ConnectionSettings()
        settings.glitchThreshold = 5
        let server = WirePeer.greetedServer(settings)
        for _ in 0..<3 { server.receive(FrameText.ping()) }
        #expect(server.glitchCount == 4)
        #expect(server.failure == nil)
        server.receive(FrameText.ping())
        #expect(server.failure == .enhanceYourCalm)
    }
}
