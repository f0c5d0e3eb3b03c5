import Foundation
import TestSupport
import Testing

/// What the documents tell operators to do, done as they print it.
extension SiteTests {
    @Test("the operations that the role's README prints work as printed")
    func operations() throws {
        let ready = try lab.provision("site.yml")
        #expect(ready.status == 0, "\(ready.output)")
        let readme = try String(
            contentsOfFile: "\(Package.folder)/roles/proxy/README.md",
            encoding: .utf8
        )
        let section = readme.components(separatedBy: "## Operations").last ?? ""
        let block = section.components(separatedBy: "```\n").dropFirst().first ?? ""
        let commands = block.split(separator: "\n").filter { !$0.hasPrefix("#") }
        #expect(commands.count >= 5)
        for command in commands {
            let run = try lab.ssh("incus-a", String(command))
            #expect(run.status == 0, "\(command): \(run.output)")
            if let sign = Self.signs.first(where: { command.contains($0.key) }) {
                #expect(run.output.contains(sign.value), "\(command): \(run.output)")
            }
        }
        // From the operator's own machine, through the Incus host.
        let forwarding = """
            ssh -F "$1" -N -L 127.0.0.1:19100:localhost:9100 incus-a &
            curl -s --retry 20 --retry-connrefused --retry-delay 1 http://localhost:19100/stats
            kill $!
            """
        let configuration = lab.environment["SWITCHYARD_LAB_SSH_CONFIG"] ?? ""
        let page = try CommandRun.of(["bash", "-c", forwarding, "bash", configuration])
        #expect(page.output.contains("api_pool"), "\(page.output)")
    }

    /// What a command of the README has to print.
    private static let signs = [
        "show servers state": "api_pool 1 backend-api-1",
        "/stats": "api_pool",
        "journalctl": "switchyard-proxy",
    ]

    @Test("the authority may live on any host; every load balancer's certificate is signed by it")
    func authorityElsewhere() throws {
        let other = ["-e", "certificates_host=incus-b"]
        let moved = try CommandRun.of(lab.provisionCommand("site.yml", other))
        #expect(moved.status == 0, "\(moved.output)")
        #expect(moved.output.contains("the chain verified"))
        let again = try CommandRun.of(lab.provisionCommand("site.yml", other))
        #expect(Recap(again).total("changed") == 0, "\(again.output)")
        let authority = "cat /var/lib/switchyard/certificates/ca.pem"
        let signed = "cat /var/lib/switchyard/certificates/authority/ca.pem"
        let published = try lab.ssh("incus-a", authority).output
        #expect(published == (try lab.ssh("incus-b", signed).output))
        let back = try lab.provision("site.yml")
        #expect(back.status == 0, "\(back.output)")
        #expect(try lab.ssh("incus-a", authority).output != published)
    }

    @Test("a single load balancer needs nothing of a pair")
    func singleBalancer() throws {
        try withScratchDirectory { folder in
            let single = "\(folder)/single"
            _ = try CommandRun.of(["cp", "-r", "inventories/lab", single])
            // As the example says: without lb-2, and without all that is the pair's.
            try cutOut(
                from: "            lb-2:",
                to: "        api_backends:",
                in: "\(single)/hosts.yml"
            )
            let variables = "\(single)/group_vars/load_balancers.yml"
            try cutOut(from: "# The pair's address", to: nil, in: variables)
            let words = [
                Package.binary("switchyard"), "provision", "-i", single, "playbooks/site.yml",
            ]
            let check = try CommandRun.of(words + ["--check"])
            #expect(check.status == 0, "\(check.output)")
            let run = try CommandRun.of(words)
            #expect(run.status == 0, "\(run.output)")
            #expect(Recap(run).hosts["lb-2"] == nil)
        }
        let back = try lab.provision("site.yml")
        #expect(back.status == 0, "\(back.output)")
    }

    private func cutOut(from start: String, to end: String?, in path: String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let first = try #require(text.range(of: start))
        let last = try end.map { try #require(text.range(of: $0)).lowerBound } ?? text.endIndex
        let rest = text[..<first.lowerBound] + text[last...]
        try String(rest).write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test("the example inventory, with a user who is not root, makes a site that verifies")
    func example() throws {
        try lab.makeFresh()
        try withScratchDirectory { folder in
            let mine = "\(folder)/mine"
            _ = try CommandRun.of(["cp", "-r", "inventories/example", mine])
            for file in ["hosts.yml", "group_vars/load_balancers.yml"] {
                try putIn(["10.60.": "\(lab.prefix)."], in: "\(mine)/\(file)")
            }
            let image = lab.environment["SWITCHYARD_LAB_IMAGE"] ?? ""
            try putIn(
                ["/srv/images/debian-12.tar.zst": image],
                in: "\(mine)/group_vars/all.yml"
            )
            let hosts = ["incus-a": "11", "incus-b": "12"].map { name, number in
                "    \(name).example.org: {ansible_host: \(lab.prefix).0.\(number)}"
            }
            let keys = """
                  vars:
                    ansible_ssh_private_key_file: \(lab.environment["SWITCHYARD_LAB_KEY"] ?? "")
                    ansible_ssh_known_hosts_file: \
                \(lab.environment["SWITCHYARD_LAB_KNOWN_HOSTS"] ?? "")

                """
            try write(
                [
                    "reach.yml": "incus_hosts:\n  hosts:\n"
                        + hosts.joined(separator: "\n") + "\n" + keys
                ],
                below: folder
            )
            let words = [
                Package.binary("switchyard"), "provision", "-i", mine, "-i", "\(folder)/reach.yml",
                "playbooks/site.yml",
            ]
            let check = try CommandRun.of(words + ["--check", "--diff"])
            #expect(check.status == 0, "\(check.output)")
            let run = try CommandRun.of(words)
            #expect(run.status == 0, "\(run.output)")
            #expect(run.output.contains("the chain verified"))
            let second = try CommandRun.of(words)
            #expect(Recap(second).total("changed") == 0, "\(second.output)")
        }
        try lab.makeFresh()
        let back = try lab.provision("site.yml")
        #expect(back.status == 0, "\(back.output)")
    }

    private func putIn(_ texts: [String: String], in path: String) throws {
        var text = try String(contentsOfFile: path, encoding: .utf8)
        for (placeholder, value) in texts { text = text.replacing(placeholder, with: value) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
}
