import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("sysctl")
struct SysctlModuleTests {
    /// What a look prints about the file with that text, or about none.
    func file(_ text: String?) -> HostReply {
        guard let text else { return reply("path 22\n") }
        let count = text.utf8.count
        return reply(
            "path 22\nstat 81a4 0 0 \(count) 1 2 1 0 0 0 8 root root\ncontent \(count)\n\(text)\n"
        )
    }

    func plan(
        _ arguments: ValueMap,
        file text: String?,
        kernel: String?
    ) throws(ModuleFailure) -> Plan {
        let all: ValueMap = ["name": "net.ipv4.ip_forward", "value": "yes"]
        return try ModuleTrial("sysctl", all.merging(arguments)).plan([
            file(text), kernel.map { reply($0) } ?? reply("", status: 255),
        ])
    }

    func written(_ plan: Plan) -> String? {
        for case .upload(let upload) in plan.changes.flatMap(\.requests) {
            guard case .bytes(let bytes) = upload.source else { continue }
            return String(decoding: bytes, as: UTF8.self)
        }
        return nil
    }

    @Test("a setting that file and kernel have changes nothing")
    func inPlace() throws {
        let text = "# a comment\nnet.ipv4.ip_forward = 1\n"
        #expect(try plan([:], file: text, kernel: "1\n").changes.isEmpty)
        #expect(try plan(["sysctl_set": true], file: text, kernel: "1\n").changes.isEmpty)
        #expect(try plan(["state": "absent"], file: "a=1\n", kernel: "1\n").changes.isEmpty)
    }

    @Test("the file is written as Ansible writes it, and the kernel reads it")
    func added() throws {
        let plan = try plan(
            [:],
            file: "  # kept\nvm.a = 2 3\nvm.a = 4\nno setting\n",
            kernel: "0\n"
        )
        #expect(written(plan) == "# kept\nvm.a=2 3\nno setting\nnet.ipv4.ip_forward=1\n")
        #expect(
            plan.summaries == [
                "put net.ipv4.ip_forward into /etc/sysctl.conf",
                "give the kernel the settings of /etc/sysctl.conf",
            ]
        )
    }

    @Test("a setting is taken out, in a file that is there or not")
    func removed() throws {
        let plan = try plan(
            ["state": "absent", "reload": false],
            file: "net.ipv4.ip_forward=1\nb=2\n",
            kernel: "1\n"
        )
        #expect(written(plan) == "b=2\n")
        #expect(plan.summaries == ["take net.ipv4.ip_forward out of /etc/sysctl.conf"])
        #expect(try self.plan(["state": "absent"], file: nil, kernel: "1\n").changes.isEmpty)
    }

    @Test("a kernel that differs is given the value, or the file again")
    func kernelOnly() throws {
        let text = "net.ipv4.ip_forward=1\n"
        #expect(
            try plan(["sysctl_set": true], file: text, kernel: "0\n").summaries == [
                "set net.ipv4.ip_forward to 1 in the kernel",
                "give the kernel the settings of /etc/sysctl.conf",
            ]
        )
        #expect(try plan(["reload": false], file: text, kernel: "0\n").changes.isEmpty)
        #expect(
            try plan(["sysctl_file": "/etc/sysctl.d/9.conf"], file: text, kernel: "0\n").summaries
                == ["give the kernel the settings of /etc/sysctl.d/9.conf"]
        )
    }

    @Test("what sysctl refuses fails the task, also when it exits with 0")
    func refused() throws {
        let plan = try plan(["sysctl_set": true, "reload": false], file: "", kernel: "0\n")
        let words = "sysctl: setting key \"net.ipv4.ip_forward\": Read-only file system"
        #expect(
            failureMessage { () throws(ModuleFailure) in
                try plan.finished([reply("", errors: words + "\n")])
            } == "setting net.ipv4.ip_forward failed: \(words)\n"
        )
    }
}
