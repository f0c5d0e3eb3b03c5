internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What dpkg and apt know of the packages that a task names.
struct AptFacts: Sendable {
    /// The installed version of each package.
    var installed: [String: String] = [:]
    /// Packages whose configuration files are left.
    var leftovers: Set<String> = []
    /// When the lists were read last, in seconds since 1970.
    var cacheTime = 0
    /// The target's clock.
    var now = 0
    /// Package and version of the file to install.
    var debPackage = ""
    var debVersion = ""
    /// What `apt-get` would do; nil when it was not asked.
    var simulation: AptSimulation?

    /// Whether the lists are older than they may be.
    func needsUpdate(_ arguments: AptArguments) -> Bool {
        arguments.updatesCache && now - cacheTime > arguments.cacheValidSeconds
            || arguments.updatesCache && arguments.cacheValidSeconds == 0
    }

    /// Whether a package is there in the wanted version.
    func isInstalled(_ package: AptArguments.Package) -> Bool {
        guard let version = installed[package.name] else { return false }
        guard let wanted = package.version else { return true }
        return matches(version, pattern: wanted)
    }

    /// Reads what the script printed.
    init(_ text: String) {
        for line in lines(of: text).compactMap(\.string) {
            let words = line.split(separator: " ").map(String.init)
            switch words.first {
            case "package" where words.count == 4 && words[2] == "installed":
                note(words[1], words[3])
            case "package" where words.count == 4 && words[2] == "config-files":
                leftovers.insert(words[1])
            case "cache" where words.count == 3:
                cacheTime = Int(words[1]) ?? 0
                now = Int(words[2]) ?? 0
            case "deb" where words.count == 3:
                (debPackage, debVersion) = (words[1], words[2])
            default: break
            }
        }
    }

    /// A package is known with and without its architecture.
    private mutating func note(_ name: String, _ version: String) {
        installed[name] = version
        let bare = String(name.prefix { $0 != ":" })
        if installed[bare] == nil { installed[bare] = version }
    }

    // `package NAME:ARCHITECTURE STATUS VERSION`, `cache READ NOW`, `deb PACKAGE VERSION`.
    static let script: ShellScript = """
        deb=$1
        shift
        stamp=/var/lib/apt/periodic/update-success-stamp
        lists=/var/lib/apt/lists
        time=$(stat -c %Y "$stamp" 2>/dev/null || stat -c %Y "$lists" 2>/dev/null || echo 0)
        if [ -z "$(ls "$lists" 2>/dev/null | grep -m 1 _Packages)" ]; then time=0; fi
        printf 'cache %s %s\\n' "$time" "$(date +%s)"
        if [ -n "$deb" ]; then
            printf 'deb %s\\n' "$(dpkg-deb -W --showformat '${Package} ${Version}' "$deb")"
            set -- "$(dpkg-deb -f "$deb" Package)"
        fi
        [ $# -gt 0 ] || exit 0
        dpkg-query -W -f 'package ${Package}:${Architecture} ${db:Status-Status} ${Version}\\n' \\
            -- "$@" 2>/dev/null
        exit 0
        """
}

/// Whether a version fits a wanted one, in which `*` stands for anything.
private func matches(_ version: String, pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return version == pattern }
    var rest = Substring(version)
    for (index, part) in parts.enumerated() {
        if index == parts.count - 1 { return rest.hasSuffix(part) }
        if index == 0 {
            guard rest.hasPrefix(part) else { return false }
            rest = rest.dropFirst(part.count)
        } else {
            guard let found = firstRange(of: part, in: rest) else { return false }
            rest = rest[found...].dropFirst(part.count)
        }
    }
    return false
}

private func firstRange(of part: Substring, in text: Substring) -> Substring.Index? {
    var start = text.startIndex
    while true {
        if text[start...].hasPrefix(part) { return start }
        guard start < text.endIndex else { return nil }
        start = text.index(after: start)
    }
}

/// What `apt-get --simulate` says it would do.
struct AptSimulation: Sendable {
    /// Packages that would be installed or replaced by another version.
    var installs: [String] = []
    /// Packages that would be removed.
    var removals: [String] = []
    /// Why it would do nothing.
    var failure: String?

    init(_ result: CommandResult) {
        for line in lines(of: result.text).compactMap(\.string) {
            let words = line.split(separator: " ", maxSplits: 2).map(String.init)
            guard words.count > 1 else { continue }
            if words[0] == "Inst" { installs.append(words[1]) }
            if words[0] == "Remv" || words[0] == "Purg" { removals.append(words[1]) }
        }
        if !result.isSuccess {
            let words = trimmed(result.errorText)
            failure = words.isEmpty ? "apt-get exited with \(result.exitStatus)" : words
        }
    }
}
