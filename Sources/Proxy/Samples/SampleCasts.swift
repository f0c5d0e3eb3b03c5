/// HAProxy's matrix of casts.
extension SampleType {
    /// Whether a value of this type can become one of another, as far as types tell.
    public func casts(to other: SampleType) -> Bool {
        switch (self, other) {
        case (.same, _), (_, .same): false
        case (_, .any), (.any, _): true
        case (.bool, .bool), (.bool, .sint), (.bool, .str), (.bool, .bin): true
        case (.bool, _): false
        case (.sint, .meth): false
        case (.sint, _): true
        case (.address, .address), (.address, .ipv4), (.address, .ipv6), (.address, .str),
            (.address, .bin):
            true
        case (.address, _): false
        case (.ipv4, .bool), (.ipv4, .meth): false
        case (.ipv4, _): true
        case (.ipv6, .bool), (.ipv6, .sint), (.ipv6, .meth): false
        case (.ipv6, _): true
        case (.str, _): true
        case (.bin, .str), (.bin, .bin), (.bin, .meth): true
        case (.bin, _): false
        case (.meth, .str), (.meth, .bin), (.meth, .meth): true
        case (.meth, _): false
        }
    }

    /// Whether the cast leaves the value as it is.
    func isFree(to other: SampleType) -> Bool {
        switch (self, other) {
        case (_, .any): true
        case (.bool, .sint), (.sint, .bool), (.str, .bin): true
        case (.ipv4, .address), (.ipv6, .address): true
        default: self == other
        }
    }
}

extension Sample {
    /// The value as another type; nil when it cannot be, as a text that is no address.
    public func cast(to other: SampleType, _ arena: inout SampleArena) -> Sample? {
        if type == other || other == .any { return self }
        var result: Sample?
        switch (type, other) {
        case (.bool, .sint), (.sint, .bool), (.str, .bin), (.str, .meth), (.bin, .meth),
            (.meth, .str), (.meth, .bin):
            return retyped(other)
        case (.ipv4, .address), (.ipv6, .address): return self
        case (.bool, .str), (.sint, .str): result = arena.decimal(integer).map { .text($0) }
        case (.bool, .bin):
            result = arena.store(bigEndian: isTrue ? 1 : 0).map { .binary($0) }
        case (.sint, .bin):
            result = arena.store(bigEndian: UInt64(bitPattern: integer)).map { .binary($0) }
        case (.sint, .ipv4), (.sint, .address):
            result = .ipv4(UInt32(truncatingIfNeeded: integer))
        case (.sint, .ipv6):
            result = .ipv6(
                high: 0,
                low: 0xFFFF_0000_0000 | UInt64(UInt32(truncatingIfNeeded: integer))
            )
        case (.ipv4, .sint): result = .integer(Int64(ipv4))
        case (.ipv4, .ipv6): result = .ipv6(high: 0, low: 0xFFFF_0000_0000 | UInt64(ipv4))
        case (.ipv6, .ipv4): result = mapped
        case (.ipv4, .str), (.ipv6, .str): result = arena.addressText(self).map { .text($0) }
        case (.ipv4, .bin), (.ipv6, .bin): result = arena.addressBytes(self).map { .binary($0) }
        case (.str, .sint): result = bytes.isEmpty ? nil : .integer(bytes.leadingInteger)
        case (.str, .bool):
            result = bytes.isEmpty ? nil : Sample.integer(bytes.leadingInteger).retyped(.bool)
        case (.str, .address): result = AddressText.ipv4(bytes) ?? AddressText.ipv6(bytes)
        case (.str, .ipv4): result = AddressText.ipv4(bytes)
        case (.str, .ipv6): result = AddressText.ipv6(bytes)
        case (.bin, .str):
            let end = bytes.firstIndex(of: 0) ?? bytes.count
            result = .text(UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        default: return nil
        }
        result?.hasMore = hasMore
        return result
    }

    /// The IPv4 address within an IPv6 address: mapped, compatible, or of 6to4.
    private var mapped: Sample? {
        if high == 0 && (low >> 32 == 0xFFFF || low >> 32 == 0) {
            return .ipv4(UInt32(truncatingIfNeeded: low))
        }
        if high >> 48 == 0x2002 { return .ipv4(UInt32(truncatingIfNeeded: high >> 16)) }
        return nil
    }
}

extension UnsafeRawBufferPointer {
    /// The number at the beginning as HAProxy reads one: what follows the digits is left out, what
    /// is too large becomes the largest.
    public var leadingInteger: Int64 {
        var index = 0
        var isNegative = false
        if let sign = first, sign == 0x2D || sign == 0x2B {
            isNegative = sign == 0x2D
            index = 1
        }
        var number: Int64 = 0
        while index < count {
            let digit = self[index] &- 0x30
            guard digit < 10 else { break }
            let (product, overflows) = number.multipliedReportingOverflow(by: 10)
            let step = isNegative ? -Int64(digit) : Int64(digit)
            let (sum, carries) = product.addingReportingOverflow(step)
            if overflows || carries { return isNegative ? .min : .max }
            number = sum
            index += 1
        }
        return number
    }
}
