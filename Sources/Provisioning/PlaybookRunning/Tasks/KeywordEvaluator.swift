internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import Templating

/// Evaluates keywords of a task with the variables of one host.
struct KeywordEvaluator: Sendable {
    let engine: TemplateEngine
    let vaults: VaultOpener

    /// The value of a node.
    func value(_ node: Node) throws(Diagnostic) -> Value {
        try engine.value(of: vaults.open(node))
    }

    /// The value of a node, and whether any of it may be text that no operator wrote.
    func origin(of node: Node) throws(Diagnostic) -> (value: Value, isForeign: Bool) {
        try engine.origin(of: vaults.open(node))
    }

    /// The text of a node.
    func text(_ node: Node) throws(Diagnostic) -> String {
        try engine.text(of: vaults.open(node))
    }

    /// The text of a node, or what the operator wrote when it has none yet, as in headings.
    func textAsFarAsKnown(_ node: Node) -> String {
        (try? text(node)) ?? node.string ?? ""
    }

    /// Whether all conditions hold; the one that does not.
    func firstUnmet(_ conditions: [Node]) throws(Diagnostic) -> Node? {
        for condition in conditions where try !engine.condition(condition) { return condition }
        return nil
    }

    /// Whether a keyword is on.
    func bool(_ setting: Setting<Bool>?) throws(Diagnostic) -> Bool? {
        try resolve(setting, expected: "true or false") { value in
            switch value {
            case .bool(let flag): flag
            case .integer(let number): number != 0
            case .string(let text): Self.words[text.lowercased()]
            default: nil
            }
        }
    }

    /// The whole number of a keyword.
    func integer(_ setting: Setting<Int>?) throws(Diagnostic) -> Int? {
        try resolve(setting, expected: "a whole number") { value in
            switch value {
            case .integer(let number): number
            case .float(let number): Int(exactly: number)
            case .string(let text): Int(text)
            default: nil
            }
        }
    }

    /// The number of a keyword.
    func number(_ setting: Setting<Double>?) throws(Diagnostic) -> Double? {
        try resolve(setting, expected: "a number") { value in
            switch value {
            case .integer(let number): Double(number)
            case .float(let number): number
            case .string(let text): Double(text)
            default: nil
            }
        }
    }

    private static let words: [String: Bool] = [
        "yes": true, "true": true, "on": true, "y": true, "t": true, "1": true,
        "no": false, "false": false, "off": false, "n": false, "f": false, "0": false, "": false,
    ]

    /// The text of a keyword; nil when it gives none.
    func word(_ setting: Setting<String>?) throws(Diagnostic) -> String? {
        try resolve(setting, expected: "a text") { $0.pythonText }
    }

    /// The word of a closed set that a keyword gives; the name of a collection before it is left out.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ setting: Setting<Choice>?
    ) throws(Diagnostic) -> Choice? where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return try resolve(setting, expected: "one of \(words)") { value in
            value.pythonText.split(separator: ".").last.flatMap { Choice(rawValue: String($0)) }
        }
    }

    /// The tags of a task, those that templates give too.
    func tags(of directives: Directives) throws(Diagnostic) -> [String] {
        var tags = directives.tags
        for node in directives.tagTemplates {
            let value = try value(node)
            let words = (value.list ?? [value]).filter { !$0.isOmit && $0 != .null }
                .flatMap { $0.pythonText.split(separator: ",") }
                .map { String($0.trimmingBlanks()) }
            tags += words.filter { !$0.isEmpty && !tags.contains($0) }
        }
        return tags
    }

    /// The value of a setting; one that is `omit` leaves it to the settings around.
    private func resolve<Result>(
        _ setting: Setting<Result>?,
        expected: String,
        _ read: (Value) -> Result?
    ) throws(Diagnostic) -> Result? {
        guard let setting else { return nil }
        if let fixed = setting.fixed { return fixed }
        let value = try value(setting.node)
        if value.isOmit { return try resolve(setting.around.first, expected: expected, read) }
        if value == .null { return nil }
        guard let result = read(value) else {
            throw Diagnostic(
                "'\(value.pythonText)' is no value for this keyword",
                at: setting.node.place,
                expected: expected
            )
        }
        return result
    }
}
