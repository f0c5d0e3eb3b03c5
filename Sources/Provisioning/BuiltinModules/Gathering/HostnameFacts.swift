internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// How a target keeps its name, and what it is called.
struct HostnameFacts: Sendable, Hashable {
    /// Where the name is kept.
    enum Strategy: String, Sendable {
        /// `hostnamectl`.
        case systemd
        /// A file that holds the name alone.
        case file
        /// Such a file, and `hostname -F`.
        case alpine
        /// `hostname="NAME"` in `/etc/conf.d/hostname`.
        case openrc
        /// `HOSTNAME=NAME` in `/etc/sysconfig/network`.
        case redhat
        /// `/etc/HOSTNAME`, which holds the name alone.
        case sles

        /// The file; nil where a program keeps it.
        var path: String? {
            switch self {
            case .systemd: nil
            case .file, .alpine: "/etc/hostname"
            case .openrc: "/etc/conf.d/hostname"
            case .redhat: "/etc/sysconfig/network"
            case .sles: "/etc/HOSTNAME"
            }
        }

        /// The setting in the file; nil where the file holds the name alone.
        var setting: String? {
            switch self {
            case .systemd, .file, .alpine, .sles: nil
            case .openrc: "hostname"
            case .redhat: "HOSTNAME"
            }
        }
    }

    var strategy: Strategy
    /// The name that the kernel has.
    var running: String
    /// The name that a start of the target gives it.
    var permanent: String
    /// The name with its domain, as it will be.
    var qualified: String
    /// The text of the file.
    var text: String

    /// What asks for them; `use` names the strategy, or is empty.
    static func request(_ name: String, use: String) -> HostRequest {
        .command(.script(script, [name, use]))
    }

    init(_ reply: HostReply?) throws(ModuleFailure) {
        let result = try commandResult(reply, doing: "ask for the host's name")
        let lines = result.text.split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        guard lines.count >= 4, let strategy = Strategy(rawValue: lines[0]) else {
            throw ModuleFailure(
                "hostname module cannot be used on platform \(lines.first ?? "")"
            )
        }
        self.strategy = strategy
        running = lines[1]
        qualified = lines[2]
        text = lines[3...].joined(separator: "\n")
        permanent = trimmed(text)
        guard let setting = strategy.setting else { return }
        permanent =
            lines[3...].lazy.compactMap { Self.value(of: setting, in: $0) }.first ?? ""
    }

    private static func value(of setting: String, in line: String) -> String? {
        let line = trimmed(line)
        guard line.hasPrefix(setting + "=") else { return nil }
        return String(trimmed(line.dropFirst(setting.count + 1)).trimmingQuotes)
    }

    /// The text of the file with another name.
    func text(with name: String) -> String {
        guard let setting = strategy.setting else { return name + "\n" }
        let wanted = strategy == .openrc ? "\(setting)=\"\(name)\"" : "\(setting)=\(name)"
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last?.isEmpty == true { lines.removeLast() }
        if let index = lines.firstIndex(where: { Self.value(of: setting, in: $0) != nil }) {
            lines[index] = wanted
        } else {
            lines.append(wanted)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    // Lines with the strategy (or the platform, where there is none), the running name and the
    // qualified one; then the permanent name, or the file that holds it.
    private static let script: ShellScript = """
        name=$1
        use=$2
        if [ -z "$use" ]; then
            if command -v systemctl >/dev/null && { [ -d /run/systemd/system ] \\
                || [ -d /dev/.run/systemd ] || [ -d /dev/.systemd ]; }; then
                use=systemd
            else
                ID=
                if [ -r /etc/os-release ]; then . /etc/os-release; fi
                case $ID in
                debian | ubuntu | linuxmint | kali | parrot | raspbian | devuan | deepin | pop \\
                    | neon | void | kylin | uos | cumulus-linux | linaro) use=file ;;
                alpine) use=alpine ;;
                gentoo) use=openrc ;;
                rhel | centos | scientific | ol | amzn | virtuozzo | altlinux | cloudlinux \\
                    | anolis | alinux | eurolinux) use=redhat ;;
                sles) use=sles ;;
                *)
                    printf '%s (%s)\\n' "$(uname -s)" "$ID"
                    exit 0
                    ;;
                esac
            fi
        fi
        printf '%s\\n' "$use"
        running=$(uname -n)
        file=
        case $use in
        systemd)
            running=$(hostnamectl --transient status) || exit
            permanent=$(hostnamectl --static status) || exit
            ;;
        alpine) file=/etc/hostname ;;
        file)
            file=/etc/hostname
            name=$running
            ;;
        openrc)
            file=/etc/conf.d/hostname
            name=$running
            ;;
        redhat)
            file=/etc/sysconfig/network
            name=$running
            ;;
        sles)
            file=/etc/HOSTNAME
            name=$running
            ;;
        esac
        printf '%s\\n' "$running"
        full=$name
        set -- $(getent hosts "$name" 2>/dev/null)
        if [ $# -gt 1 ]; then
            set -- $(getent hosts "$1" 2>/dev/null)
            if [ $# -gt 1 ]; then
                shift
                full=$1
                for one do
                    case $one in *.*)
                        full=$one
                        break
                        ;;
                    esac
                done
            fi
        fi
        printf '%s\\n' "$full"
        if [ -n "$file" ]; then
            if [ -f "$file" ]; then cat -- "$file"; fi
        else
            printf '%s\\n' "$permanent"
        fi
        """
}

extension StringProtocol where SubSequence == Substring {
    /// The text without quotes around it.
    fileprivate var trimmingQuotes: Substring {
        var text = self[...]
        while text.first == "\"" { text.removeFirst() }
        while text.last == "\"" { text.removeLast() }
        return text
    }
}
