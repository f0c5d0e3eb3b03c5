internal import ProxyConfiguration
internal import ProxyDataPlane
internal import Samples

/// Commands about the patterns of maps and ACLs.
///
/// Workers find the patterns of the moment with one load, so a change holds for every match that begins
/// after the answer.
enum PatternCommands {
    static let all: [ControlCommand] =
        kinds.flatMap { kind in
            let (word, title) = (kind.word, kind.title)
            return [
                ControlCommand(
                    "show \(word)",
                    usage: "show \(word) [[@<ver>] <\(word)>]",
                    "report available \(word)s or dump their contents",
                    machine: { show($0, kind) }
                ),
                ControlCommand(
                    "get \(word)",
                    usage: "get \(word) <\(word)> <value>",
                    "report what a \(word) finds for a value",
                    { get($0, kind) }
                ),
                ControlCommand(
                    "add \(word)",
                    usage: kind.isMap
                        ? "add map [@<ver>] <map> <key> <val>" : "add acl [@<ver>] <acl> <pattern>",
                    "add an entry to \(title), or the lines of a payload",
                    level: .admin,
                    { PatternAddition($0, kind).run() }
                ),
                ControlCommand(
                    "del \(word)",
                    usage: "del \(word) <\(word)> [<key>|#<ref>]",
                    "delete an entry from \(title)",
                    level: .admin,
                    { delete($0, kind) }
                ),
                ControlCommand(
                    "clear \(word)",
                    usage: "clear \(word) [@<ver>] <\(word)>",
                    "clear the contents of \(title)",
                    level: .admin,
                    { clear($0, kind) }
                ),
                ControlCommand(
                    "prepare \(word)",
                    usage: "prepare \(word) <\(word)>",
                    "prepare a new version for \(title)",
                    level: .admin,
                    { call in
                        switch kind.list(call.argument(0), call) {
                        case .failed(let sentence): sentence
                        case .found(let list): "New version created: \(list.prepare())\n"
                        }
                    }
                ),
                ControlCommand(
                    "commit \(word)",
                    usage: "commit \(word) @<ver> <\(word)>",
                    "commit \(title) at this version",
                    level: .admin,
                    { commit($0, kind) }
                ),
            ]
        } + [
            ControlCommand(
                "set map",
                usage: "set map <map> [<key>|#<ref>] <value>",
                "modify a map entry",
                level: .admin,
                setValue
            )
        ]

    private static let kinds = [PatternKind(isMap: true), PatternKind(isMap: false)]

    private static func show(_ call: ControlCall, _ kind: PatternKind) -> any CommandMachine {
        var arguments = call.arguments[...]
        guard !arguments.isEmpty else {
            let lists = call.runtime.generation.configuration.patterns.lists
                .filter { $0.isMap == kind.isMap }
            return AnswerParts(lists.count + 1) { index in
                index == 0 ? "# id (file) description\n" : line(of: lists[index - 1])
            }
        }
        let version = PatternKind.version(&arguments)
        switch kind.list(arguments.first, call) {
        case .failed(let sentence): return WholeAnswer(sentence)
        case .found(let list):
            let patterns = list.numbered(version: version)
            let part = 500
            return AnswerParts((patterns.count + part - 1) / part) { index in
                patterns[(index * part)..<min(patterns.count, (index + 1) * part)]
                    .reduce(into: "") { text, pattern in
                        text += "0x\(String(pattern.number, radix: 16)) \(pattern.entry.key)"
                        if let value = pattern.entry.value { text += " \(value)" }
                        text += "\n"
                    }
            }
        }
    }

    private static func line(of list: PatternList) -> String {
        let versions = list.versions
        return "\(list.id) (\(list.file ?? "")) \(list.title). curr_ver=\(versions.current) "
            + "next_ver=\(versions.next) entry_cnt=\(list.numbered().count)\n"
    }

    private static func get(_ call: ControlCall, _ kind: PatternKind) -> ControlAnswer {
        guard call.rawArguments.count > 1 else {
            return "Missing \(kind.title) identifier and/or key.\n"
        }
        switch kind.list(call.argument(0), call) {
        case .failed(let sentence): return sentence
        case .found(let list):
            let found = list.lookUp(call.rawArguments[1])
            return found.reduce(into: "") { $0 += describe($1, kind) }
        }
    }

    private static func describe(_ finding: PatternFinding, _ kind: PatternKind) -> String {
        var text = "type=\(finding.method.rawValue), case="
        text += finding.ignoresCase ? "insensitive" : "sensitive"
        text += kind.isMap ? ", found=" : ", match="
        guard let entry = finding.entry else { return text + "no\n" }
        text += "yes, idx=\(finding.isIndexed ? "tree" : "list"), "
        guard kind.isMap else { return text + "pattern=\"\(entry.key)\"\n" }
        text += "key=\"\(entry.key)\", "
        if let value = entry.value {
            text += "value=\"\(value)\", type=\"\(finding.type.word)\"\n"
        } else {
            text += "value=none\n"
        }
        return text
    }

    private static func delete(_ call: ControlCall, _ kind: PatternKind) -> ControlAnswer {
        guard let key = call.argument(1) else {
            return "This command expects two parameters: \(kind.title) identifier and key.\n"
        }
        switch kind.list(call.argument(0), call) {
        case .failed(let sentence): return sentence
        case .found(let list):
            guard let matches = PatternKind.selection(key) else {
                return "Malformed identifier. Please use #<id> or <file>.\n"
            }
            var isThere = false
            let fault = PatternKind.fault {
                () throws(PatternFault) in
                _ = try list.change { patterns in
                    isThere = patterns.contains(where: matches)
                    patterns.removeAll(where: matches)
                }
            }
            return fault ?? (isThere ? "" : "Key not found.\n")
        }
    }

    private static func setValue(_ call: ControlCall) -> ControlAnswer {
        guard call.rawArguments.count > 2, let key = call.argument(1), let value = call.argument(2)
        else { return "'set map' expects three parameters: map identifier, key and value.\n" }
        switch PatternKind(isMap: true).list(call.argument(0), call) {
        case .failed(let sentence): return sentence
        case .found(let list):
            guard let matches = PatternKind.selection(key) else {
                return "Malformed identifier. Please use #<id> or <file>.\n"
            }
            var isThere = false
            let fault = PatternKind.fault {
                () throws(PatternFault) in
                _ = try list.change { patterns in
                    for index in patterns.indices where matches(patterns[index]) {
                        isThere = true
                        patterns[index].entry.value = value
                    }
                }
            }
            return fault ?? (isThere ? "" : "entry not found.\n")
        }
    }

    private static func clear(_ call: ControlCall, _ kind: PatternKind) -> ControlAnswer {
        var arguments = call.arguments[...]
        let version = PatternKind.version(&arguments)
        guard let name = arguments.first else { return "Missing \(kind.title) identifier.\n" }
        switch kind.list(name, call) {
        case .failed(let sentence): return sentence
        case .found(let list):
            return PatternKind.fault { () throws(PatternFault) in
                _ = try list.change(version: version) { $0 = [] }
            } ?? ""
        }
    }

    private static func commit(_ call: ControlCall, _ kind: PatternKind) -> ControlAnswer {
        var arguments = call.arguments[...]
        guard let version = PatternKind.version(&arguments) else {
            return "Missing version number.\n"
        }
        guard let name = arguments.first else { return "Missing \(kind.title) identifier.\n" }
        switch kind.list(name, call) {
        case .failed(let sentence): return sentence
        case .found(let list):
            var isThere = false
            let fault = PatternKind.fault {
                () throws(PatternFault) in
                isThere = try list.commit(version)
            }
            return fault ?? (isThere ? "" : "Version number out of range.\n")
        }
    }
}

/// Maps, or ACLs: what tells the commands about them apart.
struct PatternKind: Sendable {
    let isMap: Bool

    var word: String { isMap ? "map" : "acl" }
    var title: String { isMap ? "map" : "ACL" }

    /// What looking a list up came to.
    enum Lookup {
        case found(PatternList)
        case failed(String)
    }

    func list(_ name: String?, _ call: ControlCall) -> Lookup {
        let list = name.flatMap { call.runtime.generation.configuration.patterns.list($0) }
        guard let list, list.isMap == isMap else {
            return .failed("Unknown \(title) identifier. Please use #<id> or <file>.\n")
        }
        return .found(list)
    }

    /// Takes `@<version>` from the front.
    static func version(_ arguments: inout ArraySlice<String>) -> UInt32? {
        guard let first = arguments.first, first.hasPrefix("@") else { return nil }
        arguments = arguments.dropFirst()
        return UInt32(clamping: leadingInteger(String(first.dropFirst())))
    }

    /// What a key, or `#0x…`, selects; nil when the number is none.
    static func selection(_ key: String) -> ((NumberedPattern) -> Bool)? {
        guard key.hasPrefix("#") else { return { $0.entry.key == key } }
        let digits = key.hasPrefix("#0x") ? key.dropFirst(3) : key.dropFirst()
        guard let number = UInt64(digits, radix: 16) else { return nil }
        return { $0.number == number }
    }

    /// The sentence of a change that cannot be made; nil when it was made.
    static func fault(_ body: () throws(PatternFault) -> Void) -> String? {
        do throws(PatternFault) {
            try body()
            return nil
        } catch {
            return "\(error.message).\n"
        }
    }
}

/// `add map` and `add acl`, with one entry or a payload of many.
struct PatternAddition {
    private let call: ControlCall
    private let kind: PatternKind

    init(_ call: ControlCall, _ kind: PatternKind) {
        self.call = call
        self.kind = kind
    }

    func run() -> ControlAnswer {
        var arguments = call.arguments[...]
        let version = PatternKind.version(&arguments)
        let isComplete =
            call.payload != nil ? !arguments.isEmpty : arguments.count > (kind.isMap ? 2 : 1)
        guard isComplete, let name = arguments.popFirst() else {
            return kind.isMap
                ? "'add map' expects three parameters (map identifier, key and value)"
                    + " or one parameter (map identifier) and a payload\n"
                : "'add acl' expects two parameters: ACL identifier and pattern.\n"
        }
        switch kind.list(name, call) {
        case .failed(let sentence):
            return sentence
        case .found(let list):
            if let version, version > list.versions.next {
                return "Version number in the future, please use 'prepare \(kind.word)' before.\n"
            }
            return add(to: list, version, Array(arguments))
        }
    }

    private func add(
        to list: PatternList,
        _ version: UInt32?,
        _ arguments: [String]
    ) -> ControlAnswer {
        var entries: [PatternEntry] = []
        if let payload = call.payload {
            guard let text = String(validating: payload, as: UTF8.self) else {
                return "The payload holds bytes that are no UTF-8.\n"
            }
            for line in text.split(whereSeparator: \.isNewline) {
                guard let entry = entry(line) else {
                    let key = line.prefix { $0 != " " && $0 != "\t" }
                    return "Missing value for key '\(key)'.\n"
                }
                entries.append(entry)
            }
        } else {
            entries = [PatternEntry(key: arguments[0], value: kind.isMap ? arguments[1] : nil)]
        }
        return PatternKind.fault { () throws(PatternFault) in
            _ = try list.change(version: version) { $0 += entries.map { NumberedPattern($0) } }
        } ?? ""
    }

    private func entry(_ line: Substring) -> PatternEntry? {
        guard kind.isMap else { return PatternEntry(key: String(line)) }
        let isBlank = { (character: Character) in character == " " || character == "\t" }
        let text = line.drop(while: isBlank)
        let key = text.prefix { !isBlank($0) }
        let value = text[key.endIndex...].drop(while: isBlank)
        return value.isEmpty ? nil : PatternEntry(key: String(key), value: String(value))
    }
}
