internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem

/// The functions that every template can call.
enum TemplateGlobals {
    static let functions: [String: @Sendable (CallSite, CallArguments) throws -> Item] = [
        "range": range,
        "dict": dict,
        "namespace": namespace,
        "lookup": { site, arguments in try lookup(site, arguments, asList: false) },
        "query": { site, arguments in try lookup(site, arguments, asList: true) },
        "q": { site, arguments in try lookup(site, arguments, asList: true) },
        "cycler": cycler,
        "joiner": joiner,
        "now": now,
        "undef": undef,
    ]

    private static func range(_ site: CallSite, _ arguments: CallArguments) throws -> Item {
        let numbers = try arguments.positional.map { item in
            guard
                case .integer(let number)? = PythonNumber(
                    try site.evaluator.plain(item, at: site.offset)
                )
            else { throw OperationFailure("'range' takes whole numbers") }
            return number
        }
        guard (1...3).contains(numbers.count), arguments.named.isEmpty else {
            throw OperationFailure("'range' takes one to three numbers")
        }
        let (start, stop) = numbers.count == 1 ? (0, numbers[0]) : (numbers[0], numbers[1])
        let step = numbers.count == 3 ? numbers[2] : 1
        guard step != 0 else { throw OperationFailure("the step of 'range' cannot be zero") }
        let span = abs(Double(stop) - Double(start)) / abs(Double(step))
        guard span <= 1_000_000 else {
            throw OperationFailure("'range' makes more than 1000000 numbers")
        }
        return .value(.list(stride(from: start, to: stop, by: step).map { .integer($0) }))
    }

    private static func dict(_ site: CallSite, _ arguments: CallArguments) throws -> Item {
        var map = ValueMap()
        if let first = arguments.positional.first {
            let value = try site.evaluator.plain(first, at: site.offset)
            if let base = value.map {
                map = base
            } else {
                for pair in value.list ?? [] {
                    guard let parts = pair.list, parts.count == 2 else {
                        throw OperationFailure("'dict' takes a mapping or pairs of key and value")
                    }
                    map[parts[0]] = parts[1]
                }
            }
        }
        for argument in arguments.named {
            map[argument.name] = try site.evaluator.plain(argument.value, at: site.offset)
        }
        return .value(.map(map))
    }

    private static func namespace(_ site: CallSite, _ arguments: CallArguments) throws -> Item {
        var variables: [String: Item] = [:]
        if let first = arguments.positional.first {
            for entry in try site.evaluator.plain(first, at: site.offset).map ?? ValueMap() {
                variables[entry.key.pythonText] = .value(entry.value)
            }
        }
        for argument in arguments.named { variables[argument.name] = argument.value }
        return .object(Namespace(variables))
    }

    private static func lookup(
        _ site: CallSite,
        _ arguments: CallArguments,
        asList: Bool
    ) throws -> Item {
        let evaluator = site.evaluator
        var terms = try arguments.positional.map { try evaluator.plain($0, at: site.offset) }
        guard let name = terms.first?.string else {
            throw OperationFailure("the first argument of 'lookup' is the lookup's name")
        }
        terms.removeFirst()
        var options = try arguments.named.map {
            (name: $0.name, value: try evaluator.plain($0.value, at: site.offset))
        }
        let wantsList = options.contains { $0.name == "wantlist" && $0.value.isTruthy }
        let errors = options.last { $0.name == "errors" }?.value.string
        options.removeAll { $0.name == "wantlist" || $0.name == "errors" }
        let found: [Value]
        do {
            found = try evaluator.lookUp(name, terms: terms, options: options, at: site.offset)
        } catch  where errors == "ignore" && LookupTable.entry(name) != nil {
            return .value(asList || wantsList ? .list([]) : .null)
        }
        guard !asList, !wantsList, !found.isEmpty else { return .value(.list(found)) }
        if found.count == 1 { return .value(found[0]) }
        // Ansible joins texts with commas, and leaves other results a list.
        guard found.allSatisfy({ $0.string != nil }) else { return .value(.list(found)) }
        return .string(found.map(\.pythonText).joined(separator: ","))
    }

    private static func cycler(_ site: CallSite, _ arguments: CallArguments) throws -> Item {
        guard !arguments.positional.isEmpty else {
            throw OperationFailure("'cycler' takes what to cycle through")
        }
        return .object(Cycler(arguments.positional))
    }

    private static func joiner(_ site: CallSite, _ arguments: CallArguments) throws -> Item {
        let separator = try arguments.positional.first.map {
            try site.evaluator.printed($0, at: site.offset)
        }
        var isUsed = false
        return .function(
            TemplateFunction(name: "joiner") { _, _ in
                defer { isUsed = true }
                return .string(isUsed ? separator ?? ", " : "")
            }
        )
    }

    private static func now(_ site: CallSite, _ arguments: CallArguments) throws -> Item {
        let parameters = Parameters(names: ["utc", "fmt"])
        let bound = try BoundArguments(arguments, to: parameters, of: "'now'", site)
        let format = try bound.text("fmt", default: "%Y-%m-%d %H:%M:%S")
        let moment = WallTime.now
        return .string(
            moment.formatted(
                withFraction(format, of: moment),
                inUTC: try bound.flag("utc")
            )
        )
    }

    /// A format of Python's with its `%f`, which the C library does not know, replaced.
    private static func withFraction(_ format: String, of moment: WallTime) -> String {
        let digits = String(moment.microseconds)
        let fraction = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
        var result = ""
        var rest = Substring(format)
        while let character = rest.popFirst() {
            if character == "%", let kind = rest.popFirst() {
                result += kind == "f" ? fraction : "%\(kind)"
            } else {
                result.append(character)
            }
        }
        return result
    }

    private static func undef(_ site: CallSite, _ arguments: CallArguments) throws -> Item {
        let parameters = Parameters(names: ["hint"])
        let bound = try BoundArguments(arguments, to: parameters, of: "'undef'", site)
        let message = try bound.text("hint", default: "Mandatory variable has not been overridden")
        return .undefined(
            Undefined(message, word: "", among: [], at: site.offset, in: site.evaluator.origin)
        )
    }
}

/// What `cycler(…)` gives.
private final class Cycler: TemplateObject {
    private let items: [Item]
    private var index = 0

    init(_ items: [Item]) {
        self.items = items
    }

    var typeName: String { "cycler" }

    func attribute(_ name: String) -> Item? {
        switch name {
        case "current":
            return items[index]
        case "next":
            return .function(
                TemplateFunction(name: "next") { [self] _, _ in
                    defer { index = (index + 1) % items.count }
                    return items[index]
                }
            )
        case "reset":
            return .function(
                TemplateFunction(name: "reset") { [self] _, _ in
                    index = 0
                    return .null
                }
            )
        default:
            return nil
        }
    }
}
