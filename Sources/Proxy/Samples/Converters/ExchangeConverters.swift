internal import Diagnostics
internal import HTTPWire

/// Messages of FIX, the protocol of stock exchanges: `tag=value`, each behind a byte of one.
extension ConverterKeyword {
    static let exchange: [ConverterKeyword] = [
        ConverterKeyword("fix_is_valid", .none, .bin, .bool) { value, _, context in
            context.mayChange = false
            switch ExchangeMessage.isValid(value.bytes) {
            case nil:
                context.mayChange = true
                return nil
            case let isValid?: return .bool(isValid)
            }
        },
        ConverterKeyword(
            "fix_tag_value",
            .init(required: 1, .text),
            .bin,
            .bin,
            check: { draft throws(Diagnostic) in
                let text = draft.text(0) ?? ""
                guard let tag = ExchangeMessage.tag(named: text) else {
                    throw draft.error("Unknown FIX tag name '\(text)'")
                }
                draft.set(0, number: Int64(tag))
            },
            { value, arguments, context in
                context.mayChange = false
                var fields = ExchangeMessage(value.bytes)
                while let field = fields.next() {
                    if Int64(field.tag) == arguments.number(0) { return .binary(field.value) }
                    if field.tag == ExchangeMessage.checksum { return nil }
                }
                context.mayChange = !fields.isInvalid
                return nil
            }
        ),
    ]
}

/// The fields of a message one by one.
private struct ExchangeMessage {
    struct Field {
        let tag: Int
        let value: UnsafeRawBufferPointer
        let start: Int
        let end: Int
    }

    static let checksum = 10
    private static let named = [
        "beginstring": 8, "bodylength": 9, "checksum": 10, "msgtype": 35, "sendercompid": 49,
        "targetcompid": 56,
    ]
    /// The versions, each with its highest tag.
    private static let versions = [
        "FIX.4.0": 140, "FIX.4.1": 211, "FIX.4.2": 446, "FIX.4.3": 659, "FIX.4.4": 956,
        "FIXT.1.1": 1621,
    ]

    static func tag(named text: String) -> Int? {
        if let number = Int(text) { return number > 0 ? number : nil }
        return named[text.lowercased()]
    }

    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    /// Whether what follows is no field.
    private(set) var isInvalid = false

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    mutating func next() -> Field? {
        let rest = bytes.part(position..<bytes.count)
        guard let equals = rest.firstIndex(of: 0x3D),
            let end = rest.part(equals..<rest.count).firstIndex(of: 0x01).map({ $0 + equals })
        else { return nil }
        let digits = rest.part(0..<equals)
        let isNumber = !digits.isEmpty && digits.count < 10 && digits.allSatisfy { $0 &- 0x30 < 10 }
        let tag = isNumber ? digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
        guard tag > 0 else {
            isInvalid = true
            return nil
        }
        let field = Field(
            tag: tag,
            value: rest.part((equals + 1)..<end),
            start: position,
            end: position + end + 1
        )
        position = field.end
        return field
    }

    /// Whether a message is well formed and its sum right; nil when more has to come.
    static func isValid(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        guard bytes.count >= 26 else { return nil }
        var fields = ExchangeMessage(bytes)
        var number = 0
        var sum: UInt8 = 0
        var (highest, bodyStart, bodyLength) = (0, 0, 0)
        while let field = fields.next() {
            number += 1
            let isUserDefined = (10_000...19_999).contains(field.tag)
            if number > 1, !isUserDefined, field.tag > highest { return false }
            switch number {
            case 1:
                let version = versions[String(decoding: field.value, as: UTF8.self)]
                guard field.tag == 8, let version else { return false }
                highest = version
            case 2:
                guard field.tag == 9, field.value.allSatisfy({ $0 &- 0x30 < 10 }) else {
                    return false
                }
                bodyLength = Int(field.value.leadingInteger)
                bodyStart = field.end
                if bodyLength <= 0 { return false }
            case 3:
                if field.tag != 35 { return false }
            default:
                guard field.tag == checksum else { break }
                return field.start - bodyStart == bodyLength && field.value.count == 3
                    && field.value.leadingInteger == Int64(sum)
            }
            for byte in bytes.part(field.start..<field.end) { sum &+= byte }
        }
        return fields.isInvalid || bodyStart == 0 ? false : nil
    }
}
