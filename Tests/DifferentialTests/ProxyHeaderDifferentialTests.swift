import LinuxSystem
import Synchronization
import TestSupport
import Testing

/// The PROXY protocol, from clients and for servers.
@Suite(
    "PROXY protocol against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyHeaderDifferentialTests {
    /// What came to an origin before the request's method, and what came back to the client.
    struct Seen: Equatable {
        var answer: String
        var header: [UInt8]
        var log: String
    }

    /// An origin that keeps what its connections begin with, and answers with a header of the request.
    private final class Listener: Sendable {
        private let kept = Mutex<[[UInt8]]>([])

        var beginnings: [[UInt8]] { kept.withLock { $0 } }

        func makeOrigin() throws -> ScriptedOrigin {
            try ScriptedOrigin { client, _ in
                var bytes: [UInt8] = []
                while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
                    guard let more = client.read(), !more.isEmpty else { return }
                    bytes += more
                }
                guard let start = bytes.firstRange(of: Array("GET /".utf8)) else { return }
                self.kept.withLock { $0.append(Array(bytes[..<start.lowerBound])) }
                let head = String(decoding: bytes[start.lowerBound...], as: UTF8.self)
                let line = head.split(separator: "\r\n").first {
                    $0.lowercased().hasPrefix("x-seen:")
                }
                let body = line.map { String($0.dropFirst(7)) } ?? "nothing"
                try client.send(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                        + body
                )
            }
        }
    }

    private static let request = "GET /asked HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    private static let v2 = "\r\n\r\n\0\r\nQUIT\n"

    /// Sends a header and a request, through both; the second sections see the first ones' clients.
    private func exchange(
        _ header: [UInt8],
        server: String = "",
        sections: String = ""
    ) throws -> (ours: Seen, theirs: Seen) {
        let listener = Listener()
        let origin = try listener.makeOrigin()
        defer { origin.stop() }
        let seen = "x-seen %[src]:%[src_port]>%[dst]:%[dst_port]"
        return try throughBoth(
            """
            listen web
                bind 127.0.0.1:{{port}} accept-proxy name outer
                option forwardfor header x-for
                http-request set-header \(seen)
                server origin 127.0.0.1:\(origin.port) \(server)
            \(sections)
            """
        ) { port, proxy in
            let before = listener.beginnings.count
            let client = try TestClient(port: port)
            try client.send(header)
            // What is refused may be so before the request is written.
            try? client.send(Self.request)
            let answer = client.readToEnd(within: .seconds(3))
            let body = answer.firstRange(of: "\r\n\r\n").map { String(answer[$0.upperBound...]) }
            let isRefused = answer.isEmpty
            let log = proxy.line(containing: isRefused ? "/outer: Rec" : "/asked") ?? "nothing"
            return Seen(
                answer: body ?? answer,
                header: listener.beginnings.dropFirst(before).first ?? [],
                log: isRefused
                    ? String(log.drop { $0 != "]" })
                    : String(log.prefix { $0 != " " })
            )
        }
    }

    private static let lines: [String] = [
        "PROXY TCP4 192.0.2.1 198.51.100.7 1234 80\r\n",
        "PROXY TCP4 255.255.255.255 0.0.0.0 65535 1\r\n",
        "PROXY TCP6 2001:db8::1 2001:db8::ffff 4660 65535\r\n",
        "GET / HTTP/1.1\r\n\r\n", "PROXY TCP5 192.0.2.1 198.51.100.7 1 1\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.7\r\n", "PROXY TCP6 2001:::1 ::1 1 1\r\n",
    ]

    @Test("a line of version 1 says who the client is", arguments: lines)
    func versionOne(_ line: String) throws {
        let (ours, theirs) = try exchange(Array(line.utf8))
        #expect(ours == theirs)
    }

    private static let addresses: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 7, 4, 210, 0, 80]

    private static let binaries: [[UInt8]] = [
        [0x21, 0x11, 0, 12] + addresses,
        [0x21, 0x21, 0, 36] + Array(repeating: 0x20, count: 32) + [1, 2, 3, 4],
        [0x21, 0x11, 0, 20] + addresses + [2, 0, 5] + Array("a.b.c".utf8),
        [0x21, 0x11, 0, 15] + addresses + [4, 0, 0],
        [0x21, 0x11, 0, 11] + addresses.dropLast(),
        [0x21, 0x11, 0, 14] + addresses + [2, 0],
        [0x21, 0x11, 0, 19] + addresses + [3, 0, 4, 1, 2, 3, 4],
        [0x22, 0x11, 0, 12] + addresses,
        [0x11, 0x11, 0, 12] + addresses,
    ]

    @Test("a header of version 2 says who the client is", arguments: binaries)
    func versionTwo(_ rest: [UInt8]) throws {
        let (ours, theirs) = try exchange(Array(Self.v2.utf8) + rest)
        #expect(ours == theirs)
    }

    @Test(
        "a server is told of the client in the same bytes",
        arguments: [
            "send-proxy", "send-proxy-v2", "send-proxy send-proxy-v2",
            "send-proxy-v2 proxy-v2-options crc32c", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn",
            "send-proxy-v2 proxy-v2-options authority,crc32c",
            "send-proxy-v2 proxy-v2-options unique-id",
            "send-proxy-v2 proxy-v2-options crc32c,unique-id",
        ]
    )
    func sending(_ options: String) throws {
        let known = Self.addresses + [2, 0, 5] + Array("a.b.c".utf8)
        for header in [
            Array(Self.lines[0].utf8), Array(Self.lines[2].utf8),
            Array(Self.v2.utf8) + [0x21, 0x11, 0, 20] + known,
        ] {
            let (ours, theirs) = try exchange(header, server: options)
            #expect(ours == theirs)
            #expect(!ours.header.isEmpty)
        }
    }

    @Test("a header stands before TLS, and tells what was agreed on")
    func encrypted() throws {
        let certificate = try TestCertificate(name: "inner")
        try withScratchDirectory { directory in
            try write(["site.pem": certificate.whole], below: directory)
            let listener = Listener()
            let origin = try listener.makeOrigin()
            defer { origin.stop() }
            let facts = "ssl,cert-cn,ssl-cipher,cert-sig,cert-key,authority,crc32c"
            let (ours, theirs) = try throughBoth(
                """
                listen outer
                    bind 127.0.0.1:{{port}} accept-proxy
                    server inner unix@{{directory}}/tls.sock ssl verify none sni str(asked.example) \
                    alpn http/1.1 send-proxy-v2
                listen inner
                    bind unix@{{directory}}/tls.sock accept-proxy ssl crt \(directory)/site.pem \
                    alpn http/1.1
                    http-request set-header x-seen %[src]:%[src_port]
                    server origin 127.0.0.1:\(origin.port) send-proxy-v2 proxy-v2-options \(facts)
                """
            ) { port, _ -> [[UInt8]] in
                let before = listener.beginnings.count
                let client = try TestClient(port: port)
                try client.send(Self.lines[0] + Self.request)
                let answer = client.readToEnd()
                #expect(answer.contains("192.0.2.1:1234"), "\(answer)")
                return Array(listener.beginnings.dropFirst(before))
            }
            #expect(ours == theirs)
        }
    }
}
