import Diagnostics
import DocumentValues
import Templating

/// Decodes the values of keywords; what does not fit is reported.
extension LoadSession {
    private static let trueWords: Set<String> = ["yes", "true", "on", "y", "t", "1"]
    private static let falseWords: Set<String> = ["no", "false", "off", "n", "f", "0"]

    /// A boolean, or a template of one.
    func bool(_ pair: Node.Pair) -> Setting<Bool>? {
        let node = pair.value
        switch node.content {
        case .bool(let flag):
            return Setting(flag, node: node)
        case .integer(let number) where number == 0 || number == 1:
            return Setting(number == 1, node: node)
        case .string(let text) where Node.mayBeTemplate(text):
            return template(node)
        case .string(let text) where LoadSession.trueWords.contains(text.lowercased()):
            return Setting(true, node: node)
        case .string(let text) where LoadSession.falseWords.contains(text.lowercased()):
            return Setting(false, node: node)
        default:
            return refuse(pair, expected: "a boolean")
        }
    }

    /// A whole number, or a template of one.
    func integer(_ pair: Node.Pair) -> Setting<Int>? {
        let node = pair.value
        switch node.content {
        case .integer(let number):
            return Setting(number, node: node)
        case .string(let text) where Node.mayBeTemplate(text):
            return template(node)
        case .string(let text):
            if let number = Int(text) { return Setting(number, node: node) }
            return refuse(pair, expected: "a whole number")
        default:
            return refuse(pair, expected: "a whole number")
        }
    }

    /// A number, possibly with `%` after it, or a template of one.
    func number(_ pair: Node.Pair, mayBePercentage: Bool = false) -> Setting<Double>? {
        let node = pair.value
        switch node.content {
        case .integer(let number):
            return Setting(Double(number), node: node)
        case .float(let number):
            return Setting(number, node: node)
        case .string(let text) where Node.mayBeTemplate(text):
            return template(node)
        case .string(let text):
            let digits = mayBePercentage && text.hasSuffix("%") ? String(text.dropLast()) : text
            if let number = Double(digits) { return Setting(number, node: node) }
            return refuse(pair, expected: "a number")
        default:
            return refuse(pair, expected: "a number")
        }
    }

    /// A text or a template of one; numbers and booleans stay as they are.
    func text(_ pair: Node.Pair) -> Node? {
        switch pair.value.content {
        case .list, .map, .null:
            return refuse(pair, expected: "a string")
        default:
            return checked(pair.value)
        }
    }

    /// A text or a template of one, as a setting.
    func textSetting(_ pair: Node.Pair) -> Setting<String>? {
        guard let node = text(pair) else { return nil }
        if case .string(let text) = node.content, Node.mayBeTemplate(text) {
            return Setting(template: node)
        }
        if case .vault = node.content { return Setting(template: node) }
        return Setting(Value(plain: node).pythonText, node: node)
    }

    /// A text that is no template.
    func word(_ pair: Node.Pair, hint: String? = nil) -> String? {
        guard let text = pair.value.string else { return refuse(pair, expected: "a string") }
        guard !Node.mayBeTemplate(text) else {
            report(
                Diagnostic(
                    "'\(pair.key.string ?? "")' can't be a template",
                    at: pair.value.place,
                    expected: "a plain string",
                    hint: hint
                )
            )
            return nil
        }
        return text
    }

    /// Words, as a list or between commas.
    func words(_ pair: Node.Pair, hint: String? = nil) -> [String] {
        if let elements = pair.value.list {
            return elements.flatMap { words(Node.Pair(key: pair.key, value: $0), hint: hint) }
        }
        switch pair.value.content {
        case .null:
            return []
        case .integer(let number):
            return [String(number)]
        case .bool(let flag):
            return [flag ? "True" : "False"]
        default:
            guard let text = word(pair, hint: hint) else { return [] }
            return text.split(separator: ",").map { String($0.trimmingBlanks()) }.filter {
                !$0.isEmpty
            }
        }
    }

    /// Texts or templates, as a list or a single one.
    func texts(_ pair: Node.Pair) -> [Node] {
        if pair.value.isNull { return [] }
        guard let elements = pair.value.list else { return [text(pair)].compactMap { $0 } }
        return elements.flatMap { texts(Node.Pair(key: pair.key, value: $0)) }
    }

    /// Conditions: bare expressions, or booleans.
    func conditions(_ pair: Node.Pair) -> [Node] {
        let nodes = pair.value.list ?? [pair.value]
        return nodes.filter { node in
            switch node.content {
            case .bool, .integer:
                return true
            case .string:
                report(TemplateChecker.check(condition: node))
                mention(TemplateChecker.freeNames(inCondition: node))
                return true
            default:
                let _: Bool? = refuse(
                    Node.Pair(key: pair.key, value: node),
                    expected: "an expression"
                )
                return false
            }
        }
    }

    /// Variables: a mapping of names that templates can say.
    func variables(_ pair: Node.Pair, origin: String) -> VariableSet {
        if pair.value.isNull { return VariableSet(origin: origin) }
        guard let pairs = pair.value.map else {
            let _: Bool? = refuse(pair, expected: "a mapping of names to values")
            return VariableSet(origin: origin)
        }
        for variable in pairs {
            _ = variableName(variable.key, what: "variable")
            _ = checked(variable.value)
        }
        return VariableSet(origin: origin, pairs: pairs)
    }

    /// The name of a variable.
    func variableName(_ node: Node, what: String, of keyword: String? = nil) -> String? {
        guard let name = node.string, LoadSession.isVariableName(name) else {
            let shown = node.string.map { "'\($0)'" } ?? node.kindDescription
            let lead = keyword.map { "Invalid variable name in '\($0)': " } ?? ""
            report(
                Diagnostic(
                    "\(lead)\(shown) is no name of a \(what)",
                    at: node.place,
                    expected: "letters, digits and '_', a digit not first"
                )
            )
            return nil
        }
        mentionedNames.insert(name)
        return name
    }

    /// The name of a variable, or a template of one.
    func variableNameSetting(_ pair: Node.Pair) -> Setting<String>? {
        if let text = pair.value.string, Node.mayBeTemplate(text) { return template(pair.value) }
        return variableName(pair.value, what: "variable").map { Setting($0, node: pair.value) }
    }

    static func isVariableName(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.isASCII,
            first.properties.isAlphabetic || first == "_"
        else { return false }
        return name.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0))
        }
    }

    /// A node whose templates are checked.
    func checked(_ node: Node) -> Node {
        report(TemplateChecker.check(node))
        mention(TemplateChecker.freeNames(in: node))
        return node
    }

    /// Remembers that something uses variables.
    func mention(_ names: Set<String>) {
        mentionedNames.formUnion(names)
    }

    func template<Value>(_ node: Node) -> Setting<Value> {
        Setting(template: checked(node))
    }

    /// Reports that a keyword's value has the wrong type.
    func refuse<Result>(_ pair: Node.Pair, expected: String) -> Result? {
        let name = pair.key.string ?? "?"
        if let text = pair.value.string {
            report(Diagnostic("'\(name)' is '\(text)'", at: pair.value.place, expected: expected))
        } else {
            report("'\(name)'", is: pair.value, expected: expected)
        }
        return nil
    }
}
