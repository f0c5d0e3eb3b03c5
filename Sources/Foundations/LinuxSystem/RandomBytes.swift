internal import CLinux

/// Random bytes of the kernel's, fit for keys.
///
/// The C function is `getrandom`.
public func randomBytes(count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try check("getrandom") { clinux_random(&bytes, UInt(count)) }
    return bytes
}

/// A name that nobody else has: `count` lower-case letters and digits.
public func randomName(count: Int = 12) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
}
