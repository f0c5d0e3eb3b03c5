internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `apt`: packages of Debian and what is made of it.
enum AptModule: TaskModule {
    static let description = ModuleDescription(name: "apt", arguments: AptArguments.table)

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> AptArguments {
        try AptArguments(arguments, context: context)
    }

    /// dpkg is asked first; apt-get only simulates what dpkg cannot tell.
    static func probe(_ arguments: AptArguments) -> Probe<AptFacts> {
        let parameters = [arguments.debFile ?? ""] + arguments.packages.map(\.name)
        return .ask([.command(.script(AptFacts.script, parameters))]) {
            (replies) throws(ModuleFailure) in
            let facts = AptFacts(try commandResult(replies.first, doing: "ask dpkg").text)
            guard let simulated = simulatedWords(arguments, facts) else { return .known(facts) }
            let request = HostRequest.command(aptGet(arguments, ["--simulate"] + simulated))
            return .facts(from: [request]) { (replies) throws(ModuleFailure) in
                guard let result = replies.first?.command else {
                    throw ModuleFailure("apt-get gave no reply")
                }
                var facts = facts
                facts.simulation = AptSimulation(result)
                return facts
            }
        }
    }

    /// The words whose effect apt-get has to tell; nil when dpkg told enough.
    private static func simulatedWords(
        _ arguments: AptArguments,
        _ facts: AptFacts
    ) -> [String]? {
        if let upgrade = arguments.upgrade { return [upgrade] }
        let words = arguments.packages.map(\.word)
        switch arguments.state {
        case .present:
            let missing = arguments.packages.filter { !facts.isInstalled($0) }
            if missing.isEmpty { return arguments.removesUnneeded ? ["autoremove"] : nil }
            return ["install"] + missing.map(\.word)
        case .latest, .fixed:
            if words.isEmpty, arguments.state == .latest { return nil }
            return (arguments.state == .fixed ? ["--fix-broken"] : []) + ["install"] + words
        case .buildDependencies:
            return ["build-dep"] + words
        case .absent:
            return arguments.removesUnneeded && words.isEmpty ? ["autoremove"] : nil
        }
    }

    static func plan(_ arguments: AptArguments, facts: AptFacts) throws(ModuleFailure) -> Plan {
        var plan = Plan()
        let updates = facts.needsUpdate(arguments)
        plan.result["cache_updated"] = .bool(updates)
        plan.result["cache_update_time"] = .integer(updates ? facts.now : facts.cacheTime)
        if updates {
            let isAll =
                arguments.packages.isEmpty && arguments.upgrade == nil && arguments.debFile == nil
            plan.changes.append(
                Change(
                    "read the lists of packages",
                    requests: [.command(patient(aptGet(arguments, ["update"]), arguments))],
                    countsAsChange: isAll
                )
            )
        }
        plan.changes += try packageChanges(arguments, facts, listsChange: updates)
        if let clean = arguments.cleansCache {
            plan.changes.append(
                Change(
                    "\(clean) the cache of packages",
                    requests: [.command(patient(aptGet(arguments, [clean]), arguments))],
                    countsAsChange: false
                )
            )
        }
        plan.finish = { (replies, result) throws(ModuleFailure) in
            for reply in replies {
                guard let command = reply.command else { continue }
                guard command.isSuccess else { throw failure(of: command, doing: "run apt-get") }
                result.values.merge(commandValues(command))
            }
            result.values["rc"] = nil
        }
        return plan
    }

    /// A command that waits for the locks of the lists and of the archives too, which
    /// `DPkg::Lock::Timeout` does not cover.
    static func patient(_ plain: ShellCommand, _ arguments: AptArguments) -> ShellCommand {
        guard case .arguments(let words) = plain.program else { return plain }
        var command = ShellCommand.script(waiting, [String(arguments.lockSeconds)] + words)
        command.environment = plain.environment
        return command
    }

    // Runs a command again while the lists or the archives are locked, `$1` seconds long.
    private static let waiting: ShellScript = """
        seconds=$1
        shift
        {
            while :; do
                errors=$("$@" 2>&1 1>&3)
                status=$?
                case $errors in
                *'Could not get lock '*'/lists/'*|*'Could not get lock '*'/archives/'*) ;;
                *) break ;;
                esac
                [ "$seconds" -gt 0 ] || break
                seconds=$((seconds - 1))
                sleep 1
            done
        } 3>&1
        [ -z "$errors" ] || printf '%s\\n' "$errors" >&2
        exit "$status"
        """

    /// `apt-get` as no one is there to answer it.
    static func aptGet(_ arguments: AptArguments, _ words: [String]) -> ShellCommand {
        var command = ShellCommand.arguments(["apt-get"] + arguments.options + words)
        command.environment = [
            "DEBIAN_FRONTEND": "noninteractive", "DEBIAN_PRIORITY": "critical", "LC_ALL": "C",
            "LANG": "C",
        ]
        return command
    }
}
