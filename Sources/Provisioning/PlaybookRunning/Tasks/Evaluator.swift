internal import Diagnostics
internal import DocumentValues
internal import Playbooks
internal import Templating

/// Evaluates keywords of a task with the variables of one host.
struct Evaluator: Sendable {
    let engine: TemplateEngine
    let vaults: VaultOpener

    /// The value of a node.
    func value(_ node: Node) throws(Diagnostic) -> Value {
        try engine.value(of: vaults.open(node))
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
            case .null: false
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

    private func resolve<Result>(
        _ setting: Setting<Result>?,
        expected: String,
        _ read: (Value) -> Result?
    ) throws(Diagnostic) -> Result? {
        guard let setting else { return nil }
        if let fixed = setting.fixed { return fixed }
        let value = try value(setting.node)
        if value.isOmit { return nil }
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
