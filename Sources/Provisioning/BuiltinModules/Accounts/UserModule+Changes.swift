internal import HostConnections
internal import ModuleContract

extension UserModule {
    static func removal(_ arguments: Arguments) -> Change {
        var words = ["userdel"]
        if arguments.isForced { words.append("-f") }
        if arguments.removesFiles { words.append("-r") }
        return change("remove the user \(arguments.name)", words + [arguments.name])
    }

    static func creation(_ arguments: Arguments) -> [Change] {
        var words = ["useradd"]
        if let uid = arguments.uid { words += ["-u", String(uid)] }
        if arguments.mayShareNumber { words.append("-o") }
        if let group = arguments.group { words += ["-g", group] }
        if let groups = arguments.groups, !groups.isEmpty {
            words += ["-G", groups.joined(separator: ",")]
        }
        if let comment = arguments.comment { words += ["-c", comment] }
        if let home = arguments.home { words += ["-d", home] }
        if let shell = arguments.shell { words += ["-s", shell] }
        if arguments.isSystem { words.append("-r") }
        words.append(arguments.createsHome ? "-m" : "-M")
        var changes = [change("add the user \(arguments.name)", words + [arguments.name])]
        if let hash = arguments.passwordHash { changes.append(password(arguments.name, hash)) }
        if arguments.isLocked == true { changes.append(lock(arguments.name, true)) }
        return changes
    }

    static func update(
        _ arguments: Arguments,
        _ entry: UserFacts.Entry,
        _ facts: UserFacts
    ) -> [Change] {
        let name = arguments.name
        var changes: [Change] = []
        func modify(_ what: String, _ words: [String]) {
            changes.append(change("\(what) of the user \(name)", ["usermod"] + words + [name]))
        }
        if let uid = arguments.uid, uid != entry.uid {
            modify(
                "number \(entry.uid) -> \(uid)",
                ["-u", String(uid)] + (arguments.mayShareNumber ? ["-o"] : [])
            )
        }
        if let group = arguments.group, group != facts.primaryGroup, Int(group) != entry.gid {
            modify("group \(facts.primaryGroup) -> \(group)", ["-g", group])
        }
        if let wanted = arguments.groups.map(Set.init) {
            let target = arguments.appendsGroups ? facts.groups.union(wanted) : wanted
            let other = target.subtracting([facts.primaryGroup])
            if other != facts.groups {
                modify("groups", ["-G", other.sorted().joined(separator: ",")])
            }
        }
        if let comment = arguments.comment, comment != entry.comment {
            modify("comment", ["-c", comment])
        }
        if let home = arguments.home, home != entry.home {
            modify(
                "home \(entry.home) -> \(home)",
                ["-d", home] + (arguments.movesHome ? ["-m"] : [])
            )
        }
        if let shell = arguments.shell, shell != entry.shell {
            modify("shell \(entry.shell) -> \(shell)", ["-s", shell])
        }
        if let hash = arguments.passwordHash, arguments.updatesPassword,
            facts.passwordHash.map({ $0.drop { $0 == "!" } == hash[...] }) != true
        {
            changes.append(password(name, hash))
        }
        let isLocked = facts.passwordHash?.hasPrefix("!") ?? false
        if let wanted = arguments.isLocked, wanted != isLocked {
            changes.append(lock(name, wanted))
        }
        return changes
    }

    /// The hash goes through standard input: arguments can be seen by every user of the target.
    private static func password(_ name: String, _ hash: String) -> Change {
        var command = ShellCommand.arguments(["chpasswd", "-e"])
        command.input = Array("\(name):\(hash)\n".utf8)
        return Change("password of the user \(name)", requests: [.command(command)])
    }

    private static func lock(_ name: String, _ isLocked: Bool) -> Change {
        change(
            "\(isLocked ? "lock" : "unlock") the user \(name)",
            ["usermod", isLocked ? "-L" : "-U", name]
        )
    }

    private static func change(_ summary: String, _ words: [String]) -> Change {
        Change(summary, requests: [.command(.arguments(words))])
    }
}
