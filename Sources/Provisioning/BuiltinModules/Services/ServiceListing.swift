internal import DocumentValues
internal import HostConnections

/// What the service managers of a target list: init scripts, then OpenRC, then systemd.
///
/// Of a name that several know, the last one's word counts.
struct ServiceListing: Sendable {
    /// The services by name, as the fact holds them.
    private(set) var services: ValueMap = [:]
    /// Units that systemd knows only from their files, and what is said of them there.
    private(set) var unseenUnits: [String] = []

    private static let badStates = ["not-found", "masked", "failed"]

    /// Reads what the script printed.
    init(_ text: String) {
        var section = Substring()
        var runlevels: [String: Value] = [:]
        for line in text.split(separator: "\n") {
            if line.first == "\u{1E}" {
                section = line.dropFirst()
                continue
            }
            switch section {
            case "sysv": takeInitScript(line)
            case "runlevels":
                let parts = line.split(separator: "|", omittingEmptySubsequences: false)
                guard parts.count > 1 else { continue }
                let words = parts[1].split { $0.isWhitespace }
                runlevels[trimmed(parts[0])] =
                    words.isEmpty ? .null : .list(words.map { .string(String($0)) })
            case "openrc": takeOpenRC(line, runlevels)
            case "units": takeUnit(line)
            case "files": takeUnitFile(line)
            default: continue
            }
        }
    }

    /// Puts in what systemd says of units that it had not listed.
    mutating func take(states text: String, of units: [String]) {
        let states = lines(of: text).compactMap(\.string)
        for (unit, state) in zip(units, states) where !state.isEmpty {
            guard var known = services[unit]?.map else { continue }
            known["state"] = .string(state)
            services[unit] = .map(known)
        }
    }

    private mutating func set(_ name: String, _ source: Value, _ more: ValueMap) {
        let named: ValueMap = ["name": .string(name)]
        services[name] = .map(named.merging(more).merging(["source": source]))
    }

    private mutating func takeInitScript(_ line: Substring) {
        let words = line.split(maxSplits: 3) { $0.isWhitespace }
        guard words.count == 4, words[0] == "[", words[2] == "]", ["+", "-"].contains(words[1])
        else { return }
        let state: Value = words[1] == "+" ? "running" : "stopped"
        set(trimmed(words[3]), "sysv", ["state": state])
    }

    private mutating func takeOpenRC(_ line: Substring, _ runlevels: [String: Value]) {
        guard line.first == " " else { return }
        let words = line.filter { $0 != "[" && $0 != "]" }.split { $0.isWhitespace }
        guard words.count > 1 else { return }
        let name = String(words[0])
        set(
            name,
            "openrc",
            ["runlevels": runlevels[name] ?? .null, "state": .string(String(words[1]))]
        )
    }

    // The fields are unit, load, active, sub and the words of the description.
    private mutating func takeUnit(_ line: Substring) {
        let fields = line.split { $0.isWhitespace }
        guard line.contains(".service"), fields.count > 3 else { return }
        let bad = Self.badStates.first { fields.dropLast().contains(Substring($0)) }
        set(
            String(fields[0]),
            "systemd",
            [
                "state": fields[3] == "running" ? "running" : "stopped",
                "status": .string(bad ?? String(fields[2])),
            ]
        )
    }

    private mutating func takeUnitFile(_ line: Substring) {
        let fields = line.split { $0.isWhitespace }
        guard line.contains(".service"), fields.count > 1 else { return }
        let (name, status) = (String(fields[0]), String(fields[1]))
        if var known = services[name]?.map, known["source"] == "systemd" {
            if !Self.badStates.contains(known["status"]?.string ?? "") {
                known["status"] = .string(status)
                services[name] = .map(known)
            }
            return
        }
        set(name, "systemd", ["state": "unknown", "status": .string(status)])
        unseenUnits.append(name)
    }

    static let script: ShellScript = """
        # the services
        LC_ALL=C
        export LC_ALL
        has() { command -v "$1" >/dev/null 2>&1; }
        if has service && ! has chkconfig && ! has rc-status; then
          printf '\\036sysv\\n'
          service --status-all 2>/dev/null
        fi
        if has rc-status && has rc-update; then
          printf '\\036runlevels\\n'
          rc-update show -v 2>&1
          printf '\\036openrc\\n'
          rc-status -a -s -m 2>&1
        fi
        has systemctl || exit 0
        if [ -d /run/systemd/system ] || [ "$(cat /proc/1/comm 2>/dev/null)" = systemd ]; then
          printf '\\036units\\n'
          systemctl list-units --no-pager --no-legend --type service --all --plain
          printf '\\036files\\n'
          systemctl list-unit-files --no-pager --no-legend --type service --all
        fi
        exit 0
        """

    // One line a unit; templates are no units, and nothing is known of them.
    static let states: ShellScript = """
        for unit do
          case $unit in
          *@.service) echo ;;
          *)
            state=$(systemctl show "$unit" --property=ActiveState 2>/dev/null) || state=
            printf '%s\\n' "${state#ActiveState=}"
            ;;
          esac
        done
        """
}
