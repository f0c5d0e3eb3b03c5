internal import HTTPWire

/// The fields that stand for the start line [RFC 9113 8.3], taken out of a block whose other fields are judged too.
struct PseudoFields {
    private(set) var method: UnsafeRawBufferPointer?
    private(set) var scheme: UnsafeRawBufferPointer?
    private(set) var authority: UnsafeRawBufferPointer?
    private(set) var path: UnsafeRawBufferPointer?
    private(set) var webProtocol: UnsafeRawBufferPointer?
    private(set) var status: UnsafeRawBufferPointer?
    /// The first field that is none of them.
    private(set) var count = 0

    /// Whether only what a request has is there.
    var areOfRequest: Bool { status == nil }
    /// Whether only what a response has is there.
    var areOfResponse: Bool {
        method == nil && scheme == nil && authority == nil && path == nil && webProtocol == nil
    }

    /// Takes them; nil when a name or a value is none, or one stands where it may not.
    init?(_ fields: FieldList) {
        while count < fields.count, fields.name(count).first == UInt8(ascii: ":") {
            guard take(fields.name(count), fields.value(count)) else { return nil }
            count += 1
        }
        guard PseudoFields.areRegular(fields, from: count) else { return nil }
    }

    /// Whether all fields from there on are names in lower case with values, and of no single connection.
    static func areRegular(_ fields: FieldList, from first: Int) -> Bool {
        for index in first..<fields.count {
            let name = fields.name(index)
            guard isLowercaseToken(name), isHeaderValue(fields.value(index)),
                !isOfConnection(name)
            else { return false }
        }
        return true
    }

    private mutating func take(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer
    ) -> Bool {
        guard isHeaderValue(value) else { return false }
        return switch name.count {
        case 5 where name.elementsEqual(bytes(of: ":path")): PseudoFields.set(&path, value)
        case 7 where name.elementsEqual(bytes(of: ":method")): PseudoFields.set(&method, value)
        case 7 where name.elementsEqual(bytes(of: ":scheme")): PseudoFields.set(&scheme, value)
        case 7 where name.elementsEqual(bytes(of: ":status")): PseudoFields.set(&status, value)
        case 9 where name.elementsEqual(bytes(of: ":protocol")):
            PseudoFields.set(&webProtocol, value)
        case 10 where name.elementsEqual(bytes(of: ":authority")):
            PseudoFields.set(&authority, value)
        default: false
        }
    }

    private static func set(
        _ field: inout UnsafeRawBufferPointer?,
        _ value: UnsafeRawBufferPointer
    ) -> Bool {
        guard field == nil else { return false }
        field = value
        return true
    }
}

/// Whether a field is about one connection of HTTP/1, and so stands in no message of HTTP/2 [RFC 9113 8.2.2].
func isOfConnection(_ name: UnsafeRawBufferPointer) -> Bool {
    switch name.count {
    case 7: equalsIgnoringCase(name, "upgrade")
    case 10: equalsIgnoringCase(name, "connection") || equalsIgnoringCase(name, "keep-alive")
    case 16: equalsIgnoringCase(name, "proxy-connection")
    case 17: equalsIgnoringCase(name, "transfer-encoding")
    default: false
    }
}
