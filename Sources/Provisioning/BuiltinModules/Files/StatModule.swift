internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `stat`: what is known of a path.
enum StatModule: TaskModule {
    struct Arguments: Sendable {
        var path: String
        var followsLinks: Bool
        var wantsChecksum: Bool
        var algorithm: String
        var wantsMime: Bool
    }

    struct Facts: Sendable {
        var state: FileState
        /// The checksum by the wanted algorithm.
        var checksum: String?
        /// Whether the session may read, write and execute it.
        var access: String
        /// The type and the encoding, as `file` tells them.
        var mime: [String]
    }

    static let description = ModuleDescription(
        name: "stat",
        arguments: ArgumentTable([
            ArgumentSpecification("path", .path, aliases: ["dest", "name"], isRequired: true),
            ArgumentSpecification("follow", .bool, defaultValue: false),
            ArgumentSpecification("get_checksum", .bool, defaultValue: true),
            ArgumentSpecification(
                "checksum_algorithm",
                aliases: ["checksum", "checksum_algo"],
                defaultValue: "sha1",
                choices: ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]
            ),
            ArgumentSpecification(
                "get_mime",
                .bool,
                aliases: ["mime", "mime_type", "mime-type"],
                defaultValue: true
            ),
        ])
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        Arguments(
            path: arguments.string("path"),
            followsLinks: arguments.bool("follow"),
            wantsChecksum: arguments.bool("get_checksum"),
            algorithm: arguments.string("checksum_algorithm"),
            wantsMime: arguments.bool("get_mime")
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        var look = FileLook(paths: [arguments.path])
        look.followsLinks = arguments.followsLinks
        let more = HostRequest.command(
            .script(
                further,
                [
                    arguments.path,
                    arguments.wantsChecksum ? arguments.algorithm + "sum" : "",
                    arguments.wantsMime ? "mime" : "",
                    arguments.followsLinks ? "follow" : "",
                ]
            )
        )
        return .facts(from: [look.request, more]) { [look] (replies) throws(ModuleFailure) in
            let state = try look.state(replies.first)
            let result = try commandResult(replies.last, doing: "look at \(arguments.path)")
            var values: [String: String] = [:]
            for line in lines(of: result.text).compactMap(\.string) {
                let parts = line.split(separator: " ", maxSplits: 1)
                values[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
            }
            return Facts(
                state: state,
                checksum: values["checksum"],
                access: values["access"] ?? "",
                mime: (values["mime"] ?? "").split(separator: ";").map { trimmed($0) }
            )
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        Plan(result: ["stat": .map(StatKeys.values(facts, path: arguments.path))])
    }

    private static let further: ShellScript = """
        [ -e "$1" ] || [ -L "$1" ] || exit 0
        access=
        if [ -r "$1" ]; then access=r$access; fi
        if [ -w "$1" ]; then access=w$access; fi
        if [ -x "$1" ]; then access=x$access; fi
        printf 'access %s\\n' "$access"
        if [ -n "$2" ] && [ -f "$1" ] && [ -r "$1" ]; then
            if [ -n "$4" ] || ! [ -L "$1" ]; then
                sum=$("$2" <"$1") && printf 'checksum %s\\n' "${sum%% *}"
            fi
        fi
        if [ -n "$3" ] && command -v file >/dev/null 2>&1; then
            printf 'mime %s\\n' "$(file --mime-type --mime-encoding --brief -- "$1" 2>/dev/null)"
        fi
        exit 0
        """
}
