internal import DocumentValues
internal import HostConnections

/// What the package managers of a target have installed.
struct PackageListing: Sendable {
    /// For each name a list of what is installed of it, as the fact holds it.
    private(set) var packages: ValueMap = [:]
    /// Whether any of the managers is there.
    private(set) var foundManager = false

    /// Reads what the script printed.
    init(_ text: String) {
        var manager = Substring()
        var entries: [Substring] = []
        for line in text.split(separator: "\n") + [Substring("\u{1E}")] {
            guard line.first == "\u{1E}" else {
                entries.append(line)
                continue
            }
            if !manager.isEmpty { take(entries, of: String(manager)) }
            entries = []
            manager = line.dropFirst()
        }
    }

    private mutating func take(_ entries: [Substring], of manager: String) {
        foundManager = true
        let listed: [ValueMap] =
            switch manager {
            case "apt": Self.apt(entries)
            case "rpm": entries.compactMap(Self.rpm)
            case "apk": entries.map(Self.apk)
            default: Self.pacman(entries)
            }
        var own: ValueMap = [:]
        for var package in listed {
            package["source"] = .string(manager)
            let name = package["name"]?.string ?? ""
            own[name] = .list((own[name]?.list ?? []) + [.map(package)])
        }
        // As in Ansible, of a name that two managers have, the later one's packages count.
        packages.merge(own)
    }

    /// Lines of `dpkg-query` behind the target's own architecture, then the sources by package.
    private static func apt(_ entries: [Substring]) -> [ValueMap] {
        guard let native = entries.first else { return [] }
        var origins = AptOrigins()
        for entry in entries.dropFirst() where entry.first != "\t" { origins.take(entry) }
        return entries.dropFirst().compactMap { entry in
            let fields = entry.split(separator: "\t", omittingEmptySubsequences: false)
                .dropFirst().map(String.init)
            guard entry.first == "\t", fields.count == 5 else { return nil }
            guard !["not-installed", "config-files"].contains(fields[0]) else { return nil }
            let isNative = fields[3] == native || fields[3] == "all"
            let name = isNative ? fields[1] : "\(fields[1]):\(fields[3])"
            return [
                "name": .string(name), "version": .string(fields[2]), "arch": .string(fields[3]),
                "category": .string(fields[4]),
                "origin": .string(origins.origin(of: name)),
            ]
        }
    }

    private static func rpm(_ entry: Substring) -> ValueMap? {
        let fields = entry.split(separator: "\t", omittingEmptySubsequences: false)
            .map(String.init)
        guard fields.count == 5 else { return nil }
        func value(_ text: String) -> Value { text == "(none)" ? .null : .string(text) }
        return [
            "name": .string(fields[0]), "version": value(fields[1]), "release": value(fields[2]),
            "epoch": Int(fields[3]).map { .integer($0) } ?? .null, "arch": value(fields[4]),
        ]
    }

    private static func apk(_ entry: Substring) -> ValueMap {
        let parts = entry.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 2 else {
            return ["name": .string(String(entry)), "version": "", "release": ""]
        }
        return [
            "name": .string(parts.dropLast(2).joined(separator: "-")),
            "version": .string(String(parts[parts.count - 2])),
            "release": .string(String(parts[parts.count - 1])),
        ]
    }

    /// What `pacman -Qi` says: details of packages, each with its name first.
    private static func pacman(_ entries: [Substring]) -> [ValueMap] {
        var packages: [[String: String]] = []
        var detail = ""
        for entry in entries {
            guard entry.first?.isWhitespace == false, let colon = entry.firstRange(of: " : ") else {
                if let last = packages.indices.last {
                    packages[last][detail, default: ""] += "  " + trimmed(entry)
                }
                continue
            }
            detail = trimmed(entry[..<colon.lowerBound])
            if detail == "Name" { packages.append([:]) }
            if let last = packages.indices.last {
                packages[last][detail] = trimmed(entry[colon.upperBound...])
            }
        }
        return packages.map { details in
            let provided = details["Provides"] ?? "None"
            let names = provided.split(separator: "  ").map { $0.prefix { $0 != "=" } }
            return [
                "name": .string(details["Name"] ?? ""),
                "version": .string(details["Version"] ?? ""),
                "arch": .string(details["Architecture"] ?? ""),
                "provides": provided == "None" ? .null : .list(names.map { .string(String($0)) }),
            ]
        }
    }

    // Behind `RS manager`, lines of fields between tabs. Those of apt start with a tab, after the
    // architecture of the target and among what `apt-cache policy` says about where packages come
    // from.
    static let script: ShellScript = """
        # the packages
        LC_ALL=C
        export LC_ALL
        has() { command -v "$1" >/dev/null 2>&1; }
        strategy=$1
        shift
        for manager do
          case $manager in
          apt)
            has dpkg-query && has apt-get || continue
            printf '\\036apt\\n'
            dpkg --print-architecture || exit 1
            form='\\t${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\t${Section}\\n'
            dpkg-query -W -f "$form" || exit 1
            apt-cache policy 2>/dev/null
            dpkg-query -W -f '${binary:Package}\\n' | xargs apt-cache policy 2>/dev/null
            ;;
          rpm)
            has rpm || continue
            printf '\\036rpm\\n'
            rpm -qa --qf '%{NAME}\\t%{VERSION}\\t%{RELEASE}\\t%{EPOCH}\\t%{ARCH}\\n' || exit 1
            ;;
          apk)
            has apk || continue
            printf '\\036apk\\n'
            apk info -v 2>/dev/null || exit 1
            ;;
          pacman)
            has pacman || continue
            printf '\\036pacman\\n'
            pacman -Qi || exit 1
            ;;
          esac
          [ "$strategy" = all ] || break
        done
        exit 0
        """
}
