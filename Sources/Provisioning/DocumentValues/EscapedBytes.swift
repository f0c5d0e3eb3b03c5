/// Bytes that are no UTF-8 within a text, as Python's `surrogateescape` has them: what was read so
/// is written back byte for byte.
///
/// Each such byte is one character of the last private plane, U+10FF00 and the byte; bytes that
/// are one of these characters already are escaped too.
public enum EscapedBytes {
    private static let escapes: ClosedRange<UInt32> = 0x10FF00...0x10FFFF

    /// The text of bytes.
    public static func text(_ bytes: [UInt8]) -> String {
        if !bytes.contains(0xF4), let text = String(validating: bytes, as: UTF8.self) {
            return text
        }
        var text = String.UnicodeScalarView()
        var index = 0
        while index < bytes.count {
            if let scalar = scalar(in: bytes, at: index), !escapes.contains(scalar.value) {
                text.append(scalar)
                index += UTF8.width(scalar)
            } else {
                if let escape = Unicode.Scalar(escapes.lowerBound + UInt32(bytes[index])) {
                    text.append(escape)
                }
                index += 1
            }
        }
        return String(text)
    }

    /// The bytes of a text.
    public static func bytes(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)
        guard bytes.contains(0xF4) else { return bytes }
        bytes.removeAll(keepingCapacity: true)
        for scalar in text.unicodeScalars {
            if escapes.contains(scalar.value) {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes += Array(String(scalar).utf8)
            }
        }
        return bytes
    }

    private static func scalar(in bytes: [UInt8], at index: Int) -> Unicode.Scalar? {
        let count = max(1, (~bytes[index]).leadingZeroBitCount)
        guard index + count <= bytes.count else { return nil }
        return String(validating: bytes[index..<index + count], as: UTF8.self)?.unicodeScalars.first
    }
}
