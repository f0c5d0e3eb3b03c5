import HTTP2Wire
import HTTPWire
import Testing

/// Numbers that look random and come again from their seed.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}

@Suite("HTTP/2 from nobody in particular")
struct WireFuzzTests {
    /// A session as honest peers have it, of both ends.
    private func honest() -> (toServer: [UInt8], toClient: [UInt8]) {
        let client = WirePeer(.client)
        let server = WirePeer(.server)
        var toServer = client.takeControl()
        var toClient = server.takeControl()
        server.receive(toServer)
        client.receive(toClient)
        toServer += client.takeControl()
        toClient += server.takeControl()
        for stream: StreamNumber in [1, 3, 5, 7] {
            let head = "POST /\(stream) HTTP/1.1|host: x|cookie: a=b|content-length: 7"
            let request = client.head(stream, head, ends: false)
            toServer += request + client.data(stream, "content", ends: true)
            server.receive(request)
            toClient += server.head(stream, "HTTP/1.1 200 OK|etag: x", ends: false)
            toClient +=
                server.data(stream, "answer", ends: false) + server.trailers(stream, "a: b|")
        }
        toServer += FrameText.ping() + FrameText.reset(7) + FrameText.windowUpdate(0, 100)
        toClient +=
            FrameText.settings([(4, 10)])
            + FrameText.frame(7, FrameText.number(7) + FrameText.number(0))
        return (toServer, toClient)
    }

    private func change(_ bytes: inout [UInt8], _ numbers: inout SeededNumbers) {
        for _ in 0..<Int.random(in: 1...6, using: &numbers) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &numbers)
            switch Int.random(in: 0..<6, using: &numbers) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &numbers), at: place)
            case 4:
                let end = min(bytes.count, place + Int.random(in: 0..<60, using: &numbers))
                bytes.insert(contentsOf: bytes[place..<end], at: bytes.endIndex)
            default:
                bytes.removeSubrange(place..<min(bytes.count, place + 20))
            }
        }
    }

    private func feed(_ peer: WirePeer, _ bytes: [UInt8], _ numbers: inout SeededNumbers) {
        var rest = bytes[...]
        while !rest.isEmpty, peer.connection.failure == nil {
            let count = min(rest.count, Int.random(in: 1...400, using: &numbers))
            peer.receive(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
            answer(peer, &numbers)
            _ = peer.takeControl()
        }
    }

    /// Does what an owner might.
    private func answer(_ peer: WirePeer, _ numbers: inout SeededNumbers) {
        for told in peer.told {
            guard case .request(let stream, _, _) = told else { continue }
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: peer.connection.release(stream)
            case 1: peer.connection.reset(stream, .cancel)
            case 2 where peer.connection.isSending(on: stream):
                _ = peer.head(stream, "HTTP/1.1 200 OK", ends: false)
                _ = peer.data(stream, "some data", ends: true)
            default: break
            }
        }
        peer.told = []
    }

    @Test("honest sessions with changes, and what is no session, trap nothing", arguments: 0..<20)
    func changed(_ batch: UInt64) {
        let session = honest()
        for seed in (batch * 100)..<(batch * 100 + 100) {
            var numbers = SeededNumbers(seed: seed + 1)
            var toServer = session.toServer
            change(&toServer, &numbers)
            feed(WirePeer(.server), toServer, &numbers)
            var toClient = session.toClient
            change(&toClient, &numbers)
            let client = WirePeer(.client)
            for stream: StreamNumber in [1, 3, 5, 7] {
                _ = client.head(stream, "GET /\(stream) HTTP/1.1|host: x")
            }
            feed(client, toClient, &numbers)
            let noise = (0..<300).map { _ in UInt8.random(in: 0...255, using: &numbers) }
            let greeted = WirePeer.greetedServer()
            feed(greeted, FrameText.headers(1, noise) + noise, &numbers)
        }
    }
}
