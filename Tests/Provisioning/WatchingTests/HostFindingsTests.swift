import HostConnections
import LinuxSystem
import TestSupport
import Testing

@testable import Watching

@Suite("what a host says besides its proxy")
struct HostFindingsTests {
    private func findings(_ parameters: [String]) throws -> (HostFindings, String) {
        let run = try CommandRun.of(["sh", "-c", HostFindings.script.text, "sh"] + parameters)
        let result = CommandResult(exitStatus: run.status, output: Array(run.output.utf8))
        return (HostFindings(result), run.output)
    }

    @Test("the script tells how configurations stand to what has proved to run")
    func drift() throws {
        try withScratchDirectory { folder in
            try write(
                [
                    "same": "a", "same.proven": "a", "other name": "a", "other name.proven": "b",
                    "new": "a",
                ],
                below: folder
            )
            let names = ["same", "other name", "new", "none"]
            let (findings, _) = try findings([""] + names.map { "\(folder)/\($0)" })
            let expected: [HostFindings.Drift] = [.none, .differs, .unproven, .absent]
            #expect(names.map { findings.drifts["\(folder)/\($0)"] } == expected)
            #expect(findings.certificateEnd == nil)
        }
    }

    @Test("it tells the end of the first certificate of a file, and never the key in it")
    func certificate() throws {
        try withScratchDirectory { folder in
            let made = try TestCertificate(name: "lb.test")
            for text in [made.key + made.certificate, made.whole] {
                try write(["both.pem": text], below: folder)
                let (findings, output) = try findings(["\(folder)/both.pem"])
                let left = try #require(findings.certificateEnd) - WallTime.now.seconds
                #expect(left > 0)
                #expect(!output.contains("KEY"))
            }
        }
    }

    @Test("the addresses of all interfaces are read")
    func addresses() {
        let text = """
            = addresses
            1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever
            7: eth1    inet 10.0.0.20/24 scope global secondary eth1
            7: eth1    inet6 fe80::1/64 scope link
            """
        let result = CommandResult(exitStatus: 0, output: Array(text.utf8))
        #expect(HostFindings(result).addresses == ["127.0.0.1", "10.0.0.20", "fe80::1"])
        #expect(HostFindings(nil).addresses == nil)
    }
}
