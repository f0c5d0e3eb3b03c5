import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Listening sockets from one engine to the other: both speak the same protocol.
@Suite("HAProxy and switchyard-proxy take over from each other", .enabled(if: haproxyIsInstalled))
struct ProxyTakeoverTests {
    struct Direction: CustomTestStringConvertible, Sendable {
        let from: ProxyEngine
        let to: ProxyEngine
        var testDescription: String { "\(to) from \(from)" }
    }

    static let directions = [
        Direction(from: .haproxy, to: .switchyard),
        Direction(from: .switchyard, to: .haproxy),
    ]

    @Test("no connection is refused, and the successor has every socket", arguments: directions)
    func takesOver(_ direction: Direction) throws {
        let port = try freePort()
        let text = configuration(port, answer: "first")
        try withProxy(direction.from, configuration: text, waitingFor: port) { first in
            let second = "\(first.directory)/second.cfg"
            try FileSystem.writeAtomically(
                configuration(port, answer: "second")
                    .replacing("{{directory}}/admin.sock", with: "\(first.directory)/other.sock")
                    .replacing("{{directory}}", with: first.directory),
                to: second
            )
            let successor = try Subprocess.start(
                [
                    direction.to.path, "-db", "-f", second, "-x", "\(first.directory)/admin.sock",
                    "-sf", "\(first.process.id)",
                ]
            )
            defer {
                try? successor.send(.terminate)
                _ = try? successor.wait()
            }
            let clients = try (0..<50).map { _ in try TestClient.fetch(port: port) }
            #expect(clients.allSatisfy { $0?.status == 200 })
            #expect(try first.ending() == .exited(0))
            #expect(try TestClient.fetch(port: port)?.text == "second")
            let path = SocketAddress.unix("\(first.directory)/traffic.sock")
            let socket = try FileDescriptor.streamSocket(for: path, nonblocking: false)
            defer { socket.close() }
            #expect(try socket.connect(to: path) == .connected)
        }
    }

    private func configuration(_ port: UInt16, answer: String) -> String {
        """
        global
            nbthread 1
            stats socket {{directory}}/admin.sock mode 600 level admin expose-fd listeners
        defaults
            mode http
            timeout connect 1s
            timeout client 5s
            timeout server 5s
        frontend public
            bind 127.0.0.1:\(port)
            bind {{directory}}/traffic.sock
            http-request return status 200 content-type text/plain string "\(answer)"

        """
    }
}
