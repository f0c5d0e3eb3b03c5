import HTTPWire
import LinuxSystem
import TestSupport
import Testing

/// Where traffic goes when no server says it all: `dispatch`, addresses that are left open, TLS that operators
/// turn on and off.
@Suite(
    "places of traffic against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxyPlaceDifferentialTests {
    @Test("'dispatch' takes all traffic of a backend, and is no server")
    func dispatch() throws {
        let origin = try TestOrigin.named("place")
        defer { origin.stop() }
        let (second, control) = (try freePort(), try freePort())
        let (ours, theirs) = try throughBoth(
            """
            listen web
                bind 127.0.0.1:{{port}}
                dispatch 127.0.0.1:\(origin.port)
            listen raw
                bind 127.0.0.1:\(second)
                mode tcp
                option tcplog
                dispatch 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, proxy -> [String] in
            var seen = try [port, second].map {
                SeenResponse(try TestClient.fetch("/", port: $0))?.description ?? "nothing"
            }
            let table = try askOperator(control, "show stat")
            seen += table.split(separator: "\n").map {
                $0.split(separator: ",").prefix(2).joined(separator: "/")
            }
            seen.append(try askOperator(control, "show servers state"))
            let line = proxy.line(containing: "\"GET / ")
            seen.append(line.map(normalised) ?? "no line")
            return seen
        }
        #expect(ours == theirs)
        #expect(ours.last?.contains("<NOSRV>") == true)
    }

    @Test("an address that is left open is the one that the client meant")
    func openAddresses() throws {
        let origin = try TestOrigin.named("meant")
        defer { origin.stop() }
        let servers = [
            "s1 :\(origin.port)", "s1 *:\(origin.port)", "s1 0.0.0.0:\(origin.port)",
        ]
        for server in servers {
            let (ours, theirs) = try throughBoth(
                """
                listen web
                    bind 127.0.0.1:{{port}}
                    bind 127.0.0.2:{{port}}
                    http-after-response set-header x-dst %[bc_dst]
                    server \(server)
                """
            ) { port, _ -> [String] in
                try (0..<2).map { _ in
                    SeenResponse(try TestClient.fetch("/", port: port))?.description ?? "nothing"
                }
            }
            #expect(ours == theirs, "\(server)")
            #expect(ours.allSatisfy { $0.hasPrefix("200") }, "\(ours)")
        }
    }

    @Test("TLS towards a server is turned on and off")
    func encryption() throws {
        let origin = try TestOrigin.named("plain")
        defer { origin.stop() }
        let control = try freePort()
        let orders = [
            "set server pool/one ssl on", "set server pool/one ssl on",
            "set server pool/one ssl off",
            "set server pool/one ssl x", "set server pool/one ssl", "set server pool/two ssl on",
            "set server pool/three ssl off", "set server other/one ssl on",
        ]
        let (ours, theirs) = try throughBoth(
            """
            frontend web
                bind 127.0.0.1:{{port}}
                use_backend other if { path /other }
                default_backend pool
            backend pool
                retries 0
                server two 127.0.0.1:\(origin.port) backup no-ssl
                default-server ssl verify none
                server one 127.0.0.1:\(origin.port) no-ssl
                server three 127.0.0.1:\(origin.port) backup
            backend other
                server one 127.0.0.1:\(origin.port)
            """,
            global: "nbthread 1\n    stats socket ipv4@127.0.0.1:\(control) level admin"
        ) { port, _ -> [String] in
            func standing() throws -> [String] {
                let lines = try askOperator(control, "show servers state").split(separator: "\n")
                let servers = lines.dropFirst(2).map { line in
                    let words = line.split(separator: " ")
                    return "\(words[1])/\(words[3]) \(words.count > 20 ? words[20] : "?")"
                }
                return servers + ["\(try TestClient.fetch("/", port: port)?.status ?? 0)"]
            }
            var seen = try standing()
            for order in orders {
                seen.append("\(order): \(try askOperator(control, order))")
                seen += try standing()
            }
            return seen
        }
        for (ours, theirs) in zip(ours, theirs) { #expect(ours == theirs) }
        #expect(ours.count == theirs.count)
    }
}
