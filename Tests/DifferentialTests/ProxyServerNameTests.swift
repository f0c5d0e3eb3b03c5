import LinuxSystem
import TestSupport
import Testing

/// Connections that go by names and protocols without being taken apart.
@Suite("proxy mode tcp before real servers", .serialized)
struct ProxyServerNameTests {
    @Test("TLS goes to the server that the client names, which shows its own certificate")
    func serverName() throws {
        let ports = [try freePort(), try freePort(), try freePort()]
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "names")
        defer { try? FileSystem.removeTree(directory) }
        for name in ["one", "two"] {
            let certificate = try TestCertificate(name: "\(name).example")
            try FileSystem.writeAtomically(certificate.whole, to: "\(directory)/\(name).pem")
        }
        let configuration = """
            defaults
                timeout connect 2s
                timeout client 5s
                timeout server 5s
            frontend names
                mode tcp
                bind 127.0.0.1:\(ports[0])
                tcp-request inspect-delay 5s
                tcp-request content accept if { req.ssl_hello_type 1 }
                tcp-request content reject
                use_backend %[req.ssl_sni,field(1,.)]
            backend one
                mode tcp
                server one 127.0.0.1:\(ports[1])
            backend two
                mode tcp
                server two 127.0.0.1:\(ports[2])
            frontend first
                mode http
                bind 127.0.0.1:\(ports[1]) ssl crt \(directory)/one.pem
                http-request return status 200 content-type text/plain string first
            frontend second
                mode http
                bind 127.0.0.1:\(ports[2]) ssl crt \(directory)/two.pem
                http-request return status 200 content-type text/plain string second

            """
        try withProxy(.switchyard, configuration: configuration, waitingFor: ports[0]) { _ in
            for (name, answer) in [("one", "first"), ("two", "second")] {
                let run = try CommandRun.of([
                    "curl", "-sS", "--cacert", "\(directory)/\(name).pem", "--resolve",
                    "\(name).example:\(ports[0]):127.0.0.1", "https://\(name).example:\(ports[0])/",
                ])
                #expect(run.status == 0, "\(run.output)")
                #expect(run.output.hasPrefix(answer), "\(run.output)")
            }
            let plain = try TestClient(port: ports[0])
            try plain.send("GET / HTTP/1.0\r\n\r\n")
            #expect(plain.readToEnd() == "")
        }
    }

    @Test(
        "Git clones and pushes over SSH",
        .enabled(if: FileSystem.isExecutable("/usr/sbin/sshd"), "there is no sshd")
    )
    func git() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "git")
        defer { try? FileSystem.removeTree(directory) }
        let (pool, ssh) = (try freePort(), try freePort())
        func run(_ words: [String], _ place: String? = nil) throws {
            let shell =
                "ssh -p \(pool) -i \(directory)/user -o StrictHostKeyChecking=no"
                + " -o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes -F none"
            let run = try CommandRun.of(
                words,
                environment: ["GIT_SSH_COMMAND": shell, "GIT_CONFIG_NOSYSTEM": "1"],
                directory: place
            )
            #expect(run.status == 0, "\(words): \(run.output)")
        }
        for key in ["host", "user"] {
            try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(directory)/\(key)"])
        }
        try FileSystem.writeAtomically(
            try FileSystem.readText("\(directory)/user.pub"),
            to: "\(directory)/authorized"
        )
        try run(["mkdir", "-p", "/run/sshd"])
        let server = try RunningCommand([
            "/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", "-h", "\(directory)/host", "-o",
            "ListenAddress=127.0.0.1:\(ssh)", "-o", "AuthorizedKeysFile=\(directory)/authorized",
            "-o", "StrictModes=no", "-o", "PidFile=none", "-o", "UsePAM=no",
        ])
        defer {
            server.send(15)
            _ = server.wait()
        }
        #expect(waitForPort(ssh, within: .seconds(10)))
        let configuration = """
            listen git
                mode tcp
                bind 127.0.0.1:\(pool)
                timeout connect 2s
                timeout client 20s
                timeout server 20s
                tcp-request inspect-delay 5s
                tcp-request content accept if { req.payload(0,7) -m str SSH-2.0 }
                tcp-request content reject
                server ssh 127.0.0.1:\(ssh)

            """
        try withProxy(.switchyard, configuration: configuration, waitingFor: pool) { _ in
            try run(["git", "init", "-q", "--bare", "\(directory)/there.git"])
            let remote = "root@127.0.0.1:\(directory)/there.git"
            try run(["git", "clone", "-q", remote, "\(directory)/here"])
            try FileSystem.writeAtomically(
                String(repeating: "a line of text\n", count: 100_000),
                to: "\(directory)/here/file"
            )
            let author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
            try run(["git", "add", "file"], "\(directory)/here")
            try run(["git"] + author + ["commit", "-qm", "one"], "\(directory)/here")
            try run(["git", "push", "-q", "origin", "HEAD:main"], "\(directory)/here")
            try run(["git", "clone", "-q", "-b", "main", remote, "\(directory)/again"])
            let again = try FileSystem.readText("\(directory)/again/file")
            #expect(again.utf8.count == 1_500_000)
        }
    }
}
