internal import Diagnostics
internal import Samples

/// Patterns of maps and ACLs put in and taken out.
enum PatternActions {
    static let all: [ActionKeyword] = [
        action("add-acl", "(<file>) <key>", isMap: false, hasValue: false) { list, key, _ in
            try? list.add(PatternEntry(key: key))
        },
        action("del-acl", "(<file>) <key>", isMap: false, hasValue: false) { list, key, _ in
            _ = list.delete(key)
        },
        action("set-map", "(<file>) <key> <value>", isMap: true, hasValue: true) {
            list,
            key,
            value in
            if (try? list.set(key, to: value)) != true {
                try? list.add(PatternEntry(key: key, value: value))
            }
        },
        action("del-map", "(<file>) <key>", isMap: true, hasValue: false) { list, key, _ in
            _ = list.delete(key)
        },
    ]

    private static func action(
        _ name: String,
        _ usage: String,
        isMap: Bool,
        hasValue: Bool,
        _ change: @escaping @Sendable (PatternList, String, String) -> Void
    ) -> ActionKeyword {
        ActionKeyword(name, usage, in: .all) { arguments, reading throws(Diagnostic) in
            let file = try arguments.readParenthesis("a file")
            let list = try reading.tools.samples.list(
                ofFile: file.text,
                isMap: isMap,
                at: file.place
            )
            let key = try reading.plainFormat(arguments.need("a key"))
            let value = hasValue ? try reading.plainFormat(arguments.need("a value")) : nil
            return PatternAction(list, key, value, change)
        }
    }
}

/// A change of a list of patterns.
private final class PatternAction: RuleAction {
    private let list: PatternList
    private let key: LogFormat
    private let value: LogFormat?
    private let change: @Sendable (PatternList, String, String) -> Void

    init(
        _ list: PatternList,
        _ key: LogFormat,
        _ value: LogFormat?,
        _ change: @escaping @Sendable (PatternList, String, String) -> Void
    ) {
        self.list = list
        self.key = key
        self.value = value
        self.change = change
    }

    func run(_ run: inout RuleRun) -> RuleOutcome {
        guard let key = key.evaluate(&run.context) else { return .next }
        let text = value.flatMap { $0.evaluate(&run.context) }
        change(
            list,
            String(decoding: key, as: UTF8.self),
            text.map { String(decoding: $0, as: UTF8.self) } ?? ""
        )
        return .next
    }
}
