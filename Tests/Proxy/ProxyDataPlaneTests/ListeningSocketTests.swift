import LinuxSystem
import ProxyConfiguration
import TestSupport
import Testing

@testable import ProxyDataPlane

@Suite("listening sockets", .serialized)
struct ListeningSocketTests {
    private func isClosed(_ peer: FileDescriptor) -> Bool {
        var entries = [PollEntry(peer, .readable)]
        return (try? poll(&entries, timeout: .zero)) == 1 && entries[0].ready.contains(.hangUp)
    }

    @Test("a socket that several hold is closed when the last lets go, and once")
    func closedOnce() throws {
        let (held, peer) = try FileDescriptor.socketPair()
        defer { peer.close() }
        var first: ListeningSocket? = ListeningSocket(held)
        var second = first
        first = nil
        #expect(!isClosed(peer))
        #expect(second != nil)
        second = nil
        #expect(isClosed(peer))
        // The number is free for another, of this test or of one beside it; nobody closes it again.
        let (next, other) = try FileDescriptor.socketPair()
        defer { other.close() }
        #expect(!isClosed(other))
        next.close()
    }

    @Test("a socket's file has its rights from the first moment; what is no socket is left alone")
    func socketFile() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "sockets")
        defer { try? FileSystem.removeTree(directory) }
        var file = SocketFile()
        file.mode = 0o640
        let path = "\(directory)/one.sock"
        let first = try file.listen(at: path)
        #expect(FileStatus.of(path)?.mode == 0o640)
        let second = try file.listen(at: path)
        first.close()
        let client = try FileDescriptor.streamSocket(for: .unix(path), nonblocking: false)
        #expect(try client.connect(to: .unix(path)) == .connected)
        client.close()
        second.close()
        try FileSystem.writeAtomically("precious", to: "\(directory)/two")
        #expect(throws: SystemError.self) { try file.listen(at: "\(directory)/two") }
        #expect(try FileSystem.readText("\(directory)/two") == "precious")
        #expect(try FileSystem.entries(of: directory).sorted() == ["one.sock", "two"])
    }
}
