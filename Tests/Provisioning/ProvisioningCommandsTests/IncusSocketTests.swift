import Foundation
import LinuxSystem
import TestSupport
import Testing

@Suite("the daemon's socket of an Incus host")
struct IncusSocketTests {
    private func run(socket: String, in folder: String) throws -> ProgramRun {
        let site = "- hosts: h\n  gather_facts: false\n  tasks:\n    - incus_server:\n"
        let hosts = "h ansible_connection=local ansible_incus_socket=\(socket)\n"
        try write(["site.yml": site, "hosts.ini": hosts], below: folder)
        return ProgramRun.of("provision", "-i", "DIR/hosts.ini", "DIR/site.yml", in: folder)
    }

    @Test("the one that the host's variable names is asked, and no other")
    func named() throws {
        try withScratchDirectory { folder in
            let run = try run(socket: "\(folder)/none.socket", in: folder)
            #expect(run.status == 4)
            let message =
                "no Incus daemon answers on 'h': none of \(folder)/none.socket is a socket"
            #expect(run.output.contains(message), "\(run.output)")
        }
    }

    @Test("one that nobody listens on is told from one that is not there")
    func silent() throws {
        try withScratchDirectory { folder in
            let path = "\(folder)/old.socket"
            let listener = try FileDescriptor.streamSocket(for: .unix(path), nonblocking: false)
            try listener.bind(to: .unix(path))
            listener.close()
            let run = try run(socket: path, in: folder)
            #expect(run.status == 4)
            let message = "no Incus daemon answers on 'h': nobody listens on the socket "
            #expect(run.output.contains(message + "'\(path)'"), "\(run.output)")
            #expect(run.output.contains("start it there"), "\(run.output)")
        }
    }
}
