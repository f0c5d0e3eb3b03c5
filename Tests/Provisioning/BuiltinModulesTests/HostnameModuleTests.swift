import DocumentValues
import HostConnections
import ModuleContract
import Testing

@Suite("hostname")
struct HostnameModuleTests {
    func plan(_ arguments: ValueMap, printing text: String) throws(ModuleFailure) -> Plan {
        let all: ValueMap = ["name": "lb1.example"]
        return try ModuleTrial("hostname", all.merging(arguments)).plan(printing: text)
    }

    /// The commands of the plan, and what goes into files.
    func steps(_ plan: Plan) -> [String] {
        plan.changes.flatMap(\.requests).map { request in
            switch request {
            case .command(let command):
                guard case .arguments(let words) = command.program else { return "script" }
                return words.joined(separator: " ")
            case .upload(let upload):
                guard case .bytes(let bytes) = upload.source else { return "file" }
                return "\(upload.destination): \(String(decoding: bytes, as: UTF8.self))"
            default: return "other"
            }
        }
    }

    @Test("a host of that name changes nothing, and its facts are told")
    func inPlace() throws {
        let plan = try plan([:], printing: "systemd\nlb1.example\nlb1.example\nlb1.example\n")
        #expect(plan.changes.isEmpty)
        #expect(
            plan.result["ansible_facts"] == [
                "ansible_hostname": "lb1", "ansible_nodename": "lb1.example",
                "ansible_fqdn": "lb1.example", "ansible_domain": "example",
            ]
        )
        #expect(
            try self.plan([:], printing: "file\nother\nother\nlb1.example\n").changes.isEmpty
        )
        #expect(
            try self.plan([:], printing: "openrc\nx\nx\n# n\nhostname=\"lb1.example\"\n")
                .changes.isEmpty
        )
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let printed: String
        let steps: [String]
    }

    @Test(
        "each system's way",
        arguments: [
            Case(
                testDescription: "systemd",
                printed: "systemd\nold\nold\nold\n",
                steps: [
                    "hostnamectl --pretty --static set-hostname -- lb1.example",
                    "hostnamectl --transient set-hostname -- lb1.example",
                ]
            ),
            Case(
                testDescription: "systemd, which keeps it already",
                printed: "systemd\nold\nold\nlb1.example\n",
                steps: ["hostnamectl --transient set-hostname -- lb1.example"]
            ),
            Case(
                testDescription: "a file",
                printed: "file\nold\nold\nold\n",
                steps: ["/etc/hostname: lb1.example\n"]
            ),
            Case(
                testDescription: "no file yet",
                printed: "file\nold\nold\n",
                steps: ["/etc/hostname: lb1.example\n"]
            ),
            Case(
                testDescription: "Alpine",
                printed: "alpine\nold\nold\nold\n",
                steps: ["/etc/hostname: lb1.example\n", "hostname -F /etc/hostname"]
            ),
            Case(
                testDescription: "OpenRC",
                printed: "openrc\nold\nold\n# n\nhostname=\"old\"\nx=1\n",
                steps: ["/etc/conf.d/hostname: # n\nhostname=\"lb1.example\"\nx=1\n"]
            ),
            Case(
                testDescription: "Red Hat without systemd",
                printed: "redhat\nold\nold\nNETWORKING=yes\n",
                steps: ["/etc/sysconfig/network: NETWORKING=yes\nHOSTNAME=lb1.example\n"]
            ),
        ]
    )
    func set(_ one: Case) throws {
        let plan = try plan([:], printing: one.printed)
        #expect(steps(plan) == one.steps)
        #expect(plan.result["diff"]?["after"] == "hostname = lb1.example\n")
    }

    @Test("systems that are not known, and names that are none, are refused")
    func refused() {
        let long = String(repeating: "a", count: 65)
        let cases: [(ValueMap, String, String)] = [
            ([:], "Linux (plan9)\n", "hostname module cannot be used on platform Linux (plan9)"),
            (["use": "openbsd"], "", "hostname module cannot be used with the strategy 'openbsd'"),
            (["name": "a b"], "", "'a b' is no name of a host"),
            (
                ["name": .string(long)], "systemd\nold\nold\nold\n",
                "name cannot be longer than 64 characters on systemd servers, try a shorter name"
            ),
        ]
        for (arguments, printed, message) in cases {
            #expect(
                failureMessage { () throws(ModuleFailure) in
                    try plan(arguments, printing: printed)
                } == message
            )
        }
    }
}
