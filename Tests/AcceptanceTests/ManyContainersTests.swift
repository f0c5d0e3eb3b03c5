import Foundation
import TestSupport
import Testing

extension SiteTests {
    @Test("twenty-five containers of one host work at once over one SSH connection")
    func manyContainers() throws {
        try withScratchDirectory { folder in
            let names = (1...25).map { "many-\($0)" }
            let hosts = names.enumerated().map { number, name in
                "        \(name): {instance_address: \(lab.prefix).2.\(101 + number)}"
            }
            try write(
                [
                    "many.yml": "containers:\n  children:\n    many:\n"
                        + "      vars: {ansible_incus_host: incus-b}\n      hosts:\n"
                        + hosts.joined(separator: "\n") + "\n",
                    "remove.yml": """
                    - hosts: many
                      gather_facts: false
                      tasks:
                        - incus_instance: {name: "{{ inventory_hostname }}", state: absent}
                          delegate_to: incus-b
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
            let record = "\(folder)/record.jsonl"
            let made = try CommandRun.of(
                inventory + ["playbooks/instances.yml", "--json", record]
            )
            #expect(made.status == 0, "\(made.output)")
            try expectTogether(names, in: record)
            let cursor = try sshLogCursor(of: "incus-b")
            let used = try CommandRun.of(inventory + ["\(folder)/use.yml"])
            #expect(used.status == 0, "\(used.output)")
            #expect(names.allSatisfy { Recap(used).hosts[$0]?["ok"] == 3 })
            // One of the sessions is the one that asks.
            #expect(try sshSessions(of: "incus-b", since: cursor) == 2)
            let gone = try CommandRun.of(inventory + ["\(folder)/remove.yml"])
            #expect(gone.status == 0, "\(gone.output)")
        }
    }

    /// Whether a record tells of containers that were made at once: all of them together took far
    /// less time than the sum of what each took.
    private func expectTogether(_ names: [String], in record: String) throws {
        let lines = try String(contentsOfFile: record, encoding: .utf8).split(separator: "\n")
        var sum = 0.0
        var begin: Date?
        var end: Date?
        for line in lines {
            let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            let time = try (event?["time"] as? String).map {
                try Date($0, strategy: .iso8601)
            }
            guard event?["task"] as? String == "Make the container and wait for it" else {
                continue
            }
            if event?["event"] as? String == "task" { begin = time }
            guard let host = event?["host"] as? String, names.contains(host) else { continue }
            sum += event?["seconds"] as? Double ?? 0
            end = time
        }
        let elapsed = try #require(end).timeIntervalSince(try #require(begin)) + 1
        #expect(sum > 4 * elapsed, "\(sum) seconds of work in \(elapsed)")
    }
}
