/// Names and ports of nodes in `Forwarded` headers [RFC 7239 6].
public enum ForwardedNode {
    /// A node's name from a sample: an address, `unknown`, or a name of the sender's own, which begins with an
    /// underscore; nil when it can be none of them.
    public static func name(_ sample: Sample, _ context: inout SampleContext) -> [UInt8]? {
        guard let text = sample.cast(to: .str, &context.arena)?.bytes else { return nil }
        if sample.type == .ipv6 || AddressText.ipv6(text) != nil, text.contains(0x3A) {
            return [0x5B] + Array(text) + [0x5D]
        }
        let bytes = Array(text)
        if AddressText.ipv4(text) != nil || isName(bytes) { return bytes }
        return hidden(bytes)
    }

    /// A port from a text: a number, or a word of the sender's own.
    public static func port(_ text: [UInt8]) -> [UInt8]? { isPort(text) ? text : hidden(text) }

    /// Whether a text is a word that hides what it stands for.
    static func isHidden(_ text: some Collection<UInt8>) -> Bool {
        text.count > 1 && text.first == 0x5F && text.dropFirst().allSatisfy(isWord)
    }

    /// Whether a text is `unknown` or hides a name.
    static func isName(_ text: some Collection<UInt8>) -> Bool {
        isHidden(text) || text.elementsEqual("unknown".utf8)
    }

    /// Whether a text is a port.
    static func isPort(_ text: some Collection<UInt8>) -> Bool {
        if isHidden(text) { return true }
        guard (1...5).contains(text.count), text.allSatisfy({ $0 &- 0x30 < 10 }) else {
            return false
        }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
    }

    private static func hidden(_ text: [UInt8]) -> [UInt8]? {
        text.isEmpty || !text.allSatisfy(isWord) ? nil : [0x5F] + text
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || "._-".utf8.contains(byte)
    }

    /// A node taken apart; nil when the text is none.
    static func parse(_ text: [UInt8]) -> (name: [UInt8], port: [UInt8]?)? {
        var name = text[...]
        var port: ArraySlice<UInt8>?
        if text.first == 0x5B {
            guard let end = text.firstIndex(of: 0x5D) else { return nil }
            name = text[1..<end]
            guard name.withUnsafeBytes({ AddressText.ipv6($0) }) != nil else { return nil }
            if end + 1 < text.count {
                guard text[end + 1] == 0x3A else { return nil }
                port = text[(end + 2)...]
            }
        } else {
            if let colon = text.firstIndex(of: 0x3A) {
                name = text[..<colon]
                port = text[(colon + 1)...]
            }
            let isAddress = name.withUnsafeBytes { AddressText.ipv4($0) } != nil
            guard isAddress || isName(name) else { return nil }
        }
        if let port, !isPort(port) { return nil }
        return (Array(name), port.map { Array($0) })
    }
}

/// One element of a `Forwarded` header [RFC 7239 4]; nil when it is none.
struct ForwardedElement {
    private(set) var parameters: [(name: String, value: [UInt8])] = []

    init?(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        let known: Set<String> = ["for", "by", "host", "proto"]
        while true {
            let nameEnd = bytes[index...].firstIndex(of: 0x3D) ?? bytes.count
            guard nameEnd < bytes.count else { return nil }
            let name = String(decoding: bytes[index..<nameEnd], as: UTF8.self).lowercased()
            guard known.contains(name), !parameters.contains(where: { $0.name == name }) else {
                return nil
            }
            index = nameEnd + 1
            guard let value = Self.value(bytes, &index), Self.isValid(value, name) else {
                return nil
            }
            parameters.append((name, value.text))
            if index == bytes.count { return }
            guard bytes[index] == 0x3B else { return nil }
            index += 1
        }
    }

    private static func value(
        _ bytes: UnsafeRawBufferPointer,
        _ index: inout Int
    ) -> (text: [UInt8], isQuoted: Bool)? {
        var text: [UInt8] = []
        if index < bytes.count, bytes[index] == 0x22 {
            index += 1
            while index < bytes.count, bytes[index] != 0x22 {
                if bytes[index] == 0x5C { index += 1 }
                guard index < bytes.count else { return nil }
                text.append(bytes[index])
                index += 1
            }
            guard index < bytes.count else { return nil }
            index += 1
            return (text, true)
        }
        while index < bytes.count, bytes[index] != 0x3B {
            text.append(bytes[index])
            index += 1
        }
        return text.isEmpty ? nil : (text, false)
    }

    private static func isValid(_ value: (text: [UInt8], isQuoted: Bool), _ name: String) -> Bool {
        // Colons and brackets are no characters of a token.
        if !value.isQuoted, value.text.contains(where: { ":[]\" ,".utf8.contains($0) }) {
            return false
        }
        switch name {
        case "proto": return ["http", "https"].contains { value.text.elementsEqual($0.utf8) }
        case "host": return !value.text.isEmpty
        default: return ForwardedNode.parse(value.text) != nil
        }
    }
}

/// Parts of `Forwarded` headers.
extension ConverterKeyword {
    static let forwarded: [ConverterKeyword] = [
        ConverterKeyword("rfc7239_is_valid", .none, .str, .bool) { input, _, _ in
            .bool(ForwardedElement(input.bytes) != nil)
        },
        ConverterKeyword("rfc7239_field", .init(required: 1, .text), .str, .str) {
            input,
            arguments,
            context in
            guard let element = ForwardedElement(input.bytes),
                let found = element.parameters.first(where: {
                    arguments.text(0).elementsEqual($0.name.utf8)
                })
            else { return nil }
            return context.arena.store(found.value).map { .text($0) }
        },
        ConverterKeyword("rfc7239_n2nn", .none, .str, .any) { input, _, context in
            guard let node = ForwardedNode.parse(Array(input.bytes)),
                let text = context.arena.store(node.name)
            else { return nil }
            return AddressText.ipv4(text) ?? AddressText.ipv6(text) ?? .text(text)
        },
        ConverterKeyword("rfc7239_n2np", .none, .str, .any) { input, _, context in
            guard let node = ForwardedNode.parse(Array(input.bytes)), let port = node.port else {
                return nil
            }
            guard port.first != 0x5F else { return context.arena.store(port).map { .text($0) } }
            return .integer(port.reduce(0) { $0 * 10 + Int($1 - 0x30) })
        },
    ]
}
