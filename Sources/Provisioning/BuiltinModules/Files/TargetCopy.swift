internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// A copy of something that is on the target already: `remote_src`.
struct TargetCopy: Sendable {
    var source: String
    var destination: String
    var attributes: FileAttributes
    var directoryMode: FileMode?
    var replacesExisting: Bool
    var keepsBackup: Bool
    var validate: [String]?
    /// As that of a ``FilePlacement``.
    var foreseesDirectory = false

    init(
        source: String,
        destination: String,
        attributes: FileAttributes,
        directoryMode: FileMode?,
        arguments: ArgumentReader
    ) throws(ModuleFailure) {
        self.source = source
        self.destination = destination
        self.attributes = attributes
        self.directoryMode = directoryMode
        replacesExisting = arguments.bool("force")
        keepsBackup = arguments.bool("backup")
        validate = try validationCommand(arguments.optionalString("validate"))
        for name in ["checksum"] where arguments[name] != nil {
            throw ModuleFailure("'\(name)' is for files of the controller, not with remote_src")
        }
    }

    private var bareSource: String { TargetPath.withoutFinalSlashes(source) }

    private var bareDestination: String { TargetPath.withoutFinalSlashes(destination) }

    private var inside: String {
        TargetPath.join(bareDestination, TargetPath.baseName(bareSource))
    }

    /// A look at both ends, and a comparison of the trees where both are directories.
    var probe: Probe<TargetCopyFacts> {
        var look = FileLook(
            paths: [
                bareSource, bareDestination, inside, TargetPath.directory(bareDestination),
            ]
        )
        look.followsLinks = true
        look.wantsChecksum = true
        let compare = HostRequest.command(
            .script(
                Self.comparison,
                [bareSource, source.hasSuffix("/") ? bareDestination : inside]
            )
        )
        return .facts(from: [look.request, compare]) { [look] (replies) throws(ModuleFailure) in
            let states = try look.states(replies.first)
            let compared = try commandResult(replies.last, doing: "compare directories")
            return TargetCopyFacts(
                source: states[0],
                destination: states[1],
                inside: states[2],
                parent: states[3],
                differingFiles: lines(of: compared.text).compactMap(\.string)
            )
        }
    }

    // Prints the relative paths of directories and files of `$1` that `$2` lacks or holds
    // differently; nothing when `$1` is no directory.
    private static let comparison: ShellScript = """
        [ -d "$1" ] || exit 0
        cd -- "$1" || exit 1
        find . ! -path . | while IFS= read -r name; do
            if [ -d "$name" ]; then
                [ -d "$2/$name" ] || printf '%s\\n' "${name#./}"
            else
                cmp -s -- "$name" "$2/$name" || printf '%s\\n' "${name#./}"
            fi
        done
        """
}

/// What is at both ends of a copy on the target.
struct TargetCopyFacts: Sendable, Hashable {
    var source: FileState
    var destination: FileState
    /// The source's name in the destination.
    var inside: FileState
    /// The directory that holds the destination.
    var parent: FileState
    /// What of a source directory the destination lacks or holds differently.
    var differingFiles: [String]
}

extension TargetCopy {
    /// The changes that bring the copy in place.
    func plan(_ facts: TargetCopyFacts) throws(ModuleFailure) -> Plan {
        guard facts.source.exists else { throw ModuleFailure("Source \(source) not found") }
        var plan = facts.source.isDirectory ? try treePlan(facts) : try filePlan(facts)
        plan.result["src"] = .string(source)
        return plan
    }

    private func filePlan(_ facts: TargetCopyFacts) throws(ModuleFailure) -> Plan {
        let goesInside = facts.destination.isDirectory || destination.hasSuffix("/")
        let state = goesInside ? facts.inside : facts.destination
        var plan = Plan(result: ["dest": .string(state.path)])
        if let sum = facts.source.sha1 { plan.result["checksum"] = .string(sum) }
        var wanted = attributes
        if wanted.mode == .preserve { wanted.mode = facts.source.status.map { .absolute($0.mode) } }
        let isSame = state.sha1 != nil && state.sha1 == facts.source.sha1
        if isSame || (state.exists && !replacesExisting) {
            plan.result.merge(state.resultValues)
            guard isSame else { return plan }
            plan.changes = wanted.changes(of: state, followsLinks: true)
            completeAfterChanges(&plan, path: state.path)
            return plan
        }
        if goesInside, !facts.destination.exists {
            plan.changes.append(
                Change(
                    "make the directory \(facts.destination.path)",
                    requests: [
                        .command(.arguments(["mkdir", "-p", "--", facts.destination.path]))
                    ]
                )
            )
        } else if !goesInside, !facts.parent.isDirectory,
            facts.parent.exists || !foreseesDirectory
        {
            throw ModuleFailure("Destination directory \(facts.parent.path) does not exist")
        }
        let bits =
            state.exists ? wanted.newBits(for: state) : wanted.bitsOfNewFile(umask: state.umask)
        var parameters = [bareSource, state.path, wanted.owner ?? "", wanted.group ?? ""]
        parameters.append(bits.map(octalMode) ?? "")
        let backup = keepsBackup && state.exists ? FileBackup(of: state.path).path : ""
        parameters.append(backup)
        if !backup.isEmpty { plan.result["backup_file"] = .string(backup) }
        parameters += (validate ?? []).map { $0 }
        let verb = state.exists ? "change the content of" : "create"
        plan.changes.append(
            Change(
                "\(verb) \(state.path) from \(source)",
                requests: [.command(.script(Self.fileCopy, parameters))]
            )
        )
        completeAfterChanges(&plan, path: state.path)
        return plan
    }

    private func treePlan(_ facts: TargetCopyFacts) throws(ModuleFailure) -> Plan {
        let root = source.hasSuffix("/") ? bareDestination : inside
        var plan = Plan(result: ["dest": .string(root)])
        let state = source.hasSuffix("/") ? facts.destination : facts.inside
        if state.exists, !state.isDirectory { throw ModuleFailure("\(root) is no directory") }
        if attributes.mode != nil || attributes.owner != nil || attributes.group != nil
            || directoryMode != nil
        {
            throw ModuleFailure(
                "mode, owner and group do not work on a directory with remote_src; "
                    + "set them by a task of 'file' with recurse"
            )
        }
        if facts.differingFiles.isEmpty, state.exists { return plan }
        let count = facts.differingFiles.count
        plan.changes = [
            Change(
                "copy \(count) entries of \(bareSource) to \(root)",
                requests: [.command(.script(Self.treeCopy, [bareSource, root]))]
            )
        ]
        completeAfterChanges(&plan, path: root)
        return plan
    }

    // The copy is made beside the destination, gets its attributes, is validated, and takes the
    // destination's place.
    private static let fileCopy: ShellScript =
        TemporaryFiles.making
            + """
            source=$1 destination=$2 owner=$3 group=$4 mode=$5 backup=$6
            shift 6
            temporary=$(sy_temporary "${destination%/*}/") || exit 1
            trap 'rm -f -- "$temporary"' EXIT
            if [ -e "$destination" ]; then
                cp --attributes-only --preserve=mode,xattr -- "$destination" "$temporary" \\
                    2>/dev/null || :
                chmod 0600 "$temporary" || exit 1
            fi
            cat -- "$source" >"$temporary" || exit 1
            if [ -e "$destination" ]; then
                old=$(stat -L -c '%u:%g %a' -- "$destination") || exit 1
                chown -- "${old% *}" "$temporary" || exit 1
                chmod -- "${old#* }" "$temporary" || exit 1
            else
                chmod -- "$(printf '%o' $((0666 & ~$(umask))))" "$temporary" || exit 1
            fi
            if [ -n "$owner" ]; then chown -- "$owner" "$temporary" || exit 1; fi
            if [ -n "$group" ]; then chgrp -- "$group" "$temporary" || exit 1; fi
            if [ -n "$mode" ]; then chmod -- "$mode" "$temporary" || exit 1; fi
            if [ $# -gt 0 ]; then
                count=$#
                while [ "$count" -gt 0 ]; do
                    word=$1
                    shift
                    case $word in
                    *%s*) word=${word%%%s*}$temporary${word#*%s} ;;
                    esac
                    set -- "$@" "$word"
                    count=$((count - 1))
                done
                "$@" || exit 1
            fi
            if [ -n "$backup" ]; then cp -p -- "$destination" "$backup" || exit 1; fi
            mv -f -- "$temporary" "$destination"
            """

    private static let treeCopy: ShellScript = """
        mkdir -p -- "$2" && cp -R -P -p -- "$1/." "$2/"
        """
}
