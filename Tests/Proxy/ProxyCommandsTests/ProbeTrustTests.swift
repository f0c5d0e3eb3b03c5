import LinuxSystem
import TestSupport
import Testing

/// Probes that speak TLS: whom they believe.
@Suite("probe: certificates")
struct ProbeTrustTests {
    private static let engines = ProxyEngine.allCases.filter(\.isInstalled)

    @Test("the certificate has to be an authority's, and valid for the name", arguments: engines)
    func certificates(engine: ProxyEngine) throws {
        let certificate = try TestCertificate(name: "lb.example")
        let origin = try TestOrigin.named("one")
        defer { origin.stop() }
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "probe")
        defer { try? FileSystem.removeTree(directory) }
        try FileSystem.writeAtomically(
            certificate.whole,
            to: "\(directory)/server.pem",
            mode: 0o600
        )
        try FileSystem.writeAtomically(certificate.certificate, to: "\(directory)/ca.pem")
        let other = try TestCertificate(name: "lb.example")
        try FileSystem.writeAtomically(other.certificate, to: "\(directory)/other.pem")
        let port = try freePort()
        let configuration = """
            defaults
                mode http
                timeout connect 1s
                timeout client 10s
                timeout server 10s
            frontend public
                bind 127.0.0.1:\(port) ssl crt \(directory)/server.pem
                default_backend pool
            backend pool
                server one 127.0.0.1:\(origin.port)

            """
        try withProxy(engine, configuration: configuration, waitingFor: port) { _ in
            let url = "https://127.0.0.1:\(port)/"
            let words = [url, "-t", "5s", "--server-name", "lb.example"]
            let good = try probe(words + ["--ca", "\(directory)/ca.pem"])
            #expect(good.status == 0, "\(good.output)")
            #expect(good.output.hasPrefix("good: status 200 in "))
            #expect(try probe([url, "-t", "5s", "--no-verify"]).status == 0)
            for wrong in [["--ca", "\(directory)/other.pem"], []] {
                let run = try probe(words + wrong)
                #expect(run.status == 1)
                #expect(run.output.hasPrefix("bad: TLS handshake: certificate verify failed; "))
                #expect(run.output.split(separator: "\n").count == 1)
            }
            let named = try probe([url, "-t", "5s", "--ca", "\(directory)/ca.pem"])
            #expect(named.status == 1)
            #expect(
                named.output
                    == "bad: TLS handshake: certificate verify failed; IP address mismatch\n"
            )
            let plain = try probe(["http://127.0.0.1:\(port)/", "-t", "5s"])
            #expect(plain.status == 1, "\(plain.output)")
        }
    }

    @Test("a port without TLS has no handshake, and one that is silent is given up")
    func noHandshake() throws {
        let origin = try ScriptedOrigin { client, number in
            if number == 1 { try client.send("HTTP/1.1 400 Bad Request\r\n\r\n") }
            _ = client.readHead()
        }
        defer { origin.stop() }
        let words = ["https://127.0.0.1:\(origin.port)/", "--no-verify", "-t", "400ms"]
        #expect(try probe(words).output == "bad: TLS handshake: wrong version number\n")
        #expect(try probe(words).output == "bad: no TLS handshake within 400 ms\n")
    }
}
