import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("slots of tracked keys", .serialized)
struct StickSlotTests {
    @Test("as many keys are tracked at once as 'tune.stick-counters' says")
    func many() throws {
        try withConfiguredProxy(
            """
            backend table
                stick-table type string len 32 size 100 expire 1m store http_req_cnt,gpc(2)
            frontend web
                bind 127.0.0.1:{{port}}
                http-request track-sc0 hdr(a) table table
                http-request track-sc3 hdr(b) table table
                tcp-request content track-sc5 str(all) table table
                http-request sc-inc-gpc(1,5)
                http-request return status 200 hdr x-seen \
            %[sc_http_req_cnt(0)]/%[sc_http_req_cnt(3)]/%[sc_get_gpc(1,5)]/%[sc_tracked(4)]/%[sc_tracked(9)]
            """,
            global: "tune.stick-counters 6"
        ) { port, _ in
            let client = try TestClient(port: port)
            let seen = try [("x", "x"), ("y", "x"), ("z", "y")].map { first, second in
                try client.send(
                    "GET / HTTP/1.1\r\nHost: x\r\nA: \(first)\r\nB: \(second)\r\n\r\n"
                )
                return try client.readResponse()?.headers["X-Seen"] ?? "nothing"
            }
            #expect(seen == ["2/2/1/0/0", "1/3/2/0/0", "1/2/3/0/0"])
        }
    }

    @Test("a table stays over a reload for as long as its line says the same")
    func reload() throws {
        func sections(_ table: String, _ more: String = "") -> String {
            """
            frontend web
                bind 127.0.0.1:{{port}}
                stick-table \(table)
                http-request track-sc0 src
                http-request return status 200 hdr x-seen %[sc_http_req_cnt(0)]
            \(more)
            """
        }
        let first = "type ip size 100 expire 1m store http_req_cnt"
        try withConfiguredProxy(sections(first)) { port, proxy in
            func seen() throws -> String? {
                try TestClient.fetch("/", port: port)?.headers["X-Seen"]
            }
            #expect(try seen() == "1")
            var number = 1
            for (table, expected) in [
                (first, "2"), (first, "3"),
                ("type ip size 100 expire 1m store http_req_cnt,gpc0", "1"),
                ("type ip size 100 expire 1m store http_req_cnt,gpc0", "2"),
                ("type string size 100 store http_req_cnt", "1"),
            ] {
                number += 1
                let more = "backend unused\(number)"
                let changed = configurationText(sections(table, more), port: port)
                try FileSystem.writeAtomically(changed, to: proxy.configurationPath)
                try proxy.process.send(.user2)
                try #require(proxy.line(containing: "generation \(number)") != nil)
                #expect(try seen() == expected, "\(table)")
            }
        }
    }
}
