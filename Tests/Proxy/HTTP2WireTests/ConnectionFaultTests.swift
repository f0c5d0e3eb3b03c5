import HTTP2Wire
import Testing

@Suite("what a peer may not do")
struct ConnectionFaultTests {
    /// What ends the whole connection, or one stream.
    enum Outcome: Equatable {
        case connection(ErrorCode)
        case stream(StreamNumber, ErrorCode)
    }

    struct Fault: CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]
        var outcome: Outcome

        init(_ name: String, _ bytes: [UInt8], _ outcome: Outcome) {
            testDescription = name
            self.bytes = bytes
            self.outcome = outcome
        }
    }

    static let open = FrameText.headers(1, FrameText.request(method: "POST"), ends: false)
    static let ended = FrameText.headers(1, FrameText.request())

    static let ofFrames = [
        Fault(
            "a frame larger than allowed",
            [0, 0x40, 0x01, 0, 0, 0, 0, 0, 1],
            .connection(.frameSize)
        ),
        Fault("data of no stream", FrameText.data(0, [1]), .connection(.protocolError)),
        Fault(
            "data that is all padding and more",
            open + FrameText.frame(0, flags: 8, stream: 1, [3, 0, 0]),
            .connection(.protocolError)
        ),
        Fault(
            "padded data without a length",
            open + FrameText.frame(0, flags: 8, stream: 1),
            .connection(.frameSize)
        ),
        Fault("a head of no stream", FrameText.headers(0, []), .connection(.protocolError)),
        Fault(
            "a head with half a priority",
            FrameText.frame(1, flags: 0x24, stream: 1, [0, 0, 0, 0]),
            .connection(.frameSize)
        ),
        Fault(
            "a head whose stream is its own parent",
            FrameText.frame(1, flags: 0x25, stream: 1, [0, 0, 0, 1, 0] + FrameText.request()),
            .connection(.protocolError)
        ),
        Fault(
            "a priority of four bytes",
            FrameText.frame(2, stream: 1, [0, 0, 0, 0]),
            .connection(.frameSize)
        ),
        Fault(
            "a stream that is its own parent",
            FrameText.frame(2, stream: 3, [0x80, 0, 0, 3, 0]),
            .connection(.protocolError)
        ),
        Fault(
            "a reset of three bytes",
            open + FrameText.frame(3, stream: 1, [0, 0, 0]),
            .connection(.frameSize)
        ),
        Fault("a reset of no stream", FrameText.reset(0), .connection(.protocolError)),
        Fault(
            "settings of a stream",
            FrameText.frame(4, stream: 1),
            .connection(.protocolError)
        ),
        Fault(
            "five bytes of settings",
            FrameText.frame(4, [0, 1, 0, 0, 0]),
            .connection(.frameSize)
        ),
        Fault(
            "settings acknowledged with settings",
            FrameText.frame(4, flags: 1, [0, 1, 0, 0, 0, 0]),
            .connection(.frameSize)
        ),
        Fault("a push", FrameText.frame(5, stream: 1, [0, 0, 0, 2]), .connection(.protocolError)),
        Fault("a ping of seven bytes", FrameText.ping("1234567"), .connection(.frameSize)),
        Fault(
            "a ping of a stream",
            FrameText.frame(6, stream: 1, Array("12345678".utf8)),
            .connection(.protocolError)
        ),
        Fault(
            "a farewell of seven bytes",
            FrameText.frame(7, [0, 0, 0, 0, 0, 0, 0]),
            .connection(.frameSize)
        ),
        Fault(
            "a farewell of a stream",
            FrameText.frame(7, stream: 1, [0, 0, 0, 0, 0, 0, 0, 0]),
            .connection(.protocolError)
        ),
        Fault(
            "a window of three bytes",
            FrameText.frame(8, stream: 0, [0, 0, 1]),
            .connection(.frameSize)
        ),
        Fault(
            "a continuation of nothing",
            FrameText.continuation(1, [], isWhole: true),
            .connection(.protocolError)
        ),
        Fault(
            "a ping within a head",
            FrameText.headers(1, [], isWhole: false) + FrameText.ping(),
            .connection(.protocolError)
        ),
        Fault(
            "a head that another stream goes on with",
            FrameText.headers(1, [], isWhole: false)
                + FrameText.continuation(3, [], isWhole: true),
            .connection(.protocolError)
        ),
    ]

    static let ofSettings = [
        Fault(
            "pushes neither wanted nor not",
            FrameText.settings([(2, 2)]),
            .connection(.protocolError)
        ),
        Fault(
            "a window beyond the greatest",
            FrameText.settings([(4, 0x8000_0000)]),
            .connection(.flowControl)
        ),
        Fault("frames too small", FrameText.settings([(5, 16383)]), .connection(.protocolError)),
        Fault(
            "frames too large",
            FrameText.settings([(5, 0x100_0000)]),
            .connection(.protocolError)
        ),
        Fault(
            "CONNECT neither extended nor not",
            FrameText.settings([(8, 2)]),
            .connection(.protocolError)
        ),
        Fault(
            "an initial window that makes another one too large",
            open + FrameText.windowUpdate(1, 0x7FFF_0000) + FrameText.settings([(4, 0x7FFF_FFFF)]),
            .connection(.flowControl)
        ),
    ]

    static let ofStreams = [
        Fault(
            "data of a stream that nobody began",
            FrameText.data(1, [1]),
            .connection(.protocolError)
        ),
        Fault("a reset of one", FrameText.reset(1), .connection(.protocolError)),
        Fault("a window of one", FrameText.windowUpdate(1, 1), .connection(.protocolError)),
        Fault(
            "a stream of the server's",
            FrameText.headers(2, FrameText.request()),
            .connection(.protocolError)
        ),
        Fault(
            "a stream older than the newest",
            FrameText.headers(5, FrameText.request()) + FrameText.headers(3, FrameText.request()),
            .connection(.streamClosed)
        ),
        Fault(
            "a second head behind the end",
            ended + FrameText.headers(1, FrameText.block([("a", "b")])),
            .connection(.streamClosed)
        ),
        Fault("data behind the end", ended + FrameText.data(1, [1]), .stream(1, .streamClosed)),
        Fault(
            "trailers that do not end",
            open + FrameText.headers(1, FrameText.block([("a", "b")]), ends: false),
            .stream(1, .protocolError)
        ),
        Fault(
            "a head that cannot be read",
            FrameText.headers(1, [0x80]),
            .connection(.compression)
        ),
    ]

    static let ofWindows = [
        Fault("no more for all", FrameText.windowUpdate(0, 0), .connection(.protocolError)),
        Fault("no more for one", open + FrameText.windowUpdate(1, 0), .stream(1, .protocolError)),
        Fault(
            "too much for all",
            FrameText.windowUpdate(0, 0x7FFF_FFFF),
            .connection(.flowControl)
        ),
        Fault(
            "too much for one",
            open + FrameText.windowUpdate(1, 0x7FFF_FFFF),
            .stream(1, .flowControl)
        ),
        Fault(
            "a byte more than granted",
            open
                + (0..<26).flatMap { _ in FrameText.data(1, [UInt8](repeating: 0, count: 16384)) }
                + FrameText.data(1, [0]),
            .stream(1, .flowControl)
        ),
    ]

    static func content(_ length: String, method: String = "POST") -> [UInt8] {
        FrameText.block([
            (":method", method), (":scheme", "https"), (":path", "/"), ("content-length", length),
        ])
    }

    static let ofContent = [
        Fault(
            "more content than its length",
            FrameText.headers(1, content("3"), ends: false) + FrameText.data(1, [1, 2, 3, 4]),
            .stream(1, .protocolError)
        ),
        Fault(
            "less content than its length",
            FrameText.headers(1, content("3"), ends: false)
                + FrameText.data(1, [1, 2], ends: true),
            .stream(1, .protocolError)
        ),
        Fault(
            "trailers before the content's end",
            FrameText.headers(1, content("3"), ends: false)
                + FrameText.headers(1, FrameText.block([("a", "b")])),
            .stream(1, .protocolError)
        ),
    ]

    @Test(
        "each has its code",
        arguments: ofFrames + ofSettings + ofStreams + ofWindows + ofContent
    )
    func fault(_ fault: Fault) {
        for pieceSize in fault.bytes.count < 10_000 ? [Int.max, 1, 7] : [Int.max, 5000] {
            let server = WirePeer.greetedServer()
            server.usesData = false
            for start in stride(from: 0, to: fault.bytes.count, by: min(pieceSize, 1 << 20)) {
                let end = min(fault.bytes.count, start + min(pieceSize, 1 << 20))
                server.receive(Array(fault.bytes[start..<end]))
            }
            let control = server.takeControl()
            switch fault.outcome {
            case .connection(let code):
                #expect(server.told.last == .event(.failed(code)))
                #expect(server.failure == code)
                #expect(control.suffix(4) == FrameText.number(code.rawValue)[...])
                #expect(control.dropLast(8).last(6) == [7, 0, 0, 0, 0, 0])
            case .stream(let number, let code):
                #expect(server.told.last == .event(.reset(number, code, byPeer: false)))
                #expect(server.failure == nil)
                #expect(control.suffix(13) == FrameText.reset(number, code.rawValue)[...])
            }
        }
    }

    @Test(
        "a connection that does not begin as one is refused",
        arguments: [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), Array("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".utf8),
            FrameText.preface + FrameText.ping(),
            FrameText.preface + FrameText.settingsAcknowledgement,
        ]
    )
    func badBeginning(_ bytes: [UInt8]) {
        let server = WirePeer(.server)
        server.receive(bytes)
        #expect(server.told.last == .event(.failed(.protocolError)))
    }

    @Test("what was under way when this side reset a stream means nothing, late data is told off")
    func late() {
        let server = WirePeer.greetedServer()
        server.receive(Self.open)
        server.connection.reset(1, .cancel)
        server.connection.release(1)
        #expect(server.takeControl() == FrameText.reset(1))
        server.told = []
        server.receive(FrameText.data(1, [1, 2, 3]))
        server.receive(FrameText.headers(1, FrameText.block([("a", "b")])))
        server.receive(FrameText.windowUpdate(1, 1) + FrameText.reset(1))
        #expect(server.told.isEmpty)
        // Only the connection's window is opened again.
        #expect(server.takeControl().starts(with: [0, 0, 4, 8, 0, 0, 0, 0, 0]))
        // Of a stream that ended on both sides nothing can be under way any more.
        server.receive(FrameText.headers(3, FrameText.request()))
        _ = server.head(3, "HTTP/1.1 200 OK|")
        server.connection.release(3)
        server.told = []
        server.receive(FrameText.data(3, [1]))
        #expect(server.told.isEmpty)
        #expect(server.takeControl() == FrameText.reset(3, ErrorCode.streamClosed.rawValue))
    }

    @Test("frames that nobody knows, and what priorities ask for, mean nothing")
    func ignored() {
        let server = WirePeer.greetedServer()
        server.receive(
            FrameText.frame(0xFA, flags: 0xFF, stream: 7, Array("anything".utf8))
                + FrameText.frame(2, stream: 9, [0, 0, 0, 3, 200]) + FrameText.settings([(99, 99)])
        )
        #expect(server.told == [.event(.settled)])
        let block = [0x80, 0, 0, 7, 255] + FrameText.request("/a")
        server.receive(FrameText.frame(1, flags: 0x25, stream: 1, block))
        #expect(server.told.last == .request(1, requestText("/a"), endsStream: true))
    }
}

extension Array {
    /// The last elements.
    func last(_ count: Int) -> [Element] { Array(suffix(count)) }
}

/// The request of `FrameText.request` as over HTTP/1.
func requestText(_ path: String, method: String = "GET") -> String {
    "\(method) https://example.test\(path) HTTP/1.1|host: example.test"
}
