internal import DocumentValues

/// A floating point number with a fixed count of decimals, rounded half to even as Python does.
func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return value.pythonRepr }
    var digits = decimalDigits(of: abs(value), decimals: max(0, min(decimals, 60)))
    while digits.count <= decimals { digits.insert("0", at: digits.startIndex) }
    let sign = value.sign == .minus ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    return "\(sign)\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
}

/// The digits of `value * 10^decimals`, exactly rounded, by arithmetic on decimal digits.
private func decimalDigits(of value: Double, decimals: Int) -> String {
    // value = significand * 2^exponent with a whole significand
    let significand = value.significandBitPattern | (value.isNormal ? 1 << 52 : 0)
    let exponent = (value.isNormal ? Int(value.exponentBitPattern) : 1) - 1075
    var number = WholeNumber(significand)
    for _ in 0..<decimals { number.multiply(by: 10) }
    guard exponent < 0 else {
        for _ in 0..<exponent { number.multiply(by: 2) }
        return number.digits
    }
    // Halve step by step, remembering what falls off.
    var half = false
    var isInexact = false
    for _ in 0..<(-exponent) {
        isInexact = isInexact || half
        half = number.halve()
    }
    if half && (isInexact || number.isOdd) { number.increment() }
    return number.digits
}

/// A whole number of any size in limbs of 32 bits, lowest first.
private struct WholeNumber {
    private var limbs: [UInt32]

    init(_ value: UInt64) {
        limbs = [UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]
    }

    var isOdd: Bool { limbs[0] & 1 == 1 }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * factor + carry
            limbs[index] = UInt32(truncatingIfNeeded: product)
            carry = product >> 32
        }
        if carry > 0 { limbs.append(UInt32(carry)) }
    }

    mutating func increment() {
        for index in limbs.indices {
            let (sum, overflow) = limbs[index].addingReportingOverflow(1)
            limbs[index] = sum
            guard overflow else { return }
        }
        limbs.append(1)
    }

    /// Halves the number; whether a one fell off.
    mutating func halve() -> Bool {
        var carry: UInt32 = 0
        for index in limbs.indices.reversed() {
            let next = limbs[index] & 1
            limbs[index] = limbs[index] >> 1 | carry << 31
            carry = next
        }
        return carry == 1
    }

    /// The decimal digits.
    var digits: String {
        var rest = limbs
        var parts: [String] = []
        while rest.contains(where: { $0 != 0 }) {
            var remainder: UInt64 = 0
            for index in rest.indices.reversed() {
                let value = remainder << 32 | UInt64(rest[index])
                rest[index] = UInt32(value / 1_000_000_000)
                remainder = value % 1_000_000_000
            }
            parts.append(String(remainder))
        }
        guard let first = parts.last else { return "0" }
        return parts.dropLast().reversed().reduce(first) { text, part in
            text + String(repeating: "0", count: 9 - part.count) + part
        }
    }
}

/// A number in scientific notation, as Python's `e`.
func scientific(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, value != 0 else {
        return value == 0 ? fixed(value, decimals: decimals) + "e+00" : value.pythonRepr
    }
    let text = abs(value).description
    var exponent = 0
    if let mark = text.firstIndex(of: "e") {
        exponent = Int(text[text.index(after: mark)...]) ?? 0
    } else {
        let digits = text.prefix { $0 != "." }
        if digits != "0" {
            exponent = digits.count - 1
        } else {
            exponent = -1 - text.dropFirst(2).prefix { $0 == "0" }.count
        }
    }
    var mantissa = value
    for _ in 0..<abs(exponent) { mantissa = exponent > 0 ? mantissa / 10 : mantissa * 10 }
    var digits = fixed(mantissa, decimals: decimals)
    if digits.drop(while: { $0 == "-" }).hasPrefix("10") {
        exponent += 1
        digits = fixed(mantissa / 10, decimals: decimals)
    }
    let power = String(abs(exponent))
    return "\(digits)e\(exponent < 0 ? "-" : "+")\(power.count < 2 ? "0" : "")\(power)"
}
