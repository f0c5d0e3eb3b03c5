import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("the proxy's own answers", .serialized)
struct OwnAnswerTests {
    @Test("an errorfile's body is not sent to HEAD, and after-response rules see it")
    func errorFile() throws {
        try withScratchDirectory { directory in
            let file = "HTTP/1.0 503 Gone Fishing\r\nContent-Length: 10\r\n\r\nback soon\n"
            try FileSystem.writeAtomically(file, to: "\(directory)/503.http")
            try withConfiguredProxy(
                """
                frontend public
                    bind 127.0.0.1:{{port}}
                    errorfile 503 \(directory)/503.http
                    http-after-response set-header X-After %[status]
                    default_backend none
                backend none
                """
            ) { port, _ in
                let client = try TestClient(port: port)
                try client.send(
                    "HEAD / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
                )
                for method in ["HEAD", "GET"] {
                    let response = try client.readResponse(to: method)
                    #expect(response?.status == 503)
                    #expect(response?.reason == "Gone Fishing")
                    #expect(response?.headers["Content-Length"] == "10")
                    #expect(response?.headers["X-After"] == "503")
                    #expect(response?.text == (method == "GET" ? "back soon\n" : ""))
                }
            }
        }
    }

    @Test(
        "what a kept connection loses is asked again if that is safe, and else only with retries",
        arguments: [
            ("GET", 0, 200), ("PUT", 0, 502), ("DELETE", 0, 502), ("PUT", 1, 200),
            ("POST", 1, 502),
        ]
    )
    func lostRequest(method: String, retries: Int, status: Int) throws {
        // The first connection serves one request and then closes at the next one.
        let origin = try TestOrigin { request in
            request.connection == 1 && request.target == "/second"
                ? .close : .respond("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                retries \(retries)
                server one 127.0.0.1:\(origin.port)
            """
        ) { port, _ in
            let client = try TestClient(port: port)
            try client.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try client.readResponse()?.status == 200)
            try client.send("\(method) /second HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            #expect(try client.readResponse(to: method)?.status == status)
            let repeated = origin.requests.count { $0.target == "/second" }
            #expect(repeated == (status == 200 ? 2 : 1))
        }
    }

    @Test("a method that was set counts from then on, and is what the server is asked")
    func changedMethod() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                http-request set-method PUT
                http-request set-header X-Method %[method] if { method PUT }
                server one 127.0.0.1:\(origin.port)
            """
        ) { (port, _) throws in
            #expect(try TestClient.fetch(port: port)?.status == 200)
            #expect(origin.requests.first?.method == "PUT")
            #expect(origin.requests.first?.headers["X-Method"] == "PUT")
        }
    }

    @Test("a change that leaves no head is answered 500 and reaches no server")
    func brokenChange() throws {
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        try withConfiguredProxy(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                http-request set-method %[hdr(x-method)]
                server one 127.0.0.1:\(origin.port)
            """
        ) { (port, _) throws in
            let headers: HTTPHeaders = ["Host": "x", "X-Method": "GE(T"]
            #expect(try TestClient.fetch(port: port, headers: headers)?.status == 500)
            #expect(origin.requests.isEmpty)
        }
    }
}
