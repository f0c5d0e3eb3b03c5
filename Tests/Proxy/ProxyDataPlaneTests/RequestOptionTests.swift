import TestSupport
import Testing

/// Options and actions that Debian's HAProxy does not have yet.
@Suite("options of requests", .serialized)
struct RequestOptionTests {
    private func answer(_ sections: String, _ lines: String = "") throws -> [String: String] {
        try withConfiguredProxy(sections) { port, _ in
            let client = try TestClient(port: port)
            try client.send("GET /a HTTP/1.1\r\nHost: vtest\r\n\(lines)\r\n")
            let response = try #require(try client.readResponse())
            var headers: [String: String] = ["status": String(response.status)]
            for line in response.headers.lines { headers[line.name.lowercased()] = line.value }
            return headers
        }
    }

    @Test("a rule sets the time that a client has")
    func clientTimeout() throws {
        let headers = try answer(
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                http-request set-timeout client 7s
                http-request return status 200 hdr x-t %[cur_client_timeout]
            """
        )
        #expect(headers["x-t"] == "7000")
    }

    @Test(
        "option forwarded tells the parts that it is asked for",
        arguments: [
            ("", "proto=http;for=127.0.0.9"),
            ("proto host by for", "proto=http;host=\"vtest\";by=127.0.0.8;for=127.0.0.9"),
            (
                "for-expr src for_port-expr str(id) by by_port-expr int(10)",
                "by=\"127.0.0.8:10\";for=\"127.0.0.9:_id\""
            ),
            ("host-expr str(over) for-expr str(me)", "host=\"over\";for=_me"),
            ("for-expr ipv6(::1)", "for=\"[::1]\""),
            ("for-expr ipv6(::1) for_port-expr int(8)", "for=\"[::1]:8\""),
            ("for-expr str(%)", "for=unknown"),
        ]
    )
    func forwarded(words: String, expected: String) throws {
        let origin = try TestOrigin { _ in
            .respondBytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8), closes: false)
        }
        defer { origin.stop() }
        let headers = try answer(
            """
            listen pool
                bind 127.0.0.1:{{port}}
                http-request set-src str(127.0.0.9)
                http-request set-dst str(127.0.0.8)
                option forwarded \(words)
                server one 127.0.0.1:\(origin.port)
            """
        )
        #expect(headers["status"] == "200")
        let head = String(decoding: origin.requests.last?.bytes ?? [], as: UTF8.self)
        #expect(head.contains("forwarded: \(expected)\r\n"))
    }

    @Test(
        "a Forwarded header is taken apart",
        arguments: [
            ("for=127.9.0.1", "1", "127.9.0.1", nil), ("fore=1.2.3.4", "0", nil, nil),
            ("proto=http;for=\"[::1]:_id\"", "1", "::1", "_id"), ("by=[::1]", "0", nil, nil),
            ("proto=http;proto=http", "0", nil, nil), ("\"", "0", nil, nil),
            (
                "for=\"unknown:132\";host=\"[::1]:65535\";by=\"_obfs:_port\";proto=https", "1",
                "unknown", "132"
            ),
            ("for=\"[::1]:\"", "0", nil, nil), ("for=\"1.2.3.4:65536\"", "0", nil, nil),
        ]
    )
    func parts(header: String, isValid: String, name: String?, port: String?) throws {
        let headers = try answer(
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                http-request set-var(txn.f) req.hdr(forwarded),rfc7239_field(for)
                http-request return status 200 hdr x-v %[req.hdr(forwarded),rfc7239_is_valid] hdr x-n %[var(txn.f),rfc7239_n2nn] hdr x-p %[var(txn.f),rfc7239_n2np]
            """,
            "Forwarded: \(header)\r\n"
        )
        #expect(headers["x-v"] == isValid)
        #expect(headers["x-n"] == name)
        #expect(headers["x-p"] == port)
    }

    @Test("ACLs are values of a fetch")
    func accessLists() throws {
        let headers = try answer(
            """
            frontend fe
                bind 127.0.0.1:{{port}}
                acl one always_true
                acl two acl(one)
                acl three acl(!two)
                acl four acl(two,!three)
                http-request return status 200 hdr x-a %[acl(one)]%[acl(two)]%[acl(three)]%[acl(four)]%[acl(TRUE)]
            """
        )
        #expect(headers["x-a"] == "11011")
    }
}
