import Drilling
import Testing

@Suite("addresses that a load asks")
struct LoadTargetTests {
    @Test("the scheme says whether TLS is spoken and a WebSocket opened, and which port is usual")
    func schemes() throws {
        let plain = try #require(LoadTarget(url: "http://site.test/a?b"))
        #expect((plain.isSecure, plain.isWebSocket, plain.port) == (false, false, 80))
        #expect(plain.target == "/a?b")
        let secure = try #require(LoadTarget(url: "https://site.test:8443"))
        #expect((secure.isSecure, secure.isWebSocket, secure.port) == (true, false, 8443))
        #expect(secure.authority == "site.test:8443")
        let socket = try #require(LoadTarget(url: "ws://[::1]/chat"))
        #expect((socket.isSecure, socket.isWebSocket, socket.port) == (false, true, 80))
        #expect(socket.host == "::1" && socket.authority == "[::1]")
        let both = try #require(LoadTarget(url: "WSS://site.test/chat"))
        #expect((both.isSecure, both.isWebSocket, both.port) == (true, true, 443))
    }

    @Test(
        "nothing else is taken",
        arguments: ["ftp://a/", "a/b", "http://", "http://u:p@a/", "http://a:x/"]
    )
    func refused(url: String) {
        #expect(LoadTarget(url: url) == nil)
    }
}
