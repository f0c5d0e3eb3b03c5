internal import DocumentValues

/// Python's `text % values`.
func percentFormatted(_ format: String, _ arguments: Value) throws -> String {
    var formatter = PercentFormatter(arguments)
    return try formatter.formatted(format)
}

private struct PercentFormatter {
    private var positional: ArraySlice<Value>
    private let named: ValueMap?

    init(_ arguments: Value) {
        named = arguments.map
        positional = ArraySlice(arguments.list ?? [arguments])
    }

    mutating func formatted(_ format: String) throws -> String {
        var result = ""
        var usesNames = false
        var rest = Substring(format)
        while let character = rest.popFirst() {
            guard character == "%" else {
                result.append(character)
                continue
            }
            if rest.first == "%" {
                rest.removeFirst()
                result.append("%")
                continue
            }
            var value: Value?
            if rest.first == "(", let close = rest.firstIndex(of: ")") {
                let name = String(rest[rest.index(after: rest.startIndex)..<close])
                rest = rest[rest.index(after: close)...]
                guard let found = named?[name] else {
                    throw OperationFailure("the format's key '\(name)' is not given")
                }
                value = found
                usesNames = true
            }
            var specification = FormatSpecification(percent: &rest)
            if specification.takesWidth { specification.width = try next().integer }
            if specification.takesPrecision { specification.precision = try next().integer }
            guard let conversion = rest.popFirst() else {
                throw OperationFailure("incomplete format")
            }
            result += try specification.formatted(value ?? next(), as: conversion)
        }
        guard usesNames || named != nil || positional.isEmpty else {
            throw OperationFailure("not all arguments converted during string formatting")
        }
        return result
    }

    private mutating func next() throws -> Value {
        guard let value = positional.popFirst() else {
            throw OperationFailure("not enough arguments for format string")
        }
        return value
    }
}

/// Width, precision and flags of one place in a format.
struct FormatSpecification {
    var isLeft = false
    var isCentred = false
    var isRight = false
    var fillsWithZeros = false
    var fill: Character = " "
    var sign: Character?
    var isAlternative = false
    var groups: Character?
    var width: Int?
    var precision: Int?
    var takesWidth = false
    var takesPrecision = false

    /// Reads `-08.3` in front of a conversion.
    init(percent rest: inout Substring) {
        flags: while let flag = rest.first {
            switch flag {
            case "-": isLeft = true
            case "0": fillsWithZeros = true
            case "+", " ": sign = flag
            case "#": isAlternative = true
            default: break flags
            }
            rest.removeFirst()
        }
        if rest.first == "*" {
            rest.removeFirst()
            takesWidth = true
        } else {
            width = number(&rest)
        }
        guard rest.first == "." else { return }
        rest.removeFirst()
        if rest.first == "*" {
            rest.removeFirst()
            takesPrecision = true
        } else {
            precision = number(&rest) ?? 0
        }
    }

    /// Reads `*>+#08,.3` of a format in braces.
    init(brace rest: inout Substring) {
        if rest.count > 1, let second = rest.dropFirst().first, "<>^".contains(second) {
            fill = rest.removeFirst()
        }
        if let align = rest.first, "<>^".contains(align) {
            rest.removeFirst()
            isLeft = align == "<"
            isCentred = align == "^"
            isRight = align == ">"
        }
        if let flag = rest.first, "+- ".contains(flag) {
            rest.removeFirst()
            sign = flag == "-" ? nil : flag
        }
        if rest.first == "#" {
            rest.removeFirst()
            isAlternative = true
        }
        if rest.first == "0" {
            rest.removeFirst()
            fillsWithZeros = true
        }
        width = number(&rest)
        if let mark = rest.first, ",_".contains(mark) {
            rest.removeFirst()
            groups = mark
        }
        if rest.first == "." {
            rest.removeFirst()
            precision = number(&rest) ?? 0
        }
    }

    /// A value converted and padded.
    func formatted(_ value: Value, as conversion: Character) throws -> String {
        switch conversion {
        case "s": return padded(truncated(value.pythonText), isNumber: false)
        case "r", "a": return padded(truncated(value.pythonRepr), isNumber: false)
        case "d", "i", "u":
            return padded(signed(grouped(try integer(value, conversion))), isNumber: true)
        case "x":
            return padded(
                signed(try integer(value, conversion, radix: 16, prefix: "0x")),
                isNumber: true
            )
        case "X":
            let text = try integer(value, conversion, radix: 16, prefix: "0x").uppercased()
            return padded(signed(text), isNumber: true)
        case "o":
            return padded(
                signed(try integer(value, conversion, radix: 8, prefix: "0o")),
                isNumber: true
            )
        case "b":
            return padded(
                signed(try integer(value, conversion, radix: 2, prefix: "0b")),
                isNumber: true
            )
        case "f", "F":
            let text = fixed(try double(value, conversion), decimals: precision ?? 6)
            return padded(signed(grouped(text)), isNumber: true)
        case "e", "E":
            let text = scientific(try double(value, conversion), decimals: precision ?? 6)
            return padded(signed(conversion == "E" ? text.uppercased() : text), isNumber: true)
        case "g", "G": return padded(signed(general(try double(value, conversion))), isNumber: true)
        case "%":
            let text = fixed(try double(value, conversion) * 100, decimals: precision ?? 6) + "%"
            return padded(signed(text), isNumber: true)
        case "c": return padded(value.pythonText, isNumber: false)
        default:
            throw OperationFailure("unsupported format character '\(conversion)'")
        }
    }

    private func truncated(_ text: String) -> String {
        precision.map { String(text.prefix($0)) } ?? text
    }

    private func double(_ value: Value, _ conversion: Character) throws -> Double {
        guard let number = PythonNumber(value) else {
            throw OperationFailure(
                "%\(conversion) format: a real number is required, not \(value.typeName)"
            )
        }
        return number.double
    }

    private func integer(
        _ value: Value,
        _ conversion: Character,
        radix: Int = 10,
        prefix: String = ""
    ) throws -> String {
        let number: Int
        switch PythonNumber(value) {
        case .integer(let whole): number = whole
        case .float(let real) where abs(real) < 9e18: number = Int(real)
        default:
            throw OperationFailure(
                "%\(conversion) format: a real number is required, not \(value.typeName)"
            )
        }
        let digits = String(number.magnitude, radix: radix)
        return (number < 0 ? "-" : "") + (isAlternative ? prefix : "") + digits
    }

    private func grouped(_ text: String) -> String {
        guard let groups else { return text }
        let sign = text.hasPrefix("-") ? "-" : ""
        let whole = text.dropFirst(sign.count).prefix { $0 != "." }
        let fraction = text.dropFirst(sign.count + whole.count)
        var result = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { result.append(groups) }
            result.append(digit)
        }
        return sign + result + fraction
    }

    private func general(_ value: Double) -> String {
        let digits = max(1, precision ?? 6)
        let text = scientific(value, decimals: digits - 1)
        guard let mark = text.firstIndex(of: "e"),
            let exponent = Int(text[text.index(after: mark)...])
        else { return text }
        func trimmed(_ text: String) -> String {
            guard text.contains("."), !isAlternative else { return text }
            var text = text
            while text.last == "0" { text.removeLast() }
            return text.last == "." ? String(text.dropLast()) : text
        }
        guard exponent >= -4, exponent < digits else {
            return trimmed(String(text[..<mark])) + text[mark...]
        }
        return trimmed(fixed(value, decimals: digits - 1 - exponent))
    }

    private func signed(_ text: String) -> String {
        guard let sign, !text.hasPrefix("-") else { return text }
        return String(sign) + text
    }

    /// The text padded to the width.
    func padded(_ text: String, isNumber: Bool) -> String {
        let missing = min(width ?? 0, 1 << 20) - text.count
        guard missing > 0 else { return text }
        if fillsWithZeros, isNumber, !isLeft, !isCentred {
            let sign = text.prefix { "+- ".contains($0) }
            return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
        }
        let blanks = String(repeating: fill, count: missing)
        if isCentred { return blanks.prefix(missing / 2) + text + blanks.dropFirst(missing / 2) }
        return isLeft ? text + blanks : blanks + text
    }
}

private func number(_ rest: inout Substring) -> Int? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(digits.count)
    // A text of a megabyte is long enough for any width and any precision.
    return digits.isEmpty ? nil : min(Int(digits) ?? .max, 1 << 20)
}
