import Foundation
import HostConnections
import SSHConnections
import TestSupport
import Testing

@Suite("host keys", .serialized)
struct TrustTests {
    private static func failure(_ settings: SSHSettings) -> String? {
        let failure = #expect(throws: ConnectionFailure.self) {
            _ = try SSHConnection(settings: settings, name: "lb1")
        }
        return failure?.description
    }

    @Test("a host whose key is not on record is refused")
    func unknown() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            let shown = try server.fingerprint()
            #expect(
                Self.failure(server.settings()) == """
                    lb1: the host key of '[127.0.0.1]:\(server.port)' is not known: ssh-ed25519 \
                    \(shown), looked for in \(server.knownHosts)
                      hint: compare the fingerprint, then add the key to that file, or set \
                    ansible_host_key_checking: accept-new for a first connection
                    """
            )
            #expect(!FileManager.default.fileExists(atPath: server.knownHosts))
        }
    }

    @Test("accept-new puts the key on record, once, and later connections are strict")
    func acceptNew() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            var settings = server.settings()
            settings.hostKeyChecking = .acceptNew
            for _ in 0..<2 { try SSHConnection(settings: settings, name: "lb1").close() }
            let key = try server.publicKey()
            let recorded = try String(contentsOfFile: server.knownHosts, encoding: .utf8)
            #expect(recorded == "[127.0.0.1]:\(server.port) \(key)\n")
            settings.hostKeyChecking = .strict
            try SSHConnection(settings: settings, name: "lb1").close()
        }
    }

    @Test("a changed key is refused with both fingerprints, accept-new or not")
    func changed() throws {
        try withScratchDirectory { directory in
            let server = try LoopbackServer(below: directory)
            let old = try server.publicKey("client")
            try "# keys\n[127.0.0.1]:\(server.port) \(old)\n"
                .write(toFile: server.knownHosts, atomically: true, encoding: .utf8)
            var settings = server.settings()
            settings.hostKeyChecking = .acceptNew
            let expected = """
                lb1: the host key of '[127.0.0.1]:\(server.port)' has changed, so the connection \
                is refused: on record \(try server.fingerprint("client")) \
                (\(server.knownHosts):2), now shown ssh-ed25519 \(try server.fingerprint())
                  hint: if the host was installed anew, remove the old key with \
                ssh-keygen -R '[127.0.0.1]:\(server.port)' -f \(server.knownHosts); otherwise \
                somebody may be in between
                """
            #expect(Self.failure(settings) == expected)
            settings.hostKeyChecking = .strict
            #expect(Self.failure(settings) == expected)
        }
    }

    @Test("a host that is on record with hashed names, or with another kind of key, is known")
    func hashedAndPreferred() throws {
        try withScratchDirectory { directory in
            let rsa = "\(directory)/rsa"
            _ = try CommandRun.of(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", rsa])
            let server = try LoopbackServer(below: directory, extra: ["HostKey \(rsa)"])
            let key = try String(contentsOfFile: "\(rsa).pub", encoding: .utf8)
            try "[127.0.0.1]:\(server.port) \(key)"
                .write(toFile: server.knownHosts, atomically: true, encoding: .utf8)
            let hashing = try CommandRun.of(["ssh-keygen", "-H", "-f", server.knownHosts])
            #expect(hashing.status == 0)
            try SSHConnection(settings: server.settings(), name: "lb1").close()
        }
    }
}
