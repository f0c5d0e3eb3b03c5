/// An ASCII letter in lower case; every other byte as it is.
///
/// The protocol ignores the case of ASCII letters and of nothing else: `^` is not `~`, and no letter
/// beyond ASCII has a case.
@inlinable
public func asciiLowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
}

/// An ASCII letter in upper case; every other byte as it is.
@inlinable
public func asciiUppercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x61 < 26 ? byte & 0xDF : byte
}

/// Whether bytes are that lower-case ASCII text, their case ignored.
@inlinable
public func equalsIgnoringCase(_ bytes: UnsafeRawBufferPointer, _ lower: StaticString) -> Bool {
    guard bytes.count == lower.utf8CodeUnitCount else { return false }
    let text = lower.utf8Start
    for index in 0..<bytes.count where asciiLowercased(bytes[index]) != text[index] {
        return false
    }
    return true
}

/// Whether two runs of bytes are the same, the case of ASCII letters ignored.
@inlinable
public func equalsIgnoringCase(
    _ left: some Collection<UInt8>,
    _ right: some Collection<UInt8>
) -> Bool {
    left.count == right.count
        && left.elementsEqual(right) { asciiLowercased($0) == asciiLowercased($1) }
}
