internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// What the target knows of a user.
struct UserFacts: Sendable, Hashable {
    /// The entry of the user; nil when there is none.
    var entry: Entry?
    /// The hash of the password, when the session may read it.
    var passwordHash: String?
    /// The names of the user's primary group and of all the others.
    var primaryGroup = ""
    var groups: Set<String> = []
    /// Whether there is a group of the user's name.
    var hasGroup = false
    /// Whether the home directory is there.
    var hasHome = false

    /// The fields of `/etc/passwd`.
    struct Entry: Sendable, Hashable {
        var uid: Int
        var gid: Int
        var comment: String
        var home: String
        var shell: String
    }

    init() {}

    /// Reads what the script printed.
    init(_ text: String) {
        for line in lines(of: text).compactMap(\.string) {
            let word = line.prefix { $0 != " " }
            let rest = String(line.dropFirst(word.count + 1))
            switch word {
            case "passwd":
                let fields = rest.split(separator: ":", omittingEmptySubsequences: false)
                    .map(String.init)
                guard fields.count >= 7, let uid = Int(fields[2]), let gid = Int(fields[3]) else {
                    continue
                }
                entry = Entry(
                    uid: uid,
                    gid: gid,
                    comment: fields[4],
                    home: fields[5],
                    shell: fields[6]
                )
            case "shadow":
                let fields = rest.split(separator: ":", omittingEmptySubsequences: false)
                if fields.count > 1 { passwordHash = String(fields[1]) }
            case "primary": primaryGroup = rest
            case "groups": groups = Set(rest.split(separator: " ").map(String.init))
            case "home": hasHome = true
            case "group": hasGroup = true
            default: break
            }
        }
        groups.remove(primaryGroup)
    }

    static func request(_ name: String) -> HostRequest { .command(.script(script, [name])) }

    private static let script: ShellScript = """
        if getent group -- "$1" >/dev/null; then echo group; fi
        entry=$(getent passwd -- "$1") || exit 0
        printf 'passwd %s\\n' "$entry"
        printf 'primary %s\\n' "$(id -gn -- "$1")"
        printf 'groups %s\\n' "$(id -Gn -- "$1")"
        shadow=$(getent shadow -- "$1" 2>/dev/null) && printf 'shadow %s\\n' "$shadow"
        rest=${entry%:*}
        if [ -d "${rest##*:}" ]; then echo home; fi
        exit 0
        """
}
