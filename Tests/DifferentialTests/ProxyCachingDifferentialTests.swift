import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite(
    "proxy cookies and caches against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyCachingDifferentialTests {
    @Test("nocache marks the same responses private")
    func noCache() throws {
        let headers = [
            "", "ETag: \"x\"", "Last-Modified: Sat, 21 Nov 2026 05:16:06 GMT",
            "Cache-Control: max-age=60", "Cache-Control: max-age=0", "Cache-Control: public",
            "Cache-Control: private", "ETag: \"x\"\r\nPragma: no-cache",
            "ETag: \"x\"\r\nCache-Control: no-store",
        ]
        let origin = try TestOrigin { request in
            let parts = request.target.split(separator: "/")
            let line = headers[Int(parts[1]) ?? 0]
            return .respond(
                "HTTP/1.1 \(parts[0]) X\r\nContent-Length: 0\r\n\(line)\(line.isEmpty ? "" : "\r\n")\r\n"
            )
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                cookie SRV insert indirect nocache
                server one 127.0.0.1:\(origin.port) cookie c1
            """
        ) { port, _ -> [SeenResponse?] in
            var seen: [SeenResponse?] = []
            for index in headers.indices {
                seen.append(SeenResponse(try TestClient.fetch("/200/\(index)", port: port)))
            }
            for status in [302, 404, 500] {
                seen.append(SeenResponse(try TestClient.fetch("/\(status)/1", port: port)))
            }
            seen.append(SeenResponse(try TestClient.fetch("/200/1", port: port, method: "POST")))
            return seen
        }
        #expect(ours == theirs)
    }
}
