internal import Diagnostics
internal import DocumentValues

/// The way from a table to a nested option, as `listen[0].port`.
struct ArgumentPath {
    /// One step of the way.
    enum Step {
        case name(String)
        case index(Int)
    }

    private(set) var steps: [Step] = []

    func appending(_ name: String) -> ArgumentPath { ArgumentPath(steps: steps + [.name(name)]) }

    func appending(_ index: Int) -> ArgumentPath { ArgumentPath(steps: steps + [.index(index)]) }

    var text: String {
        steps.reduce(into: "") { text, step in
            switch step {
            case .name(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}

/// One pass over values that are held against a table; collects what does not fit and goes on.
struct ArgumentPass {
    /// Where the value at the end of a path is written, or the key that names it.
    typealias Locate = (_ path: ArgumentPath, _ isKey: Bool) -> SourcePlace?

    let coercion: ArgumentCoercion
    /// Whether a missing argument is really missing.
    let knowsEverything: Bool
    let locate: Locate
    var diagnostics: [Diagnostic] = []

    init(coercion: ArgumentCoercion, knowsEverything: Bool, locate: @escaping Locate) {
        self.coercion = coercion
        self.knowsEverything = knowsEverything
        self.locate = locate
    }

    mutating func coerce(_ values: ValueMap) -> ValueMap {
        coerce(ArgumentPath(), values, by: coercion.table)
    }

    private mutating func coerce(
        _ path: ArgumentPath,
        _ values: ValueMap,
        by table: ArgumentTable
    ) -> ValueMap {
        var result = ValueMap()
        for entry in values {
            let name = entry.key.string ?? ArgumentConversion.text(entry.key) ?? ""
            guard let specification = table[name] else {
                if table.takesAnyName {
                    result[entry.key] = entry.value
                } else {
                    addUnknown(path.appending(name), name, in: table)
                }
                continue
            }
            if result[specification.name] != nil {
                let place = locate(path.appending(name), true)
                add("\(title(path.appending(specification.name))) is given twice", at: place)
                continue
            }
            let inner = path.appending(name)
            result[specification.name] =
                coerce(inner, entry.value, by: specification) ?? entry.value
        }
        let given = result
        for specification in table.arguments where result[specification.name] == nil {
            if specification.isRequired && knowsEverything {
                add(
                    "missing \(coercion.noun) '\(path.appending(specification.name).text)' of "
                        + coercion.owner,
                    at: locate(path, false),
                    expected: specification.kind.title
                )
            }
            if let value = specification.defaultValue { result[specification.name] = value }
        }
        checkRules(table, given: given, completed: result, at: locate(path, false))
        return result
    }

    private mutating func coerce(
        _ path: ArgumentPath,
        _ value: Value,
        by specification: ArgumentSpecification
    ) -> Value? {
        if value == .null || value == .unknownUntilRun { return value }
        guard var converted = specification.kind.convert(value) else {
            addMistyped(path, value, specification, specification.kind)
            return nil
        }
        if case .list(let kind) = specification.kind, case .list(let elements) = converted {
            converted = .list(
                elements.enumerated().map { index, element in
                    let inner = path.appending(index)
                    return coerceElement(inner, element, kind, by: specification)
                        ?? element
                }
            )
            return converted
        }
        return finish(path, converted, by: specification)
    }

    private mutating func coerceElement(
        _ path: ArgumentPath,
        _ value: Value,
        _ kind: ArgumentSpecification.Kind,
        by specification: ArgumentSpecification
    ) -> Value? {
        if value == .unknownUntilRun { return value }
        guard let converted = kind.convert(value) else {
            addMistyped(path, value, specification, kind)
            return nil
        }
        return finish(path, converted, by: specification)
    }

    /// Choices and options of a value that has the right type.
    private mutating func finish(
        _ path: ArgumentPath,
        _ value: Value,
        by specification: ArgumentSpecification
    ) -> Value? {
        if let options = specification.options, case .map(let map) = value {
            return .map(coerce(path, map, by: options))
        }
        guard !specification.choices.isEmpty else { return value }
        if let choice = ArgumentConversion.choice(value, among: specification.choices) {
            return choice
        }
        let words = specification.choices.compactMap(ArgumentConversion.text)
        var message = "\(title(path)) is \(shown(value, specification))"
        if !specification.isSecret, case .string(let word) = value,
            let close = closestWord(to: word, among: words)
        {
            message += "; did you mean '\(close)'?"
        }
        add(message, at: locate(path, false), expected: "one of \(words.joined(separator: ", "))")
        return nil
    }
}

extension ArgumentPass {
    private mutating func checkRules(
        _ table: ArgumentTable,
        given: ValueMap,
        completed values: ValueMap,
        at place: SourcePlace?
    ) {
        func isGiven(_ name: String) -> Bool { values[name].map { $0 != .null } ?? false }
        for rule in table.rules {
            switch rule {
            case .mutuallyExclusive(let names):
                let given = names.filter { name in
                    given[name].map { $0 != .null && $0 != .unknownUntilRun } ?? false
                }
                guard given.count > 1 else { continue }
                add("\(list(given)) of \(coercion.owner) exclude each other", at: place)
            case .requiredOneOf(let names):
                guard knowsEverything, !names.contains(where: isGiven) else { continue }
                add("\(coercion.owner) needs one of \(list(names))", at: place)
            case .requiredTogether(let names):
                let given = names.filter(isGiven)
                guard knowsEverything, !given.isEmpty, given.count < names.count else { continue }
                let missing = names.filter { !given.contains($0) }
                add("\(list(given)) of \(coercion.owner) needs \(list(missing)) too", at: place)
            case .requiredIf(let name, let value, let needed):
                guard knowsEverything, values[name] == value else { continue }
                let missing = needed.filter { !isGiven($0) }
                guard !missing.isEmpty else { continue }
                let condition = "\(name): \(ArgumentConversion.text(value) ?? "")"
                add("'\(condition)' of \(coercion.owner) needs \(list(missing))", at: place)
            }
        }
    }

    private func list(_ names: [String]) -> String {
        names.map { "'\($0)'" }.joined(separator: ", ")
    }

    private func title(_ path: ArgumentPath) -> String { "'\(path.text)' of \(coercion.owner)" }

    /// A value as a message may show it.
    private func shown(_ value: Value, _ specification: ArgumentSpecification) -> String {
        let isShort = ArgumentConversion.text(value).map { $0.count <= 60 } ?? false
        guard !specification.isSecret, isShort, let text = ArgumentConversion.text(value) else {
            return ArgumentPass.kindTitle(of: value)
        }
        return value.string == nil ? text : "'\(text)'"
    }

    private static func kindTitle(of value: Value) -> String {
        switch value {
        case .null: "nothing"
        case .bool: "a boolean"
        case .integer, .float: "a number"
        case .string: "a string"
        case .list: "a list"
        case .map: "a mapping"
        }
    }

    private mutating func addMistyped(
        _ path: ArgumentPath,
        _ value: Value,
        _ specification: ArgumentSpecification,
        _ kind: ArgumentSpecification.Kind
    ) {
        var found = ArgumentPass.kindTitle(of: value)
        let text = shown(value, specification)
        if text != found { found += " \(text)" }
        if value.string != nil && text != found { found = "the string \(text)" }
        add("\(title(path)) is \(found)", at: locate(path, false), expected: kind.title)
    }

    private mutating func addUnknown(
        _ path: ArgumentPath,
        _ name: String,
        in table: ArgumentTable
    ) {
        if path.steps.count == 1, coercion.namesOfAnsible.contains(name) {
            let message = "the argument '\(name)' of \(coercion.owner) is not supported"
            let place = locate(path, true)
            diagnostics.append(Diagnostic(message, at: place, severity: .note))
            return
        }
        let known = table.allNames
        var message = "unknown \(coercion.noun) '\(path.text)' of \(coercion.owner)"
        if let close = closestWord(to: name, among: known) {
            message += "; did you mean '\(close)'?"
        }
        let names = table.arguments.map(\.name).sorted()
        let expected =
            (1...16).contains(names.count) ? "one of \(names.joined(separator: ", "))" : nil
        add(message, at: locate(path, true), expected: expected)
    }

    private mutating func add(_ message: String, at place: SourcePlace?, expected: String? = nil) {
        diagnostics.append(Diagnostic(message, at: place, expected: expected))
    }
}
