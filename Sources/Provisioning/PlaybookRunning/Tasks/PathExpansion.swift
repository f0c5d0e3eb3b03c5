internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `~`, `~user`, `$NAME` and `${NAME}` in the paths of a module's arguments, as the target has
/// them: of the user that the task acts as, and with the task's environment.
struct PathExpansion {
    /// The arguments that are paths of the target and hold something to expand.
    private let names: [String]
    /// What the target is asked for: names of variables, and homes after a `~`.
    private let words: [String]
    private let arguments: ValueMap

    /// Finds what there is to expand; nil when there is nothing.
    init?(_ arguments: ValueMap, of table: ArgumentTable) {
        // `copy` is what `unarchive` had before `remote_src`.
        let isRemote = arguments["remote_src"] == true || arguments["copy"] == false
        self.arguments = arguments
        names = table.arguments.compactMap { specification in
            let isOfTarget =
                specification.kind == .path || (isRemote && specification.kind == .controllerPath)
            guard isOfTarget, let text = arguments[specification.name]?.string,
                !Self.words(in: text).isEmpty
            else { return nil }
            return specification.name
        }
        if names.isEmpty { return nil }
        let all = names.flatMap { Self.words(in: arguments[$0]?.string ?? "") }
        words = Array(Set(all)).sorted()
    }

    /// What asks the target.
    var request: HostRequest { .command(.script(Self.script, words)) }

    /// The arguments with what the target has; what it lacks stays as it is written.
    func expanded(_ reply: HostReply?) -> ValueMap {
        guard let output = reply?.command?.output else { return arguments }
        let parts = output.split(separator: 0, omittingEmptySubsequences: false)
        var known: [String: String] = [:]
        for (word, part) in zip(words, parts) where part.first == UInt8(ascii: "=") {
            known[word] = String(decoding: part.dropFirst(), as: UTF8.self)
        }
        var result = arguments
        for name in names {
            let text = arguments[name]?.string ?? ""
            result[name] = .string(Self.replaced(text, known))
        }
        return result
    }

    // For each word `=` and its value, or nothing, then a zero.
    private static let script: ShellScript = """
        for word do
            case $word in
            '~')
                if [ -n "${HOME-}" ]; then
                    printf '=%s' "$HOME"
                else
                    entry=$(getent passwd "$(id -u)") && entry=${entry%:*} && printf '=%s' "${entry##*:}"
                fi
                ;;
            '~'*)
                entry=$(getent passwd "${word#?}") && entry=${entry%:*} && printf '=%s' "${entry##*:}"
                ;;
            *)
                if value=$(printenv "$word"); then printf '=%s' "$value"; fi
                ;;
            esac
            printf '\\0'
        done
        exit 0
        """

    /// The parts of a text: what stays, and words that are asked for.
    private static func parts(of text: String) -> [(text: Substring, word: String?)] {
        var parts: [(Substring, String?)] = []
        var rest = text[...]
        if rest.first == "~" {
            let home = rest.prefix { $0 != "/" }
            parts.append((home, String(home)))
            rest = rest.dropFirst(home.count)
        }
        while let dollar = rest.firstIndex(of: "$") {
            if dollar > rest.startIndex { parts.append((rest[..<dollar], nil)) }
            let after = rest[rest.index(after: dollar)...]
            let isBraced = after.first == "{"
            let name = after.dropFirst(isBraced ? 1 : 0).prefix(while: Self.isOfName)
            let end = name.endIndex
            let isClosed = !isBraced || (end < rest.endIndex && rest[end] == "}")
            if name.isEmpty || !isClosed {
                parts.append((rest[dollar..<after.startIndex], nil))
                rest = after
            } else {
                let next = isBraced ? rest.index(after: end) : end
                parts.append((rest[dollar..<next], String(name)))
                rest = rest[next...]
            }
        }
        if !rest.isEmpty { parts.append((rest, nil)) }
        return parts
    }

    private static func isOfName(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }

    private static func words(in text: String) -> [String] { parts(of: text).compactMap(\.word) }

    private static func replaced(_ text: String, _ known: [String: String]) -> String {
        parts(of: text).map { part in part.word.flatMap { known[$0] } ?? String(part.text) }
            .joined()
    }
}
