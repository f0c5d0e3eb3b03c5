internal import HostConnections
internal import ModuleContract

extension UserModule {
    static func removal(_ arguments: Arguments) -> Change {
        var words = ["userdel"]
        if arguments.isForced { words.append("-f") }
        if arguments.removesFiles { words.append("-r") }
        return change("remove the user \(arguments.name)", words + [arguments.name])
    }

    static func creation(_ arguments: Arguments, _ facts: UserFacts) -> [Change] {
        var words = ["useradd"]
        if let uid = arguments.uid { words += ["-u", String(uid)] }
        if arguments.mayShareNumber { words.append("-o") }
        if let group = arguments.group {
            words += ["-g", group]
        } else if facts.hasGroup {
            // useradd would make a group of that name, and fail.
            words.append("-N")
        }
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
            facts.passwordHash.map(unlocked) != unlocked(hash)
        {
            changes.append(password(name, hash))
        }
        let home = arguments.home ?? entry.home
        let isElsewhere = home != entry.home && !arguments.movesHome
        if arguments.createsHome, !facts.hasHome || isElsewhere {
            let parameters = [home, String(entry.uid), String(entry.gid)]
            changes.append(
                Change(
                    "make the home \(home) of the user \(name)",
                    requests: [.command(.script(homeMaking, parameters))]
                )
            )
        }
        let isLocked = facts.passwordHash?.hasPrefix("!") ?? false
        if let wanted = arguments.isLocked, wanted != isLocked {
            changes.append(lock(name, wanted))
        }
        return changes
    }

    /// The hash without the marks of a locked account.
    private static func unlocked(_ hash: String) -> Substring { hash.drop { $0 == "!" } }

    // As `useradd -m` makes it.
    private static let homeMaking: ShellScript = """
        [ ! -d "$1" ] || exit 0
        mkdir -p -- "$1" || exit 1
        if [ -d /etc/skel ]; then cp -R -P -- /etc/skel/. "$1/" || exit 1; fi
        mode=$(sed -n 's/^HOME_MODE[[:space:]]*//p' /etc/login.defs 2>/dev/null | head -n 1)
        mask=$(sed -n 's/^UMASK[[:space:]]*//p' /etc/login.defs 2>/dev/null | head -n 1)
        [ -n "$mode" ] || mode=$(printf '%o' $((0777 & ~0${mask:-022})))
        chmod -- "$mode" "$1" || exit 1
        chown -R -h -- "$2:$3" "$1"
        """

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
