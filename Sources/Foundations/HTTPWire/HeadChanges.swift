/// Changes of a parsed head where it stands.
///
/// The bytes of what is new have to stand in the memory that the head was parsed in, anywhere; nothing
/// is moved and nothing parsed again. `settle(in:)` ends a change.
extension MessageHead {
    /// Adds a line; false when the table is full, or name or value are none.
    public func add(
        name: HeadSlice,
        value: HeadSlice,
        in bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard isToken(bytes[slice: name]) else { return false }
        var line = HeaderLine()
        line.name = name
        line.field = .recognise(bytes[slice: name])
        guard let value = trimmed(value, in: bytes) else { return false }
        line.value = value
        note(line.field)
        return append(line)
    }

    /// Gives a line another value; false when it is none.
    public func setValue(
        _ value: HeadSlice,
        at index: Int,
        in bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard index < headerCount, let value = trimmed(value, in: bytes) else { return false }
        changeLine(index) { $0.value = value }
        note(self[index].field)
        return true
    }

    /// Drops the lines that are meant.
    public func removeLines(where isMeant: (HeaderLine) -> Bool) {
        var kept = 0
        for index in 0..<headerCount {
            let line = self[index]
            if isMeant(line) {
                note(line.field)
            } else {
                if kept < index { changeLine(kept) { $0 = line } }
                kept += 1
            }
        }
        headerCount = kept
    }

    /// Gives a request another method; false when it is none.
    public func setMethod(_ text: HeadSlice, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard isToken(bytes[slice: text]) else { return false }
        methodText = text
        method = .recognise(bytes[slice: text])
        return true
    }

    /// Gives a request another target, whose form is not judged; false when it is none.
    public func setTarget(_ text: HeadSlice, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard text.count > 0, bytes[slice: text].allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return false
        }
        target = text
        path = RequestTarget(text, in: bytes).path
        return true
    }

    /// Gives a response another status and reason; false when they are none.
    public func setStatus(
        _ status: Int,
        reason: HeadSlice,
        in bytes: UnsafeRawBufferPointer
    ) -> Bool {
        guard (100...999).contains(status), isHeaderValue(bytes[slice: reason]) else {
            return false
        }
        self.status = status
        self.reason = reason
        return true
    }

    /// Finds out anew what the lines say of body, connection and host, where a change touched that; false when they
    /// say two things now.
    public func settle(in bytes: UnsafeRawBufferPointer) -> Bool {
        guard isUnsettled else { return true }
        isUnsettled = false
        contentLength = nil
        isChunked = false
        hasTwoFramings = false
        intent = []
        host = nil
        for index in 0..<headerCount {
            let line = self[index]
            let result = Framing.note(line, value: bytes[slice: line.value], in: self)
            guard result == .complete else { return false }
        }
        return Framing.check(self) == .complete
    }

    /// Names the places of all parts anew, which `move` has copied elsewhere.
    public func moveParts(_ move: (HeadSlice) -> HeadSlice) {
        let offset = path.map { $0.start - target.start }
        methodText = move(methodText)
        target = move(target)
        if let offset {
            path = HeadSlice(start: target.start + offset, count: target.count - offset)
        }
        reason = move(reason)
        host = nil
        for index in 0..<headerCount {
            changeLine(index) { line in
                line.name = move(line.name)
                line.value = move(line.value)
            }
            if self[index].field == .host { host = self[index].value }
        }
    }

    private func note(_ field: HeaderField) {
        switch field {
        case .contentLength, .transferEncoding, .host, .connection, .upgrade: isUnsettled = true
        default: break
        }
    }

    /// A value without the blanks around it; nil when it holds what no value may.
    private func trimmed(_ value: HeadSlice, in bytes: UnsafeRawBufferPointer) -> HeadSlice? {
        var slice = value
        while slice.count > 0, isBlank(bytes[slice.start]) {
            slice.start += 1
            slice.count -= 1
        }
        while slice.count > 0, isBlank(bytes[slice.end - 1]) { slice.count -= 1 }
        return isHeaderValue(bytes[slice: slice]) ? slice : nil
    }
}
