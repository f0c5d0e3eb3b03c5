internal import DocumentValues
internal import HostConnections
internal import ModuleContract

extension AptModule {
    /// The changes of packages.
    ///
    /// `listsChange` says that the lists are read first, so that a simulation with the old ones
    /// proves nothing about missing packages.
    static func packageChanges(
        _ arguments: AptArguments,
        _ facts: AptFacts,
        listsChange: Bool
    ) throws(ModuleFailure) -> [Change] {
        if let upgrade = arguments.upgrade {
            let count = facts.simulation?.installs.count ?? 0
            let isNeeded = count > 0 || listsChange
            return isNeeded ? [install(arguments, [upgrade], "upgrade \(count) packages")] : []
        }
        if let file = arguments.debFile {
            let present = facts.installed[facts.debPackage]
            if present == facts.debVersion, !facts.debVersion.isEmpty { return [] }
            let path = file.contains("/") ? file : "./\(file)"
            return [install(arguments, ["install", path], "install \(file)")]
        }
        switch arguments.state {
        case .absent: return removals(arguments, facts)
        case .present:
            let missing = arguments.packages.filter { !facts.isInstalled($0) }
            if missing.isEmpty { return autoremoval(arguments, facts) }
            return try installations(arguments, missing, facts, listsChange)
        case .latest, .fixed, .buildDependencies:
            if arguments.packages.isEmpty, arguments.state != .fixed { return [] }
            return try installations(arguments, arguments.packages, facts, listsChange)
        }
    }

    private static func installations(
        _ arguments: AptArguments,
        _ packages: [AptArguments.Package],
        _ facts: AptFacts,
        _ listsChange: Bool
    ) throws(ModuleFailure) -> [Change] {
        let simulation = facts.simulation
        if let failure = simulation?.failure, !listsChange {
            throw ModuleFailure(missingPackage(in: failure) ?? "apt-get would fail: \(failure)")
        }
        let wouldInstall = simulation?.installs ?? []
        // What is missing by name may be provided by another package that is installed.
        if wouldInstall.isEmpty, simulation?.failure == nil, !listsChange { return [] }
        var words = ["install"]
        switch arguments.state {
        case .fixed: words = ["--fix-broken", "install"]
        case .buildDependencies: words = ["build-dep"]
        case .present, .latest, .absent: break
        }
        if listsChange, arguments.state == .latest, wouldInstall.isEmpty,
            packages.allSatisfy(facts.isInstalled)
        {
            return [
                install(arguments, words + packages.map(\.word), "bring up to date", counts: false)
            ]
        }
        let names = packages.map(\.word).joined(separator: " ")
        return [install(arguments, words + packages.map(\.word), "install \(names)")]
    }

    /// Ansible's message for a package that is in no list.
    private static func missingPackage(in failure: String) -> String? {
        for line in lines(of: failure).compactMap(\.string) {
            if let name = suffix(of: line, after: "Unable to locate package ") {
                return "No package matching '\(name)' is available"
            }
            if let rest = suffix(of: line, after: "Package '"),
                line.hasSuffix("no installation candidate")
            {
                return "No package matching '\(rest.prefix { $0 != "'" })' is available"
            }
            if let rest = suffix(of: line, after: "Version '"), line.hasSuffix("was not found") {
                return "no available installation candidate for version \(rest)"
            }
        }
        return nil
    }

    private static func suffix(of line: String, after marker: String) -> String? {
        let words = line.hasPrefix("E: ") ? line.dropFirst(3) : line[...]
        return words.hasPrefix(marker) ? String(words.dropFirst(marker.count)) : nil
    }

    private static func removals(_ arguments: AptArguments, _ facts: AptFacts) -> [Change] {
        let there = arguments.packages.filter { package in
            facts.installed[package.name] != nil
                || arguments.isPurge
                    && facts.leftovers.contains { left in
                        left.prefix { $0 != ":" } == package.name
                    }
        }
        if there.isEmpty { return autoremoval(arguments, facts) }
        let verb = arguments.isPurge ? "purge" : "remove"
        let flags = arguments.removesUnneeded ? ["--auto-remove"] : []
        let names = there.map(\.name)
        return [
            install(arguments, flags + [verb] + names, "\(verb) \(names.joined(separator: " "))")
        ]
    }

    private static func autoremoval(_ arguments: AptArguments, _ facts: AptFacts) -> [Change] {
        guard arguments.removesUnneeded, let unneeded = facts.simulation?.removals,
            !unneeded.isEmpty
        else { return [] }
        let flags = arguments.isPurge ? ["--purge"] : []
        return [
            install(
                arguments,
                flags + ["autoremove"],
                "remove \(unneeded.joined(separator: " ")), which nothing needs"
            )
        ]
    }

    private static func install(
        _ arguments: AptArguments,
        _ words: [String],
        _ summary: String,
        counts: Bool = true
    ) -> Change {
        let command = patient(aptGet(arguments, words), arguments)
        guard let status = arguments.policyStatus,
            case .script(let script, let parameters) = command.program
        else {
            return Change(summary, requests: [.command(command)], countsAsChange: counts)
        }
        var guarded = ShellCommand.script(
            Self.withPolicy,
            [String(status), "sh", "-c", script.text, "sh"] + parameters
        )
        guarded.environment = command.environment
        return Change(summary, requests: [.command(guarded)], countsAsChange: counts)
    }

    // While it runs, `policy-rc.d` keeps packages from starting their services; one that was there
    // comes back afterwards.
    private static let withPolicy: ShellScript = """
        status=$1
        shift
        policy=/usr/sbin/policy-rc.d
        kept=
        if [ -e "$policy" ]; then
            kept=$policy.switchyard
            mv -f -- "$policy" "$kept" || exit 1
        fi
        restore() {
            rm -f -- "$policy"
            if [ -n "$kept" ]; then mv -f -- "$kept" "$policy"; fi
        }
        trap restore EXIT
        trap 'exit 129' HUP
        trap 'exit 143' TERM
        printf '#!/bin/sh\\nexit %s\\n' "$status" >"$policy" && chmod 0755 "$policy" || exit 1
        "$@"
        """
}
