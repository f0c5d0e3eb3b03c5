internal import LinuxSystem

/// Addresses read from bytes, as HAProxy reads them.
public enum AddressText {
    /// Four numbers with dots between; what follows them is left out.
    public static func ipv4(_ bytes: UnsafeRawBufferPointer) -> Sample? {
        var word: UInt32 = 0
        var octet: UInt32 = 0
        var octets = 0
        var sawDigit = false
        for byte in bytes {
            let digit = byte &- 0x30
            if digit < 10 {
                octet = octet * 10 + UInt32(digit)
                if octet > 255 { return nil }
                if !sawDigit {
                    octets += 1
                    if octets > 4 { return nil }
                    sawDigit = true
                }
            } else if byte == 0x2E {
                guard sawDigit, octets < 4 else { return nil }
                word = word << 8 | octet
                octet = 0
                sawDigit = false
            } else {
                break
            }
        }
        guard octets == 4 else { return nil }
        return .ipv4(word << 8 | octet)
    }

    /// The groups of an IPv6 address.
    public static func ipv6(_ bytes: UnsafeRawBufferPointer) -> Sample? {
        guard bytes.count <= 46, bytes.contains(0x3A), !bytes.contains(0) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        guard case .v6(let high, let low, _) = SocketAddress(numeric: text, port: 0) else {
            return nil
        }
        return .ipv6(high: high, low: low)
    }

    /// A mask of IPv4: a number of bits or an address.
    static func mask4(_ text: String) -> Sample? {
        if let bits = Int(text), !text.contains(".") {
            guard (0...32).contains(bits) else { return nil }
            return .ipv4(bits == 0 ? 0 : ~0 << UInt32(32 - bits))
        }
        guard case .v4(let word, _) = SocketAddress(numeric: text, port: 0) else { return nil }
        return .ipv4(word)
    }

    /// A mask of IPv6: a number of bits or an address.
    static func mask6(_ text: String) -> Sample? {
        if let bits = Int(text) {
            guard (0...128).contains(bits) else { return nil }
            let (high, low) = mask(bits)
            return .ipv6(high: high, low: low)
        }
        guard case .v6(let high, let low, _) = SocketAddress(numeric: text, port: 0) else {
            return nil
        }
        return .ipv6(high: high, low: low)
    }

    /// The mask of so many bits.
    static func mask(_ bits: Int) -> (high: UInt64, low: UInt64) {
        let high: UInt64 = bits <= 0 ? 0 : bits >= 64 ? ~0 : ~0 << UInt64(64 - bits)
        let low: UInt64 = bits <= 64 ? 0 : bits >= 128 ? ~0 : ~0 << UInt64(128 - bits)
        return (high, low)
    }
}

extension SampleArena {
    /// An address as text.
    mutating func addressText(_ address: Sample) -> UnsafeRawBufferPointer? {
        guard address.type == .ipv4 else {
            let host = SocketAddress.v6(high: address.high, low: address.low, port: 0).host
            return store(host.utf8)
        }
        var writer = ArenaWriter(&self, limit: 15)
        for shift in stride(from: 24, through: 0, by: -8) {
            if shift < 24 { writer.write(0x2E) }
            writer.write(decimal: Int64(address.ipv4 >> UInt32(shift) & 255))
        }
        return writer.finish(&self)
    }

    /// An address's bytes in network order.
    mutating func addressBytes(_ address: Sample) -> UnsafeRawBufferPointer? {
        guard let copy = take(address.type == .ipv4 ? 4 : 16) else { return nil }
        if address.type == .ipv4 {
            copy.storeBytes(of: address.ipv4.bigEndian, as: UInt32.self)
        } else {
            copy.storeBytes(of: address.high.bigEndian, as: UInt64.self)
            copy.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return UnsafeRawBufferPointer(copy)
    }
}
