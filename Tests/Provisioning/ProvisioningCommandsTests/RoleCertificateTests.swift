import Foundation
import TestSupport
import Testing

@Suite("the role's look at the certificate")
struct RoleCertificateTests {
    /// A certificate of so many days, looked at by the role with some options.
    private func look(days: Int, _ options: String...) throws -> ProgramRun {
        try withScratchDirectory { folder in
            let fresh = try TestCertificate(name: "lb").whole
            let site = """
                - hosts: all
                  gather_facts: false
                  tasks:
                    - include_role: {name: \(Package.folder)/roles/proxy, tasks_from: certificate.yml}
                      vars: {tls_cert_path: \(folder)/server.pem}
                """
            try write(
                ["site.yml": site, "inventory": ProgramRun.hosts(folder), "fresh.pem": fresh],
                below: folder
            )
            let signed = try CommandRun.of(
                [
                    "openssl", "x509", "-in", "fresh.pem", "-signkey", "fresh.pem", "-days",
                    "\(days)", "-out", "server.pem",
                ],
                directory: folder
            )
            #expect(signed.status == 0, "\(signed.output)")
            let words = ["provision", "-i", "DIR/inventory", "DIR/site.yml"] + options
            return ProgramRun.of(words, in: folder)
        }
    }

    @Test("one that has expired is refused, with its last day")
    func expired() throws {
        let run = try look(days: -1)
        #expect(run.status == 2, "\(run.output)")
        #expect(run.output.contains("server.pem ends "), "\(run.output)")
        #expect(run.output.contains("fewer than 0 days left are refused"), "\(run.output)")
    }

    @Test("one with days left is not, and how many have to be left can be said")
    func lasting() throws {
        #expect(try look(days: 3).status == 0)
        #expect(try look(days: 3, "-e", "tls_certificate_days_left=7").status == 2)
        #expect(try look(days: -1, "-e", "tls_certificate_days_left=-1").status == 0)
    }
}
