import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Options of HTTP whose effect only the other side, or the log, sees.
@Suite(
    "options of HTTP against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyOptionDifferentialTests {
    private static let captures = [
        "capture request header Host len 10",
        "capture request header Host len 3\ncapture request header User-Agent len 20",
        "capture response header X-Served-By len 10\ncapture response header Content-Length len 5",
        "capture request header Host len 10\ncapture response header X-Served-By len 2",
        "capture request header X-None len 10\ncapture response header X-None len 10",
        "capture cookie sid len 20", "capture cookie s len 4\ncapture request header Host len 10",
        "http-request capture path len 20",
        "capture request header Host len 10\nhttp-request capture req.hdr(user-agent) len 3",
        "declare capture request len 8\nhttp-request capture path id 0",
        "declare capture response len 8\nhttp-response capture res.hdr(x-served-by) id 0",
    ]

    @Test("what lines of the log tell of captures", arguments: captures)
    func capturing(_ lines: String) throws {
        let origin = try TestOrigin { _ in
            .respond(
                "HTTP/1.1 200 OK\r\nX-Served-By: a|b {c} \"d\r\nSet-Cookie: sid=new; path=/\r\nContent-Length: 0\r\n\r\n"
            )
        }
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            frontend web
                bind 127.0.0.1:{{port}}
                \(lines.replacing("\n", with: "\n    "))
                default_backend pool
            backend pool
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, proxy -> [String] in
            let client = try TestClient(port: port)
            let heads = [
                "Host: example.lab", "Host: a\r\nUser-Agent: one two\r\nUser-Agent: three",
                "Host: x\r\nCookie: other=1; sid=old; sid=later", "Host: x\r\nX-None:",
            ]
            for (number, head) in heads.enumerated() {
                try client.send("GET /\(number) HTTP/1.1\r\n\(head)\r\n\r\n")
                _ = try client.readResponse()
            }
            return heads.indices.map { number in
                proxy.line(containing: "GET /\(number) ").map(normalised) ?? "no line"
            }
        }
        #expect(ours == theirs)
        #expect(!ours.contains("no line"))
    }

    @Test(
        "who connects and says nothing, or half of something, is answered and told of, or not",
        arguments: [
            "", "option http-ignore-probes", "option dontlognull", "no option http-ignore-probes",
        ]
    )
    func probes(_ option: String) throws {
        let (ours, theirs) = try throughBoth(
            """
            frontend web
                bind 127.0.0.1:{{port}}
                timeout http-request 100ms
                \(option)
                http-request return status 200
            """
        ) { port, proxy -> [String] in
            var seen: [String] = []
            for text in ["", "GET", "GET / HTTP/1.1\r\nHost: x\r\n"] {
                for closes in [true, false] {
                    let client = try TestClient(port: port)
                    try client.send(text)
                    if closes { client.finishSending() }
                    let answer = client.readToEnd()
                    seen.append(
                        "'\(text)' \(closes): \(answer.split(separator: "\r\n").first ?? "nothing")"
                    )
                }
            }
            _ = try TestClient.fetch("/last", port: port)
            _ = proxy.line(containing: "GET /last")
            let told = proxy.output.filter { $0.contains("BADREQ") }.map(normalised)
            return seen + told
        }
        #expect(ours == theirs)
    }

    @Test(
        "whether a server is told that the connection goes on",
        arguments: ["httpclose", "http-server-close", "http-keep-alive"],
        ["", "option http-pretend-keepalive"]
    )
    func pretending(_ mode: String, _ option: String) throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let (ours, theirs) = try throughBoth(
            """
            listen web
                bind 127.0.0.1:{{port}}
                option \(mode)
                \(option)
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ -> [String] in
            let before = origin.requests.count
            for head in [
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            ] {
                let client = try TestClient(port: port)
                try client.send(head)
                _ = try client.readResponse()
            }
            return origin.requests.dropFirst(before).map {
                "\($0.headers["Connection"] ?? "nothing") \(String(decoding: $0.bytes.prefix { $0 != 13 }, as: UTF8.self))"
            }
        }
        #expect(ours == theirs)
        #expect(ours.count == 2)
    }

    @Test(
        "whether a client may begin with HTTP/2 where HTTP/1 is spoken",
        arguments: ["", "option disable-h2-upgrade"]
    )
    func upgrade(_ option: String) throws {
        let (ours, theirs) = try throughBoth(
            """
            frontend web
                bind 127.0.0.1:{{port}}
                \(option)
                http-request return status 200
            """
        ) { port, _ -> String in
            let client = try TestClient(port: port)
            try client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            try client.send([0, 0, 0, 4, 0, 0, 0, 0, 0])
            let first = client.read() ?? []
            let text = String(decoding: first, as: UTF8.self)
            return text.hasPrefix("HTTP/")
                ? String(text.split(separator: "\r\n").first ?? "")
                : "frames of \(first.count > 3 ? first[3] : 0)"
        }
        #expect(ours == theirs)
    }
}
