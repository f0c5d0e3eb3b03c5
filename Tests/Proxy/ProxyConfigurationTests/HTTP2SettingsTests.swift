import Diagnostics
import ProxyConfiguration
import Testing

@Suite("what configurations say of HTTP/2")
struct HTTP2SettingsTests {
    @Test("what is said for one side counts more than what is said for both")
    func tuning() throws {
        let (configuration, _) = try read(
            """
            global
                tune.h2.header-table-size 8192
                tune.h2.initial-window-size 30000
                tune.h2.fe.initial-window-size 40000
                tune.h2.max-concurrent-streams 50
                tune.h2.be.max-concurrent-streams 5
                tune.h2.fe.max-total-streams 1000
                tune.h2.fe.glitches-threshold 300
                tune.h2.be.rxbuf 100000
            frontend web
                mode http
                timeout client 1s
                bind :80 proto h2
                bind :81 proto h1
                bind :82
            """
        )
        let clients = configuration.global.http2.clients
        #expect(clients.headerTableSize == 8192)
        #expect(clients.initialWindow == 40000)
        #expect(clients.concurrentStreams == 50)
        #expect(clients.totalStreams == 1000)
        #expect(clients.glitchThreshold == 300)
        #expect(clients.receiveBuffer == 1_638_400)
        let servers = configuration.global.http2.servers
        #expect(servers.headerTableSize == 8192)
        #expect(servers.initialWindow == 30000)
        #expect(servers.concurrentStreams == 5)
        #expect(servers.totalStreams == 0)
        #expect(servers.glitchThreshold == 0)
        #expect(servers.receiveBuffer == 100_000)
        #expect(configuration.proxies[0].binds.map(\.speaksHTTP2) == [true, false, false])
    }

    @Test("a server of HTTP/2 may be connected to as a check, or asked")
    func checks() throws {
        let backend = """
            backend pool
                mode http
                timeout connect 1s
                timeout server 1s
                server one 127.0.0.1:80 check proto h2
            """
        let (configuration, _) = try read(backend)
        #expect(configuration.proxies[0].servers[0].speaksHTTP2)
        #expect(outcome(of: backend + "\n    option httpchk\n") == "valid")
    }
}
