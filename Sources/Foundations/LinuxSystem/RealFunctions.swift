internal import Glibc

/// A number to the power of another.
///
/// The C function is `pow`.
public func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The natural logarithm.
///
/// The C function is `log`.
public func naturalLogarithm(_ value: Double) -> Double { log(value) }

/// A number with at most six digits, in the shorter of both notations, as `%g` writes it.
///
/// The C function is `vsnprintf`.
public func generalText(_ value: Double) -> String {
    var buffer = [CChar](repeating: 0, count: 32)
    let count = withVaList([value]) { vsnprintf(&buffer, buffer.count, "%g", $0) }
    return String(
        decoding: buffer.prefix(Int(max(0, count))).map(UInt8.init(bitPattern:)),
        as: UTF8.self
    )
}
