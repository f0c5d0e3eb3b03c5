internal import LinuxSystem

/// What the first bytes of a connection came to.
public enum ProxyHeaderReading: Sendable, Hashable {
    /// They may become a header.
    case incomplete
    /// They begin with a header of so many bytes.
    case complete(ProxyHeader, byteCount: Int)
    /// They never become one.
    case invalid(ProxyHeaderFault)
}

extension ProxyHeader {
    /// A header has so many bytes at most, its attributes among them.
    public static let byteLimit = 16_384

    /// HAProxy's limits of attributes.
    private static let attributeLimit = 1024
    private static let authorityLimit = 255
    private static let uniqueIDLimit = 128

    /// `\r\n\r\n\0\r\nQUIT\n`.
    static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]

    /// Reads the header that bytes begin with, in either version.
    ///
    /// What cannot become one is refused with its first wrong byte.
    public static func read(_ bytes: UnsafeRawBufferPointer) -> ProxyHeaderReading {
        guard let first = bytes.first else { return .incomplete }
        if first == signature[0] { return readBinary(bytes) }
        return TextHeader.read(bytes)
    }

    private static func readBinary(_ bytes: UnsafeRawBufferPointer) -> ProxyHeaderReading {
        guard bytes.starts(with: signature.prefix(bytes.count)) else {
            return .invalid(.notAHeader)
        }
        // Version and command, family and transport, length.
        guard bytes.count > 12 else { return .incomplete }
        guard bytes[12] >> 4 == 2 else { return .invalid(.notAHeader) }
        guard bytes[12] & 0xF <= 1 else { return .invalid(.malformed) }
        guard bytes.count >= 16 else { return .incomplete }
        let byteCount = 16 + (Int(bytes[14]) << 8 | Int(bytes[15]))
        guard byteCount <= byteLimit else { return .invalid(.tooLong) }
        guard bytes.count >= byteCount else { return .incomplete }
        let whole = UnsafeRawBufferPointer(rebasing: bytes[..<byteCount])
        do throws(ProxyHeaderFault) {
            return .complete(try decode(whole), byteCount: byteCount)
        } catch {
            return .invalid(error)
        }
    }

    private static func decode(
        _ whole: UnsafeRawBufferPointer
    ) throws(ProxyHeaderFault) -> ProxyHeader {
        let isLocal = whole[12] & 0xF == 0
        let (origin, addressByteCount) = try addresses(whole, isLocal: isLocal)
        let start = 16 + addressByteCount
        try checkAttributes(of: whole, from: start)
        let attributes = UnsafeRawBufferPointer(rebasing: whole[start...])
        return ProxyHeader(
            isLocal ? .local : origin,
            attributes: ProxyAttributes(wellFormed: attributes)
        )
    }

    /// The addresses, and how many bytes they take; those of a local connection mean nothing, and need
    /// not be there.
    private static func addresses(
        _ whole: UnsafeRawBufferPointer,
        isLocal: Bool
    ) throws(ProxyHeaderFault) -> (Origin, Int) {
        let family = whole[13] >> 4
        let transport = whole[13] & 0xF
        guard family <= 3, transport <= 2 else { throw .malformed }
        let byteCount = [0, 12, 36, 216][Int(family)]
        guard whole.count >= 16 + byteCount else {
            if isLocal { return (.local, 0) }
            throw .malformed
        }
        guard family > 0, transport > 0 else { return (.unknown, byteCount) }
        let size = [0, 4, 16, 108][Int(family)]
        let ports = 16 + 2 * size
        func port(_ offset: Int) -> UInt16 {
            UInt16(whole[ports + offset]) << 8 | UInt16(whole[ports + offset + 1])
        }
        func address(_ offset: Int, _ port: UInt16) -> SocketAddress {
            let field = UnsafeRawBufferPointer(rebasing: whole[offset..<(offset + size)])
            switch family {
            case 1: return .v4(UInt32(truncatingIfNeeded: field.bigEndianNumber), port: port)
            case 2:
                let low = UnsafeRawBufferPointer(rebasing: field[8...])
                let high = UnsafeRawBufferPointer(rebasing: field[..<8])
                return .v6(high: high.bigEndianNumber, low: low.bigEndianNumber, port: port)
            default: return .unix(path(field))
            }
        }
        let isUnix = family == 3
        let source = address(16, isUnix ? 0 : port(0))
        let destination = address(16 + size, isUnix ? 0 : port(2))
        return (
            transport == 1
                ? .stream(source: source, destination: destination)
                : .datagrams(source: source, destination: destination),
            byteCount
        )
    }

    /// The path of a unix socket, or its abstract name after `@`.
    private static func path(_ field: UnsafeRawBufferPointer) -> String {
        let isAbstract = field[0] == 0 && field[1] != 0
        let name = field.dropFirst(isAbstract ? 1 : 0).prefix { $0 != 0 }
        return (isAbstract ? "@" : "") + String(decoding: name, as: UTF8.self)
    }

    private static func checkAttributes(
        of whole: UnsafeRawBufferPointer,
        from start: Int
    ) throws(ProxyHeaderFault) {
        var offset = start
        var hasChecksum = false
        while offset < whole.count {
            guard let end = ProxyAttributes.end(of: offset, in: whole) else { throw .malformed }
            let value = UnsafeRawBufferPointer(rebasing: whole[(offset + 3)..<end])
            guard value.count <= attributeLimit else { throw .malformed }
            switch ProxyAttributes.Kind(rawValue: whole[offset]) {
            case .checksum:
                guard value.count == 4, !hasChecksum else { throw .malformed }
                hasChecksum = true
                guard value.bigEndianNumber == checksum(of: whole, at: offset + 3) else {
                    throw .wrongChecksum
                }
            case .authority where value.count > authorityLimit: throw .malformed
            case .uniqueID where value.count > uniqueIDLimit: throw .malformed
            case .encryption where ProxyEncryption(value) == nil: throw .malformed
            default: break
            }
            offset = end
        }
    }

    /// The checksum of a header, the four bytes of the checksum itself taken for zeroes.
    static func checksum(of whole: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        var sum = CastagnoliChecksum()
        sum.add(whole[..<offset])
        sum.add([0, 0, 0, 0])
        sum.add(whole[(offset + 4)...])
        return UInt64(sum.value)
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes as one number, the first in the highest bits.
    fileprivate var bigEndianNumber: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}
