import Foundation
import TestSupport
import Testing

/// What the lab refuses, as an operator reads it.
extension SiteTests {
    /// A way to ask for something that is not to be had, and what is said about it.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let name: String
        let host: String
        let task: String
        let status: Int32
        let message: @Sendable (Lab) -> String

        var testDescription: String { name }
    }

    @Test("what cannot be had is refused in the operator's words", arguments: refusals)
    func refusal(_ refusal: Refusal) throws {
        try withScratchDirectory { folder in
            let key = lab.environment["SWITCHYARD_LAB_KEY"] ?? ""
            let known = lab.environment["SWITCHYARD_LAB_KNOWN_HOSTS"] ?? ""
            let other = "\(lab.prefix).0.11 ssh-ed25519 \(Self.otherKey)\n"
            try write(
                [
                    "hosts.yml": """
                    all:
                      vars:
                        ansible_ssh_private_key_file: \(key)
                        ansible_ssh_known_hosts_file: \(known)
                        ansible_host: \(lab.prefix).0.11
                      hosts:
                        good: {ansible_user: root}
                        guest: {ansible_user: guest}
                        closed: {ansible_port: 1}
                        changed: {ansible_ssh_known_hosts_file: \(folder)/known_hosts}
                        behind-guest: {ansible_connection: incus, ansible_incus_host: guest}
                        missing:
                          ansible_connection: incus
                          ansible_incus_host: good
                          ansible_incus_instance: no-such-instance
                    """,
                    "known_hosts": other,
                    "play.yml": """
                    - hosts: \(refusal.host)
                      gather_facts: false
                      tasks:
                        - \(refusal.task)
                    """,
                ],
                below: folder
            )
            let run = try lab.switchyard(
                "provision",
                "-i",
                "\(folder)/hosts.yml",
                "\(folder)/play.yml"
            )
            #expect(run.status == refusal.status, "\(run.output)")
            let said = run.output.replacingOccurrences(of: "\\n", with: "\n")
                .replacingOccurrences(of: folder, with: "DIR")
            #expect(said.contains(refusal.message(lab)), "\(run.output)")
        }
    }

    private static let otherKey =
        "AAAAC3NzaC1lZDI1NTE5AAAAIJrrL4cYZb4r0dpB0YtMoUJ7Nw6mZ0SmSgVQk0GkS9yB"

    private static let refusals = [
        Refusal(name: "SSH refused", host: "closed", task: "command: uptime", status: 4) {
            "connection to \($0.prefix).0.11:1 refused; is sshd running there, and is the port right?"
        },
        Refusal(name: "host key changed", host: "changed", task: "command: uptime", status: 4) {
            _ in "DIR/known_hosts:1"
        },
        Refusal(
            name: "Incus socket forbidden",
            host: "behind-guest",
            task: "command: uptime",
            status: 4
        ) { _ in
            """
            user 'guest' may not use the Incus socket '/var/lib/incus/unix.socket': \
            permission denied
            """
        },
        Refusal(name: "instance missing", host: "missing", task: "command: uptime", status: 4) {
            _ in "there is no instance 'no-such-instance' in project 'default'"
        },
        Refusal(
            name: "image missing",
            host: "good",
            task: "incus_instance: {name: refused, image: no-such-image, state: started}",
            status: 2
        ) { _ in "image 'no-such-image' is not on" },
    ]
}
