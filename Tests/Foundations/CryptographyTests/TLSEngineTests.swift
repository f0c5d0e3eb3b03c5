import Cryptography
import TestSupport
import Testing

@Suite("a TLS connection over memory")
struct TLSEngineTests {
    private let server: TLSEngine
    private let client: TLSEngine

    init() throws {
        let own = try TestCertificate(name: "own.lab")
        var settings = TLSSettings()
        settings.certificatePEM = Array(own.whole.utf8)
        server = try TLSEngine(TLSContext(server: true, settings))
        client = try TLSEngine(TLSContext(server: false, TLSSettings()))
        agree(client, server)
        // What came behind the handshake, as tickets, is no text.
        #expect(text(of: client, room: 100) == .needsInput)
    }

    /// Ends the handshake; what the server has sent behind it is not read yet.
    private func agree(_ client: TLSEngine, _ server: TLSEngine) {
        for _ in 0..<4 {
            for (from, to) in [(client, server), (server, client)] {
                _ = from.handshake()
                output(of: from).withUnsafeBytes { to.receive($0) }
            }
        }
    }

    private func output(of engine: TLSEngine) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: engine.pendingOutput)
        let count = bytes.withUnsafeMutableBytes { engine.takeOutput(into: $0) }
        #expect(count == bytes.count)
        return bytes
    }

    private func text(of engine: TLSEngine, room: Int) -> TLSEngine.Step {
        var bytes = [UInt8](repeating: 0, count: room)
        return bytes.withUnsafeMutableBytes { engine.read(into: $0) }
    }

    /// Different at every place, so that nothing can change places unseen.
    private static let long = (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }

    /// Whole records go into the lent room; the text comes out of them as it went in, whatever the room.
    @Test(
        "text passes whole through lent memory",
        arguments: [
            200, 16_384, TLSEngine.sealedRecordSize, 3 * TLSEngine.sealedRecordSize, 100_000,
        ]
    )
    func passes(_ size: Int) {
        var room = [UInt8](repeating: 0, count: size)
        var sent = 0
        var cipher: [UInt8] = []
        while sent < Self.long.count {
            let (step, sealed) = Self.long.withUnsafeBytes { all in
                room.withUnsafeMutableBytes { room in
                    server.write(UnsafeRawBufferPointer(rebasing: all[sent...]), into: room)
                }
            }
            guard case .moved(let count) = step, count > 0 else {
                Issue.record("nothing moved: \(step)")
                return
            }
            sent += count
            cipher += room[..<sealed] + output(of: server)
        }
        var received: [UInt8] = []
        var space = [UInt8](repeating: 0, count: 10_000)
        // The memory is lent in parts that end within records; what is left of one is kept for the next call.
        for start in stride(from: 0, to: cipher.count, by: 23_456) {
            let part = Array(cipher[start..<min(start + 23_456, cipher.count)])
            var step = part.withUnsafeBytes { part in
                space.withUnsafeMutableBytes { client.read(into: $0, from: part) }
            }
            while case .moved(let count) = step {
                received += space[..<count]
                step = space.withUnsafeMutableBytes { client.read(into: $0) }
            }
            #expect(step == .needsInput)
        }
        #expect(received == Self.long)
        #expect(!client.hasInput)
    }

    @Test("good text before a broken record is read, the fault is met behind it")
    func faultBehindText() {
        _ = Array("good".utf8).withUnsafeBytes { server.write($0) }
        var cipher = output(of: server)
        _ = Array("spoilt".utf8).withUnsafeBytes { server.write($0) }
        var spoilt = output(of: server)
        spoilt[spoilt.count - 1] ^= 1
        cipher += spoilt
        var space = [UInt8](repeating: 0, count: 100)
        let first = cipher.withUnsafeBytes { cipher in
            space.withUnsafeMutableBytes { client.read(into: $0, from: cipher) }
        }
        #expect(first == .moved(4))
        #expect(space.starts(with: Array("good".utf8)))
        guard case .failed = text(of: client, room: 100) else {
            Issue.record("a broken record is read")
            return
        }
        #expect(client.faultDescription != nil)
    }

    /// A session that comes when the connection belongs to another thread would be kept by two at once.
    @Test(
        "a ticket behind the handshake is kept, unless the connection has gone elsewhere",
        arguments: [true, false]
    )
    func tickets(_ goesElsewhere: Bool) throws {
        let own = try TestCertificate(name: "own.lab")
        var settings = TLSSettings()
        settings.certificatePEM = Array(own.whole.utf8)
        let (ours, theirs) = (
            try TLSContext(server: true, settings), try TLSContext(server: false, TLSSettings())
        )
        let resumption = TLSResumption()
        let first = try TLSEngine(theirs, serverName: "own.lab", resuming: resumption)
        agree(first, try TLSEngine(ours))
        if goesElsewhere { first.stopKeepingSessions() }
        #expect(text(of: first, room: 100) == .needsInput)
        let next = try TLSEngine(theirs, serverName: "own.lab", resuming: resumption)
        agree(next, try TLSEngine(ours))
        #expect(next.isEstablished)
        #expect(next.isResumed != goesElsewhere)
    }

    @Test("a farewell behind text is met behind it")
    func farewellBehindText() {
        _ = Array("last".utf8).withUnsafeBytes { server.write($0) }
        server.close()
        output(of: server).withUnsafeBytes { client.receive($0) }
        #expect(text(of: client, room: 100) == .moved(4))
        #expect(text(of: client, room: 100) == .closed)
    }
}
