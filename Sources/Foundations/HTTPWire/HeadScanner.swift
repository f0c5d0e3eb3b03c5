/// Walks over the bytes of a head, line by line.
struct HeadScanner {
    let bytes: UnsafeRawBufferPointer
    var position = 0
    /// Whether blanks around a value, but for one after the colon, belong to it.
    private let keepsBlanks: Bool

    init(bytes: UnsafeRawBufferPointer, keepsBlanks: Bool = false) {
        self.bytes = bytes
        self.keepsBlanks = keepsBlanks
    }

    mutating func skipEmptyLines() {
        while position < bytes.count {
            if bytes[position] == 0x0A {
                position += 1
            } else if bytes[position] == 0x0D, position + 1 < bytes.count,
                bytes[position + 1] == 0x0A
            {
                position += 2
            } else {
                return
            }
        }
    }

    mutating func requestLine(_ head: MessageHead) -> HeadParseResult {
        let start = position
        // What may yet be an empty line is no part of the method.
        if position + 1 == bytes.count, bytes[position] == 0x0D { return .incomplete }
        while position < bytes.count, isToken(bytes[position]) { position += 1 }
        guard position < bytes.count else { return .incomplete }
        guard bytes[position] == 0x20, position > start else { return .invalid(.startLine) }
        head.methodText = HeadSlice(start: start, count: position - start)
        head.method = .recognise(bytes[slice: head.methodText])
        skipSpaces()
        let targetStart = position
        while position < bytes.count, bytes[position] > 0x20, bytes[position] < 0x7F {
            position += 1
        }
        guard position < bytes.count else { return .incomplete }
        guard bytes[position] == 0x20, position > targetStart else { return .invalid(.startLine) }
        head.target = HeadSlice(start: targetStart, count: position - targetStart)
        skipSpaces()
        let result = version(head)
        guard result == .complete else { return result }
        return lineEnd()
    }

    /// One space stands between the words of a request line; more are passed over [RFC 9112 3].
    private mutating func skipSpaces() {
        while position < bytes.count, bytes[position] == 0x20 { position += 1 }
    }

    mutating func statusLine(_ head: MessageHead) -> HeadParseResult {
        let result = version(head)
        guard result == .complete else { return result }
        guard position + 4 <= bytes.count else { return .incomplete }
        guard bytes[position] == 0x20 else { return .invalid(.startLine) }
        var status = 0
        for index in (position + 1)..<(position + 4) {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return .invalid(.startLine) }
            status = status * 10 + Int(digit)
        }
        guard status >= 100 else { return .invalid(.startLine) }
        head.status = status
        position += 4
        guard position < bytes.count else { return .incomplete }
        if bytes[position] == 0x20 { position += 1 }
        let start = position
        while position < bytes.count, isValueByte(bytes[position]) { position += 1 }
        head.reason = HeadSlice(start: start, count: position - start)
        return lineEnd()
    }

    private mutating func version(_ head: MessageHead) -> HeadParseResult {
        let expected: StaticString = "HTTP/1."
        for index in 0..<7 {
            guard position + index < bytes.count else { return .incomplete }
            guard bytes[position + index] == expected.utf8Start[index] else {
                return .invalid(index < 5 ? .startLine : .version)
            }
        }
        guard position + 7 < bytes.count else { return .incomplete }
        let minor = bytes[position + 7] &- 0x30
        guard minor <= 1 else { return .invalid(.version) }
        head.minorVersion = minor
        position += 8
        return .complete
    }

    private mutating func lineEnd() -> HeadParseResult {
        guard position < bytes.count else { return .incomplete }
        if bytes[position] == 0x0D {
            guard position + 1 < bytes.count else { return .incomplete }
            position += 1
        }
        guard bytes[position] == 0x0A else { return .invalid(.startLine) }
        position += 1
        return .complete
    }

    mutating func headerLines(_ head: MessageHead) -> HeadParseResult {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x0A {
                head.byteCount = position + 1
                return .complete
            }
            if byte == 0x0D {
                guard position + 1 < bytes.count else { return .incomplete }
                guard bytes[position + 1] == 0x0A else { return .invalid(.headerValue) }
                head.byteCount = position + 2
                return .complete
            }
            let result = headerLine(head)
            guard result == .complete else { return result }
        }
        return .incomplete
    }

    private mutating func headerLine(_ head: MessageHead) -> HeadParseResult {
        if bytes[position] == 0x20 || bytes[position] == 0x09 { return .invalid(.foldedLine) }
        let nameStart = position
        while position < bytes.count, isToken(bytes[position]) { position += 1 }
        guard position < bytes.count else { return .incomplete }
        guard bytes[position] == 0x3A, position > nameStart else { return .invalid(.headerName) }
        var line = HeaderLine()
        line.name = HeadSlice(start: nameStart, count: position - nameStart)
        position += 1
        if keepsBlanks {
            if position < bytes.count, bytes[position] == 0x20 { position += 1 }
        } else {
            while position < bytes.count, isBlank(bytes[position]) { position += 1 }
        }
        let valueStart = position
        skipValue()
        guard position < bytes.count else { return .incomplete }
        var valueEnd = position
        while !keepsBlanks, valueEnd > valueStart, isBlank(bytes[valueEnd - 1]) { valueEnd -= 1 }
        if bytes[position] == 0x0D {
            guard position + 1 < bytes.count else { return .incomplete }
            position += 1
        }
        guard bytes[position] == 0x0A else { return .invalid(.headerValue) }
        position += 1
        line.value = HeadSlice(start: valueStart, count: valueEnd - valueStart)
        line.field = .recognise(bytes[slice: line.name])
        guard head.append(line) else { return .invalid(.tooManyHeaders) }
        return Framing.note(line, value: bytes[slice: line.value], in: head)
    }
}

extension HeadScanner {
    /// Goes on to the first byte that may not be in a value, eight at a time as long as there is none.
    private mutating func skipValue() {
        while position + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
            // A byte below 0x20, or 0x7F, sets its highest bit; so may one behind such a byte.
            let low = (word &- 0x2020_2020_2020_2020) & ~word
            let rest = word ^ 0x7F7F_7F7F_7F7F_7F7F
            let delete = (rest &- 0x0101_0101_0101_0101) & ~rest
            if (low | delete) & 0x8080_8080_8080_8080 != 0 { break }
            position += 8
        }
        while position < bytes.count, isValueByte(bytes[position]) { position += 1 }
    }
}

extension UnsafeRawBufferPointer {
    /// The bytes of a slice of this buffer.
    @inlinable
    public subscript(slice slice: HeadSlice) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[slice.start..<slice.end])
    }
}

/// The characters of a method or a header name, one bit each.
private let tokenLow: UInt64 = 0x03FF_6CFA_0000_0000
private let tokenHigh: UInt64 = 0x57FF_FFFF_C7FF_FFFE

/// Whether bytes are a method or a header's name.
public func isToken(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { isToken($0) }
}

/// Whether bytes are the name of a header in lower case.
public func isLowercaseToken(_ bytes: UnsafeRawBufferPointer) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { isToken($0) && $0 &- 0x41 >= 26 }
}

/// Whether bytes may be the value of a header.
public func isHeaderValue(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy { isValueByte($0) }
}

@inline(__always)
func isToken(_ byte: UInt8) -> Bool {
    if byte < 64 { return tokenLow >> UInt64(byte) & 1 != 0 }
    return byte < 128 && tokenHigh >> UInt64(byte &- 64) & 1 != 0
}

@inline(__always)
func isValueByte(_ byte: UInt8) -> Bool {
    byte >= 0x20 ? byte != 0x7F : byte == 0x09
}

@inline(__always)
func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09
}
