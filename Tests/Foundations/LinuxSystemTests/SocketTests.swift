import LinuxSystem
import Testing

@Suite("sockets")
struct SocketTests {
    @Test("bytes sent over loopback arrive, and the end is seen")
    func loopback() throws {
        let listener = try FileDescriptor.listening(on: .loopback(port: 0))
        defer { listener.close() }
        let address = try #require(listener.localAddress())
        let client = try FileDescriptor.streamSocket(for: address, nonblocking: false)
        #expect(try client.connect(to: address) == .connected)
        var entries = [PollEntry(listener, .readable)]
        try poll(&entries, timeout: .seconds(5))
        let (server, peer) = try #require(try listener.accept())
        defer { server.close() }
        #expect(peer.host == "127.0.0.1")
        try client.writeAll("hi")
        client.close()
        try server.setNonblocking(false)
        #expect(try server.readToEnd() == Array("hi".utf8))
    }

    @Test(
        "addresses print as they were read",
        arguments: [("10.0.0.1", "10.0.0.1:80"), ("fe80::1:2", "[fe80::1:2]:80")]
    )
    func addressText(host: String, text: String) {
        #expect(SocketAddress(numeric: host, port: 80)?.description == text)
    }

    @Test("an edge-triggered poller reports the token it was given")
    func poller() throws {
        let (left, right) = try FileDescriptor.socketPair(nonblocking: true)
        defer {
            left.close()
            right.close()
        }
        let poller = try Poller()
        try poller.add(left, for: .readable, edgeTriggered: true, token: 42)
        #expect(try poller.wait(milliseconds: 0) == 0)
        try right.writeAll("x")
        #expect(try poller.wait(milliseconds: 1000) == 1)
        #expect(poller.event(at: 0).token == 42)
        #expect(try poller.wait(milliseconds: 0) == 0)
    }
}
