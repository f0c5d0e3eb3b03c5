/// The value of a hexadecimal digit; nil of any other byte, a sign among them.
public func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
}

/// The byte that two hexadecimal digits at the start of a text stand for; nil when it has none there.
public func hexadecimalByte(_ text: some Collection<UInt8>) -> UInt8? {
    var digits = text.makeIterator()
    guard let high = digits.next().flatMap(hexadecimalDigit),
        let low = digits.next().flatMap(hexadecimalDigit)
    else { return nil }
    return high << 4 | low
}
