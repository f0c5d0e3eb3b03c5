import HTTP2Wire
import Testing

@Suite("the end of connections and streams")
struct EndingTests {
    private func goAway(_ last: UInt32, _ code: UInt32 = 0) -> [UInt8] {
        FrameText.frame(7, FrameText.number(last) + FrameText.number(code))
    }

    @Test("an announced end lets requests through that were under way")
    func announced() {
        let (client, server) = connectedPair()
        server.connection.announceEnd()
        server.connection.announceEnd()
        let words = server.takeControl()
        #expect(words == goAway(0x7FFF_FFFF) + FrameText.ping("farewell"))
        // Under way when the server said so.
        server.receive(client.head(1, "GET / HTTP/1.1|host: x"))
        client.receive(words)
        #expect(client.nextStream == nil)
        server.receive(client.takeControl())
        #expect(server.told == [.request(1, "GET / HTTP/1.1|host: x", endsStream: true)])
        #expect(server.takeControl() == goAway(1))
        server.told = []
        server.receive(FrameText.headers(3, FrameText.request()))
        #expect(server.told.isEmpty)
        client.receive(server.head(1, "HTTP/1.1 200 OK"))
        #expect(client.told.last == .response(1, "HTTP/1.1 200 ", endsStream: true))
    }

    @Test("a client hears which of its streams nobody answers")
    func refused() {
        let (client, _) = connectedPair()
        for stream: StreamNumber in [1, 3, 5] { _ = client.head(stream, "GET / HTTP/1.1|host: x") }
        client.receive(goAway(3))
        #expect(client.told == [.event(.goAway(last: 3, .none))])
        #expect(client.peerGoesAwayAfter == 3)
        #expect(client.nextStream == nil)
        #expect(client.availableStreamCount == 0)
    }

    @Test("a stream that its owner lets go of is reset as its state asks for")
    func released() {
        let (client, server) = connectedPair()
        server.receive(client.head(1, "POST / HTTP/1.1|host: x", ends: false))
        server.receive(client.head(3, "POST / HTTP/1.1|host: x", ends: false))
        // Answered early: what the client still sends is not needed, but nothing is wrong.
        client.receive(server.head(1, "HTTP/1.1 413 Too Large"))
        server.connection.release(1)
        #expect(server.takeControl() == FrameText.reset(1, 0))
        server.connection.release(3)
        #expect(server.takeControl() == FrameText.reset(3, 8))
        client.connection.release(1)
        #expect(client.takeControl() == FrameText.reset(1, 8))
    }

    @Test("a reset ends a stream at once, and is told once")
    func reset() {
        let (client, server) = connectedPair()
        server.receive(client.head(1, "POST / HTTP/1.1|host: x", ends: false))
        server.told = []
        server.receive(FrameText.reset(1) + FrameText.reset(1))
        #expect(server.told == [.event(.reset(1, .cancel, byPeer: true))])
        #expect(!server.isSending(on: 1))
        #expect(!server.isReceiving(on: 1))
        server.connection.release(1)
        #expect(server.takeControl().isEmpty)
    }

    @Test("streams beyond those allowed are refused, and may come again")
    func tooMany() {
        var settings = ConnectionSettings()
        settings.concurrentStreams = 2
        let server = WirePeer.greetedServer(settings)
        for stream: UInt32 in [1, 3, 5] {
            server.receive(FrameText.headers(stream, FrameText.request()))
        }
        #expect(server.told.count == 2)
        #expect(server.takeControl() == FrameText.reset(5, ErrorCode.refusedStream.rawValue))
        _ = server.head(1, "HTTP/1.1 200 OK")
        server.connection.release(1)
        server.receive(FrameText.headers(7, FrameText.request()))
        #expect(server.told.count == 3)
    }

    @Test("a client begins no more streams than both allow")
    func clientLimit() {
        var settings = ConnectionSettings()
        settings.concurrentStreams = 2
        let (client, _) = connectedPair(client: settings)
        #expect(client.availableStreamCount == 2)
        _ = client.head(1, "GET / HTTP/1.1|host: x")
        #expect(client.nextStream == 3)
        _ = client.head(3, "GET / HTTP/1.1|host: x")
        #expect(client.nextStream == nil)
        client.receive(FrameText.settings([(3, 1)]))
        client.connection.release(1)
        #expect(client.nextStream == nil)
        client.connection.release(3)
        #expect(client.nextStream == 5)
    }

    @Test("after so many streams the client is asked for another connection")
    func totalStreams() {
        var settings = ConnectionSettings()
        settings.totalStreams = 2
        settings.concurrentStreams = 1
        let server = WirePeer.greetedServer(settings)
        for stream: UInt32 in [1, 3, 5, 7] {
            server.receive(FrameText.headers(stream, FrameText.request()))
            if stream == 3 {
                #expect(server.takeControl() == goAway(0x7FFF_FFFF) + FrameText.ping("farewell"))
            }
            if server.connection.failure == nil {
                _ = server.head(stream, "HTTP/1.1 200 OK")
                server.connection.release(stream)
            }
        }
        #expect(server.failure == .enhanceYourCalm)
        #expect(server.told.count == 4)
    }
}
