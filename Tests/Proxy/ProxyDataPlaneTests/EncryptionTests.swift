import HTTPWire
import LinuxSystem
import TestSupport
import Testing

@Suite("TLS on both sides", .serialized)
struct EncryptionTests {
    @Test("https in, https out: the name is sent, the certificate is checked, bodies are whole")
    func bothSides() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "tls-test")
        defer { try? FileSystem.removeTree(directory) }
        let own = try TestCertificate(name: "api.lab")
        let pem = "\(directory)/both.pem"
        try FileSystem.writeAtomically(own.whole, to: pem)
        try FileSystem.writeAtomically(own.certificate, to: "\(directory)/cert.pem")
        let origin = try TestOrigin { request in
            .respond(
                "HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n"
                    + String(decoding: request.body, as: UTF8.self)
            )
        }
        defer { origin.stop() }
        let inner = try freePort()
        let wrong = try freePort()
        try withConfiguredProxy(
            """
            frontend inner
                bind 127.0.0.1:\(inner) ssl crt \(pem) alpn http/1.1
                default_backend plain
            backend plain
                server one 127.0.0.1:\(origin.port)
            frontend outer
                bind 127.0.0.1:{{port}} ssl crt \(pem) ssl-min-ver TLSv1.2
                default_backend encrypted
            backend encrypted
                server inner 127.0.0.1:\(inner) ssl verify required ca-file \(directory)/cert.pem sni str(api.lab) check
            frontend wrong
                bind 127.0.0.1:\(wrong)
                default_backend mistrusted
            backend mistrusted
                retries 0
                server inner 127.0.0.1:\(inner) ssl verify required ca-file \(directory)/cert.pem sni str(other.lab)
            """
        ) { port, _ in
            let body = String(repeating: "0123456789", count: 50_000)
            try FileSystem.writeAtomically(body, to: "\(directory)/body")
            for version in ["--tlsv1.3", "--tls-max=1.2"] {
                let answer = try Subprocess.run(
                    [
                        "curl", "-sS", "--fail", "--cacert", "\(directory)/cert.pem",
                        "--resolve", "api.lab:\(port):127.0.0.1",
                        version.hasPrefix("--tls-max") ? "--tls-max" : "--tlsv1.3",
                    ] + (version.hasPrefix("--tls-max") ? ["1.2"] : []) + [
                        "--data-binary", "@\(directory)/body", "https://api.lab:\(port)/",
                    ]
                )
                #expect(answer.ending.isSuccess, "\(answer.errorText)")
                #expect(answer.text == body)
            }
            #expect(try TestClient.fetch(port: wrong)?.status == 503)
        }
    }
}
