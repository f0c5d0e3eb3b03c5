import Foundation
import TestSupport
import Testing

@Suite("where containers are, before any host is contacted")
struct ContainerPlaceTests {
    private func run(_ hosts: String, playbook: String? = nil) throws -> ProgramRun {
        try withScratchDirectory { folder in
            let site = "- hosts: c1\n  tasks:\n    - ping:\n"
            try write(["site.yml": site, "hosts.ini": hosts], below: folder)
            let path = playbook ?? "DIR/site.yml"
            return ProgramRun.of("provision", "-i", "DIR/hosts.ini", path, in: folder)
        }
    }

    /// An inventory that leads nowhere, and what is said about it.
    struct Astray: CustomTestStringConvertible {
        var testDescription: String
        var hosts: String
        var message: String
    }

    @Test(
        "a way to a container that leads nowhere is refused with its place",
        arguments: [
            Astray(
                testDescription: "the host itself",
                hosts: "c1 ansible_connection=incus ansible_incus_host=c1\n",
                message: "DIR/hosts.ini:1:48: error: the way to the Incus host of 'c1' leads back "
                    + "to 'c1': c1, then c1\n"
            ),
            Astray(
                testDescription: "round by another one",
                hosts: """
                    [all:vars]
                    ansible_connection=incus
                    [boxes]
                    c1 ansible_incus_host=c2
                    c2 ansible_incus_host=c1
                    """,
                message: "DIR/hosts.ini:5:23: error: the way to the Incus host of 'c2' leads back "
                    + "to 'c1': c1, then c2, then c1\n"
            ),
            Astray(
                testDescription: "a host that is not there",
                hosts: "c1 ansible_connection=incus ansible_incus_host=incus-o\nincus-a\n",
                message: "DIR/hosts.ini:1:48: error: unknown Incus host 'incus-o'; did you mean "
                    + "'incus-a'?\n"
            ),
            Astray(
                testDescription: "nothing said",
                hosts: "c1 ansible_connection=incus\n",
                message: "DIR/hosts.ini:1:23: error: the host 'c1' does not say which Incus host "
                    + "it is on\n"
            ),
            Astray(
                testDescription: "a misspelt variable",
                hosts: "c1 ansible_connection=incus ansible_incus_hots=a\na\n",
                message: "  hint: is 'ansible_incus_hots' meant to be it?\n"
            ),
        ]
    )
    func astray(_ astray: Astray) throws {
        let run = try run(astray.hosts)
        #expect(run.status == 4)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(astray.message), "\(run.errors)")
    }

    @Test("a host whose Incus host is known only while the play runs is not refused before")
    func laterKnown() throws {
        let run = try run("c1 ansible_connection=incus ansible_incus_host=\"{{ later }}\"\n")
        #expect(run.output.contains("PLAY [c1]"))
    }

    @Test("instances.yml asks no host when a container lacks its address")
    func address() throws {
        let hosts = """
            [incus_hosts]
            incus-a ansible_host=127.0.0.1 ansible_port=1 incus_subnet=10.60.1
            [containers]
            c1 ansible_connection=incus ansible_incus_host=incus-a instance_adress=10.60.1.10
            c2 ansible_connection=incus ansible_incus_host=incus-a instance_address=10.60.1.11
            """
        let run = try run(hosts, playbook: "\(Package.folder)/playbooks/instances.yml")
        #expect(run.status == 2)
        #expect(run.output.contains("c1 needs 'ansible_incus_host'"), "\(run.output)")
        #expect(!run.output.contains("UNREACHABLE"))
        #expect(!run.output.contains("Import the image"))
    }
}
