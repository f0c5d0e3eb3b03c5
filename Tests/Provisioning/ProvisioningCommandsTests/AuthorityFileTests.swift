import LinuxSystem
import TestSupport
import Testing

@Suite("files of authorities that are none")
struct AuthorityFileTests {
    @Test(
        "a bad ca_path fails the task with its name, and the run goes on",
        arguments: [
            ("no certificate\n", "no certificate"),
            ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "authorities"),
            ("", "no certificate"),
        ]
    )
    func bad(_ text: String, _ words: String) throws {
        let listener = try FileDescriptor.listening(on: .loopback(port: 0))
        defer { listener.close() }
        let port = listener.localAddress()?.port ?? 0
        try withScratchDirectory { folder in
            let site = """
                - hosts: web
                  gather_facts: false
                  tasks:
                    - uri: {url: "https://127.0.0.1:\(port)/", ca_path: \(folder)/ca.pem, timeout: 20}
                      ignore_errors: true
                    - uri: {url: "https://127.0.0.1:\(port)/", ca_path: \(folder)/none.pem}
                      ignore_errors: true
                    - debug: {msg: goes on}
                """
            try write(
                ["site.yml": site, "hosts": ProgramRun.hosts(folder), "ca.pem": text],
                below: folder
            )
            let run = ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
            #expect(run.status == 0)
            #expect(run.output.contains("the authorities in '\(folder)/ca.pem' cannot be used"))
            #expect(run.output.contains(words))
            #expect(run.output.contains("\(folder)/none.pem does not exist on the target"))
            #expect(run.output.contains("goes on"))
        }
    }
}
