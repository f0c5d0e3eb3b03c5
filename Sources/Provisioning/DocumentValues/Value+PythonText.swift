/// Values as Python prints them, which is what a template prints.
extension Value {
    /// Python's `str(value)`: a text as it is, everything else as ``pythonRepr``.
    public var pythonText: String {
        guard case .string(let text) = self else { return pythonRepr }
        return text
    }

    /// Python's `repr(value)`: texts in quotes, `None`, `True`, `[1, 'a']`, `{'k': 2.0}`.
    public var pythonRepr: String {
        switch self {
        case .null: "None"
        case .bool(let value): value ? "True" : "False"
        case .integer(let value): String(value)
        case .float(let value): value.pythonRepr
        case .string(let value): value.pythonRepr
        case .list(let values):
            "[\(values.map(\.pythonRepr).joined(separator: ", "))]"
        case .map(let map):
            "{\(map.map { "\($0.key.pythonRepr): \($0.value.pythonRepr)" }.joined(separator: ", "))}"
        }
    }
}

extension Double {
    /// Python's `repr` of a float: the shortest digits, an exponent from 1e16 and below 1e-4.
    public var pythonRepr: String {
        guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
        let text = description
        // Swift writes whole numbers out up to 2^54; Python only up to 1e16.
        guard abs(self) >= 1e16, !text.contains("e"), text.hasSuffix(".0") else { return text }
        let sign = self < 0 ? "-" : ""
        let digits = text.dropFirst(sign.count).dropLast(2)
        var mantissa = digits.dropFirst()
        while mantissa.last == "0" { mantissa.removeLast() }
        let fraction = mantissa.isEmpty ? "" : ".\(mantissa)"
        return "\(sign)\(digits.prefix(1))\(fraction)e+\(digits.count - 1)"
    }
}

extension String {
    /// Python's order of texts: by code point.
    public func precedesInPython(_ other: String) -> Bool {
        unicodeScalars.lexicographicallyPrecedes(other.unicodeScalars)
    }

    /// Python's `repr` of a text: single quotes, unless only single quotes occur inside.
    public var pythonRepr: String { unicodeScalars.pythonRepr { $0.isPrintedByPython } }
}

extension [UInt8] {
    /// Python's `repr` of bytes: `b'/etc/caf\xe9'`.
    public var pythonRepr: String {
        "b" + map { Unicode.Scalar($0) }.pythonRepr { $0.isASCII && $0.isPrintedByPython }
    }
}

extension Collection where Element == Unicode.Scalar {
    fileprivate func pythonRepr(_ isPrinted: (Unicode.Scalar) -> Bool) -> String {
        let quote: Unicode.Scalar = contains("'") && !contains("\"") ? "\"" : "'"
        var result = String.UnicodeScalarView([quote])
        for scalar in self {
            switch scalar {
            case quote, "\\":
                result.append("\\")
                result.append(scalar)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case _ where isPrinted(scalar): result.append(scalar)
            default: result.append(contentsOf: scalar.pythonEscape.unicodeScalars)
            }
        }
        result.append(quote)
        return String(result)
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintedByPython: Bool {
        if isASCII { return value >= 0x20 && value < 0x7F }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .spaceSeparator:
            return false
        default:
            return true
        }
    }

    fileprivate var pythonEscape: String {
        switch value {
        case ..<0x100: "\\x" + hexadecimal(value, digits: 2)
        case ..<0x10000: "\\u" + hexadecimal(value, digits: 4)
        default: "\\U" + hexadecimal(value, digits: 8)
        }
    }
}

/// A number in hexadecimal with leading zeros.
func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
