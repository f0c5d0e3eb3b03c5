internal import Glibc

/// A number to the power of another.
///
/// The C function is `pow`.
public func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The natural logarithm.
///
/// The C function is `log`.
public func naturalLogarithm(_ value: Double) -> Double { log(value) }
