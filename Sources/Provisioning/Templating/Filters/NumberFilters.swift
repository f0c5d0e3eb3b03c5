internal import DocumentValues
internal import LinuxSystem

/// Filters over numbers.
enum NumberFilters {
    static let entries: [FilterEntry] = [
        FilterEntry("abs", about: "without its sign") { call in
            switch PythonNumber(try call.value()) {
            case .integer(.min): throw OperationFailure("the number does not fit into 64 bits")
            case .integer(let number): return .value(.integer(abs(number)))
            case .float(let number): return .value(.float(abs(number)))
            case nil: throw OperationFailure("bad operand type for abs()")
            }
        },
        FilterEntry("round", parameters: ["precision", "method"], about: "rounded") { call in
            let value = try number(call)
            let precision = try call.arguments.integer("precision", default: 0)
            // So far behind the point only the smallest numbers have digits.
            if precision > 60 { return .value(.float(value)) }
            let scale = power(10, Double(precision))
            switch try call.arguments.text("method", default: "common") {
            case "ceil": return .value(.float((value * scale).rounded(.up) / scale))
            case "floor": return .value(.float((value * scale).rounded(.down) / scale))
            case "common":
                guard precision >= 0 else {
                    return .value(.float((value * scale).rounded(.toNearestOrEven) / scale))
                }
                return .value(.float(Double(fixed(value, decimals: precision)) ?? value))
            case let other:
                throw OperationFailure(
                    "unknown method '\(other)'",
                    expected: "common, ceil or floor"
                )
            }
        },
        extremum("min", about: "the smallest element") { try pythonPrecedes($0, $1) },
        extremum("max", about: "the greatest element") { try pythonPrecedes($1, $0) },
        FilterEntry("sum", parameters: ["attribute", "start"], about: "the sum of the elements") {
            call in
            let attribute = try call["attribute"]
            let total = try call.elements().reduce(try call["start"] ?? 0) { total, element in
                let item =
                    try attribute.map {
                        $0 == .null ? element : try ListFilters.follow($0, from: element, call)
                    } ?? element
                let value = try call.evaluator.plain(item, at: call.site.offset)
                return try pythonResult(.add, total, value)
            }
            return .value(total)
        },
        FilterEntry(
            "log",
            parameters: ["base"],
            about: "the logarithm, natural unless a base is given"
        ) {
            call in
            let value = naturalLogarithm(try number(call))
            guard let base = try call["base"].flatMap({ PythonNumber($0)?.double }) else {
                return .value(.float(value))
            }
            return .value(.float(value / naturalLogarithm(base)))
        },
        FilterEntry("pow", parameters: ["y"], required: 1, about: "to a power") { call in
            let exponent = try call["y"].flatMap { PythonNumber($0)?.double } ?? 1
            return .value(.float(power(try number(call), exponent)))
        },
        FilterEntry("root", parameters: ["base"], about: "the root, square unless named") { call in
            let base = try call["base"].flatMap { PythonNumber($0)?.double } ?? 2
            let value = try number(call)
            return .value(.float(base == 2 ? value.squareRoot() : power(value, 1 / base)))
        },
        FilterEntry(
            "human_readable",
            parameters: ["isbits", "unit"],
            about: "a number of bytes for people"
        ) { call in
            let isBits = try call.arguments.flag("isbits")
            let unit = try call.arguments.text("unit")?.uppercased().first
            let value = try number(call)
            let found = ByteUnits.all.first { name, size in
                unit.map { $0 == name.first } ?? (value >= size)
            }
            let (name, size) = found ?? ("", 1)
            let suffix =
                isBits
                ? (name.isEmpty ? "bits" : "\(name)b") : (name.isEmpty ? "Bytes" : "\(name)B")
            return .string("\(fixed(value / size, decimals: 2)) \(suffix)")
        },
        FilterEntry(
            "human_to_bytes",
            parameters: ["default_unit", "isbits"],
            about: "the number of bytes that a text with a unit means"
        ) { call in
            let text = try call.text()
            let digits = text.prefix { $0.isNumber || $0 == "." }
            let unit = text.dropFirst(digits.count).drop { $0 == " " }
            let name =
                unit.isEmpty ? try call.arguments.text("default_unit", default: "") : String(unit)
            guard let value = Double(digits),
                let size = name.first.map({ first in
                    ByteUnits.all.first { $0.name == first.uppercased() }?.size
                        ?? (first.uppercased() == "B" ? 1 : nil)
                }) ?? 1
            else {
                throw OperationFailure("'\(text)' is no number of bytes", expected: "as '10 MB'")
            }
            let count = (value * size).rounded()
            guard count < 9e18 else {
                throw OperationFailure("the number does not fit into 64 bits")
            }
            return .value(.integer(Int(count)))
        },
        FilterEntry("filesizeformat", parameters: ["binary"], about: "a file's size for people") {
            call in
            let isBinary = try call.arguments.flag("binary")
            let base: Double = isBinary ? 1024 : 1000
            let value = try number(call)
            if value == 1 { return .string("1 Byte") }
            if value < base {
                return .string("\(fixed(value.rounded(.towardZero), decimals: 0)) Bytes")
            }
            let names = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
            var size = base
            for (index, name) in names.enumerated() {
                if value < size * base || index == names.count - 1 {
                    let prefix = isBinary ? "\(name.uppercased())i" : name
                    let amount = base * value / (size * base)
                    return .string("\(fixed(amount, decimals: 1)) \(prefix)B")
                }
                size *= base
            }
            return .string("")
        },
    ]

    private enum ByteUnits {
        static let all: [(name: String, size: Double)] = [
            ("Y", power(2, 80)), ("Z", power(2, 70)), ("E", power(2, 60)), ("P", power(2, 50)),
            ("T", power(2, 40)), ("G", power(2, 30)), ("M", power(2, 20)), ("K", power(2, 10)),
        ]
    }

    private static func number(_ call: FilterCall) throws -> Double {
        let value = try call.value()
        if let number = PythonNumber(value) { return number.double }
        guard let number = value.string.flatMap(Double.init) else {
            throw OperationFailure("\(value.pythonRepr) is no number")
        }
        return number
    }

    private static func extremum(
        _ name: String,
        about: String,
        _ isBetter: @escaping @Sendable (Value, Value) throws -> Bool
    ) -> FilterEntry {
        FilterEntry(name, parameters: ["case_sensitive", "attribute"], about: about) { call in
            let attribute = try call["attribute"]
            func key(_ value: Value) throws -> Value {
                guard let attribute, attribute != .null else { return value }
                let found = try ListFilters.follow(attribute, from: .value(value), call)
                return try call.evaluator.plain(found, at: call.site.offset)
            }
            var best: Value?
            for value in try call.values() {
                guard let current = best else {
                    best = value
                    continue
                }
                if try isBetter(try key(value), try key(current)) { best = value }
            }
            guard let best else { throw OperationFailure("'\(name)' needs at least one element") }
            return .value(best)
        }
    }
}
