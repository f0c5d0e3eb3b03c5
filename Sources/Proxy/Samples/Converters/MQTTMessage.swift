internal import HTTPWire

/// A CONNECT or CONNACK of MQTT 3.1, 3.1.1 or 5.0, the two messages with which a connection begins, taken apart.
struct MQTTMessage {
    /// What a look at bytes has found.
    enum Verdict {
        case valid(MQTTMessage)
        case invalid
        /// More has to come.
        case incomplete
    }

    /// A field of a message: by its name, or by the number of a property.
    enum Value {
        case number(UInt32)
        case text(UnsafeRawBufferPointer)
    }

    /// How a property's value is written.
    enum PropertyKind {
        /// A number of so many bytes.
        case number(bytes: Int)
        /// A truth value in one byte.
        case flag
        /// A number of so many bytes that is not zero.
        case positive(bytes: Int)
        case text
        /// A text that is not empty.
        case filledText
        /// Two texts, which may come often.
        case pair
    }

    static let connect: UInt8 = 1
    static let acknowledgement: UInt8 = 2
    /// What may come often, so that it is not asked for.
    private static let userProperty: UInt8 = 38

    private static let connectProperties: [UInt8: PropertyKind] = [
        17: .number(bytes: 4), 21: .text, 22: .text, 23: .flag, 25: .flag, 33: .positive(bytes: 2),
        34: .number(bytes: 2), 38: .pair, 39: .positive(bytes: 4),
    ]
    private static let willProperties: [UInt8: PropertyKind] = [
        1: .flag, 2: .number(bytes: 4), 3: .text, 8: .text, 9: .text, 24: .number(bytes: 4),
        38: .pair,
    ]
    private static let acknowledgementProperties: [UInt8: PropertyKind] = [
        17: .number(bytes: 4), 18: .filledText, 19: .number(bytes: 2), 21: .text, 22: .text,
        26: .text, 28: .text, 31: .text, 33: .positive(bytes: 2), 34: .number(bytes: 2), 36: .flag,
        37: .flag, 38: .pair, 39: .positive(bytes: 4), 40: .flag, 41: .flag, 42: .flag,
    ]

    /// What the first byte's lower half has to be; any for PUBLISH.
    private static let flags: [UInt8?] = [
        nil, 0, 0, nil, 0, 0, 2, 0, 2, 0, 2, 0, 0, 0, 0, 0,
    ]

    /// Which of the messages it is.
    let kind: UInt8
    private var fields: [MQTTField: Value] = [:]

    private init(_ kind: UInt8) { self.kind = kind }

    /// The value of a field; nil when the message has none.
    ///
    /// A property that a message of 5.0 may have and has not is zero, or no text.
    subscript(field: MQTTField) -> Value? {
        if field == .property(Self.userProperty) { return nil }
        if let value = fields[field] {
            if case .text(let text) = value, text.isEmpty { return nil }
            return value
        }
        guard case .number(5)? = fields[.protocolVersion], case .property(let number) = field else {
            return nil
        }
        let isOfWill = kind == Self.connect && Self.willProperties[number] != nil
        let properties =
            kind == Self.acknowledgement
            ? Self.acknowledgementProperties
            : hasWill && isOfWill ? Self.willProperties : Self.connectProperties
        switch properties[number] {
        case .number, .flag, .positive: return .number(0)
        default: return nil
        }
    }

    private var hasWill: Bool {
        guard case .number(let flags)? = fields[.flags] else { return false }
        return kind == Self.connect && flags & 4 != 0
    }

    /// Looks at the first message in bytes.
    static func read(_ bytes: UnsafeRawBufferPointer) -> Verdict {
        guard bytes.count >= 2 else { return .incomplete }
        let kind = bytes[0] >> 4
        if kind == 0 || kind != 3 && flags[Int(kind)] != bytes[0] & 15 { return .invalid }
        var reader = MQTTReader(bytes.part(1..<bytes.count))
        guard let length = reader.variableNumber() else { return .invalid }
        guard reader.rest.count >= Int(length) else { return .incomplete }
        var message = MQTTMessage(kind)
        let start = reader.rest.count
        let isRead: Bool
        switch kind {
        case connect: isRead = message.readConnect(&reader)
        case acknowledgement: isRead = message.readAcknowledgement(&reader)
        default: isRead = false
        }
        return isRead && start - reader.rest.count == Int(length) ? .valid(message) : .invalid
    }

    private mutating func readConnect(_ reader: inout MQTTReader) -> Bool {
        guard let name = reader.text(),
            equalsIgnoringCase(name, "mqtt") || equalsIgnoringCase(name, "mqisdp"),
            let version = reader.number(bytes: 1), version >= 3, version <= 5,
            let flags = reader.number(bytes: 1), flags & 1 == 0, flags & 0x3C != 0x18,
            let keepAlive = reader.number(bytes: 2)
        else { return false }
        fields[.protocolName] = .text(name)
        fields[.protocolVersion] = .number(version)
        fields[.flags] = .number(flags)
        fields[.keepAlive] = .number(keepAlive)
        if version == 5 {
            guard readProperties(Self.connectProperties, &reader) else { return false }
            if self[.property(21)] == nil, self[.property(22)] != nil { return false }
        }
        guard readText(.clientIdentifier, &reader) else { return false }
        if flags & 4 != 0 {
            if version == 5, !readProperties(Self.willProperties, &reader) { return false }
            guard readText(.willTopic, &reader), readText(.willPayload, &reader) else {
                return false
            }
        }
        if flags & 0x80 != 0, !readText(.username, &reader) { return false }
        if flags & 0x40 != 0, !readText(.password, &reader) { return false }
        return true
    }

    private mutating func readAcknowledgement(_ reader: inout MQTTReader) -> Bool {
        let version: UInt32 = reader.rest.count == 2 ? 4 : 5
        guard let flags = reader.number(bytes: 1), flags & 0xFE == 0,
            let reason = reader.number(bytes: 1)
        else { return false }
        fields[.protocolVersion] = .number(version)
        fields[.flags] = .number(flags)
        fields[.reasonCode] = .number(reason)
        return version == 4 || readProperties(Self.acknowledgementProperties, &reader)
    }

    private mutating func readText(_ field: MQTTField, _ reader: inout MQTTReader) -> Bool {
        guard let text = reader.text() else { return false }
        fields[field] = .text(text)
        return true
    }

    private mutating func readProperties(
        _ known: [UInt8: PropertyKind],
        _ reader: inout MQTTReader
    ) -> Bool {
        guard let length = reader.variableNumber(), var part = reader.part(Int(length)) else {
            return false
        }
        while let byte = part.number(bytes: 1) {
            let number = UInt8(truncatingIfNeeded: byte)
            guard let kind = known[number], let value = part.value(of: kind) else { return false }
            let field = MQTTField.property(number)
            if case .pair = kind {} else if fields[field] != nil { return false }
            fields[field] = value
        }
        return true
    }
}

/// What can be asked of a message.
enum MQTTField: Hashable, Sendable {
    case flags, reasonCode, protocolName, protocolVersion, clientIdentifier, willTopic, willPayload
    case username, password, keepAlive
    /// A property of 5.0.
    case property(UInt8)

    private static let named: [(name: String, field: MQTTField, kinds: Set<UInt8>)] = [
        ("flags", .flags, [1, 2]), ("reason_code", .reasonCode, [2, 4, 5, 6, 7, 14]),
        ("protocol_name", .protocolName, [1]), ("protocol_version", .protocolVersion, [1, 2]),
        ("client_identifier", .clientIdentifier, [1]), ("will_topic", .willTopic, [1]),
        ("will_payload", .willPayload, [1]), ("username", .username, [1]),
        ("password", .password, [1]), ("keepalive", .keepAlive, [1]),
    ]

    /// The kinds of message, each with the properties that may be asked of it.
    private static let kinds: [(name: String, properties: Set<UInt8>)] = [
        ("connect", [1, 2, 3, 8, 9, 17, 21, 22, 23, 24, 25, 33, 34, 38, 39]),
        (
            "connack",
            [17, 18, 19, 21, 22, 26, 28, 31, 33, 34, 36, 37, 38, 39, 40, 41, 42]
        ),
        ("publish", [1, 2, 3, 8, 9, 11, 35, 38]), ("puback", [31, 38]), ("pubrec", [31, 38]),
        ("pubrel", [31, 38]), ("pubcomp", [31, 38]), ("subscribe", [11, 38]), ("suback", [31, 38]),
        ("unsubscribe", [38]), ("unsuback", [31, 38]), ("pingreq", []), ("pingresp", []),
        ("disconnect", [17, 28, 31, 38]), ("auth", [21, 22, 31, 38]),
    ]

    /// The number of a kind of message by its name or number.
    static func kind(named text: String) -> UInt8? {
        if let number = Int(text), (1...kinds.count).contains(number) {
            return UInt8(truncatingIfNeeded: number)
        }
        let name = text.lowercased()
        return kinds.firstIndex { $0.name == name }.map { UInt8(truncatingIfNeeded: $0 + 1) }
    }

    /// Every field that may be asked of a kind of message; their places stand for them in arguments.
    static func fields(of kind: UInt8) -> [(name: String, field: MQTTField)] {
        guard kind >= 1, Int(kind) <= kinds.count else { return [] }
        let properties = kinds[Int(kind) - 1].properties.sorted()
        return named.filter { $0.kinds.contains(kind) }.map { ($0.name, $0.field) }
            + properties.map { ("\($0)", .property($0)) }
    }
}

/// Reads the parts of a message one after the other.
private struct MQTTReader {
    private(set) var rest: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    /// A number of so many bytes, the highest first.
    mutating func number(bytes count: Int) -> UInt32? {
        guard let bytes = take(count) else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// A number of one to four bytes of seven bits; what ends early counts as it is.
    mutating func variableNumber() -> UInt32? {
        var number: UInt32 = 0
        for index in 0..<4 {
            guard let byte = self.number(bytes: 1) else { return number }
            number |= (byte & 127) << UInt32(7 * index)
            if byte <= 127 { return number }
        }
        return nil
    }

    mutating func text() -> UnsafeRawBufferPointer? {
        number(bytes: 2).flatMap { take(Int($0)) }
    }

    mutating func part(_ count: Int) -> MQTTReader? {
        take(count).map { MQTTReader($0) }
    }

    mutating func value(of kind: MQTTMessage.PropertyKind) -> MQTTMessage.Value? {
        switch kind {
        case .number(let count): return number(bytes: count).map { .number($0) }
        case .flag: return number(bytes: 1).flatMap { $0 <= 1 ? .number($0) : nil }
        case .positive(let count):
            return number(bytes: count).flatMap { $0 > 0 ? .number($0) : nil }
        case .text: return text().map { .text($0) }
        case .filledText: return text().flatMap { $0.isEmpty ? nil : .text($0) }
        case .pair:
            guard text() != nil, let value = text() else { return nil }
            return .text(value)
        }
    }

    private mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.part(count..<rest.count) }
        return rest.part(0..<count)
    }
}
