import Foundation
import TestSupport
import Testing

extension SiteTests {
    @Test("twenty-five containers of one host work at once over one SSH connection")
    func manyContainers() throws {
        try withScratchDirectory { folder in
            let names = (1...25).map { "many-\($0)" }
            let hosts = names.map { "    \($0): {ansible_connection: incus}" }
            try write(
                [
                    "many.yml": "many:\n  vars: {ansible_incus_host: incus-b}\n  hosts:\n"
                        + hosts.joined(separator: "\n") + "\n",
                    "make.yml": """
                    - import_playbook: \(Package.folder)/playbooks/instances.yml
                    - hosts: incus-b
                      gather_facts: false
                      tasks:
                        - incus_instance:
                            name: "{{ item }}"
                            image: "{{ instance_image }}"
                            profiles: ["{{ instance_profile }}"]
                            state: "{{ wanted }}"
                          loop: "{{ groups['many'] }}"
                    """,
                    "use.yml": """
                    - hosts: many
                      gather_facts: false
                      tasks:
                        - command: uname -n
                          register: name
                        - copy: {content: "{{ inventory_hostname }}", dest: /root/name}
                        - assert: {that: name.stdout == inventory_hostname}
                    """,
                ],
                below: folder
            )
            let inventory = [
                Package.binary("switchyard"), "provision", "-i", lab.inventory, "-i",
                "\(folder)/many.yml", "-f", "25",
            ]
            let made = try CommandRun.of(
                inventory + ["\(folder)/make.yml", "-e", "wanted=started"]
            )
            #expect(made.status == 0, "\(made.output)")
            let cursor = try sshLogCursor(of: "incus-b")
            let used = try CommandRun.of(inventory + ["\(folder)/use.yml"])
            #expect(used.status == 0, "\(used.output)")
            #expect(names.allSatisfy { Recap(used).hosts[$0]?["ok"] == 3 })
            // One of the sessions is the one that asks.
            #expect(try sshSessions(of: "incus-b", since: cursor) == 2)
            let gone = try CommandRun.of(inventory + ["\(folder)/make.yml", "-e", "wanted=absent"])
            #expect(gone.status == 0, "\(gone.output)")
        }
    }
}
