internal import LinuxSystem

/// Finds a value in a JSON text by a path as `$.a.b[2]`, without building anything of the rest.
struct JSONQuery {
    private let bytes: UnsafeRawBufferPointer
    private var position = 0

    private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The value: a text, a truth value, a number as text or number, an array as it is written.
    static func value(
        at path: UnsafeRawBufferPointer,
        in text: UnsafeRawBufferPointer,
        asInteger: Bool,
        _ arena: inout SampleArena
    ) -> Sample? {
        var query = JSONQuery(text)
        guard let range = query.find(path), let first = range.first else { return nil }
        switch first {
        case 0x22: return unescaped(range.part(1..<(range.count - 1)), &arena).map { .text($0) }
        case 0x74: return .bool(true)
        case 0x66: return .bool(false)
        case 0x5B: return .text(range)
        case 0x2D, 0x30...0x39:
            guard asInteger else { return number(range, &arena) }
            let number = range.leadingInteger
            let limit: Int64 = 1 << 53
            return number > -limit && number < limit ? .integer(number) : nil
        default: return nil
        }
    }

    /// The number as `%g` writes it.
    private static func number(
        _ text: UnsafeRawBufferPointer,
        _ arena: inout SampleArena
    ) -> Sample? {
        guard let value = Double(String(decoding: text, as: UTF8.self)) else { return nil }
        return arena.store(generalText(value).utf8).map { .text($0) }
    }

    private mutating func find(_ path: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard path.first == 0x24 else { return nil }
        var step = 1
        skipBlanks()
        while step < path.count {
            switch path[step] {
            case 0x2E:
                var key: [UInt8] = []
                step += 1
                while step < path.count, path[step] != 0x2E, path[step] != 0x5B {
                    if path[step] == 0x5C, step + 1 < path.count { step += 1 }
                    key.append(path[step])
                    step += 1
                }
                guard enterObject(key) else { return nil }
            case 0x5B:
                guard let close = path[step...].firstIndex(of: 0x5D) else { return nil }
                let digits = path.part((step + 1)..<close)
                guard !digits.isEmpty, digits.allSatisfy({ $0 &- 0x30 < 10 }),
                    enterArray(digits.leadingInteger)
                else { return nil }
                step = close + 1
            default: return nil
            }
        }
        let start = position
        guard skipValue(depth: 0) else { return nil }
        return bytes.part(start..<position)
    }

    private mutating func skipBlanks() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
            position += 1
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipBlanks()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        skipBlanks()
        return true
    }

    private mutating func enterObject(_ key: [UInt8]) -> Bool {
        guard take(0x7B) else { return false }
        while position < bytes.count, bytes[position] == 0x22 {
            let start = position + 1
            guard skipString() else { return false }
            let isKey = bytes.part(start..<(position - 1)).elementsEqual(key)
            guard take(0x3A) else { return false }
            if isKey { return true }
            guard skipValue(depth: 0), take(0x2C) else { return false }
        }
        return false
    }

    private mutating func enterArray(_ index: Int64) -> Bool {
        guard take(0x5B) else { return false }
        for _ in 0..<index {
            guard skipValue(depth: 0), take(0x2C) else { return false }
        }
        return position < bytes.count && bytes[position] != 0x5D
    }

    private mutating func skipString() -> Bool {
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == 0x22 { return true }
            if byte == 0x5C { position += 1 }
        }
        return false
    }

    private mutating func skipValue(depth: Int) -> Bool {
        skipBlanks()
        guard position < bytes.count, depth < 20 else { return false }
        switch bytes[position] {
        case 0x22: return skipString()
        case 0x7B, 0x5B: return skipMembers(depth: depth)
        default:
            let start = position
            while position < bytes.count,
                ![0x2C, 0x5D, 0x7D, 0x20, 0x0A, 0x0D, 0x09].contains(bytes[position])
            {
                position += 1
            }
            return position > start
        }
    }

    private mutating func skipMembers(depth: Int) -> Bool {
        let isObject = bytes[position] == 0x7B
        let close: UInt8 = isObject ? 0x7D : 0x5D
        position += 1
        skipBlanks()
        while position < bytes.count {
            if bytes[position] == close {
                position += 1
                return true
            }
            if isObject {
                guard bytes[position] == 0x22, skipString(), take(0x3A) else { return false }
            }
            guard skipValue(depth: depth + 1) else { return false }
            skipBlanks()
            if position < bytes.count, bytes[position] == 0x2C {
                position += 1
                skipBlanks()
            }
        }
        return false
    }

    private static func unescaped(
        _ text: UnsafeRawBufferPointer,
        _ arena: inout SampleArena
    ) -> UnsafeRawBufferPointer? {
        arena.fill(atMost: text.count) { space in
            var count = 0
            var index = 0
            while index < text.count {
                var byte = text[index]
                index += 1
                if byte == 0x5C {
                    guard index < text.count else { return nil }
                    let escaped = text[index]
                    index += 1
                    switch escaped {
                    case 0x62: byte = 0x08
                    case 0x66: byte = 0x0C
                    case 0x6E: byte = 0x0A
                    case 0x72: byte = 0x0D
                    case 0x74: byte = 0x09
                    case 0x22, 0x5C, 0x2F: byte = escaped
                    case 0x75:
                        // Only what fits in one byte, as with HAProxy.
                        guard index + 3 < text.count, text[index] == 0x30, text[index + 1] == 0x30,
                            let high = hexadecimalDigit(text[index + 2]),
                            let low = hexadecimalDigit(text[index + 3])
                        else { return nil }
                        byte = high << 4 | low
                        index += 4
                    default: return nil
                    }
                }
                space[count] = byte
                count += 1
            }
            return count
        }
    }
}
