/// Builds a head line by line, as it would stand in a buffer had it come over HTTP/1.
///
/// For messages of other versions: whatever reads heads, or changes them, need not know where they came from. Lines are
/// entered as they are written, so nothing is parsed.
public struct HeadBuilder {
    private let memory: UnsafeMutableRawBufferPointer
    private let head: MessageHead
    private var count = 0

    /// Begins a head in a run of memory that it may fill.
    public init(_ head: MessageHead, in memory: UnsafeMutableRawBufferPointer) {
        self.head = head
        self.memory = memory
        head.reset()
    }

    /// Writes a request line with a target of the origin form, the asterisk, or of the authority form of CONNECT.
    public mutating func requestLine(
        method: UnsafeRawBufferPointer,
        target: UnsafeRawBufferPointer
    ) -> MessageFault? {
        guard let name = write(method), write(" "), let target = write(target),
            write(" HTTP/1.1\r\n")
        else { return .tooLarge }
        noteRequestLine(name, target)
        return nil
    }

    /// Writes a request line whose target tells the scheme and the authority too, as every request of HTTP/2 does.
    ///
    /// Nobody knows then whether a proxy was meant, so the next hop need not be told: the head says that its target is
    /// normalized.
    public mutating func requestLine(
        method: UnsafeRawBufferPointer,
        scheme: UnsafeRawBufferPointer,
        authority: UnsafeRawBufferPointer,
        path: UnsafeRawBufferPointer
    ) -> MessageFault? {
        guard let name = write(method), write(" "), let first = write(scheme), write("://"),
            write(authority) != nil, let last = write(path), write(" HTTP/1.1\r\n")
        else { return .tooLarge }
        noteRequestLine(name, HeadSlice(start: first.start, count: last.end - first.start))
        head.isTargetNormalized = true
        return nil
    }

    private func noteRequestLine(_ method: HeadSlice, _ target: HeadSlice) {
        let bytes = UnsafeRawBufferPointer(memory)
        head.methodText = method
        head.method = .recognise(bytes[slice: method])
        head.target = target
        head.path = RequestTarget(target, in: bytes).path
    }

    /// Writes a status line without words.
    public mutating func statusLine(_ status: Int) -> MessageFault? {
        guard write("HTTP/1.1 ") else { return .tooLarge }
        for divisor in [100, 10, 1] {
            guard write(UInt8(truncatingIfNeeded: 0x30 + status / divisor % 10)) else {
                return .tooLarge
            }
        }
        guard write(" \r\n") else { return .tooLarge }
        head.status = status
        head.reason = HeadSlice(start: count - 2, count: 0)
        return nil
    }

    /// Writes one line, whose characters the caller has judged.
    public mutating func line(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer
    ) -> MessageFault? {
        guard let fault = beginLine(name) else { return endLine(continuing: value) }
        return fault
    }

    private var openName = HeadSlice()
    private var openValue = 0

    /// Writes the name of a line whose value follows in pieces.
    public mutating func beginLine(_ name: UnsafeRawBufferPointer) -> MessageFault? {
        guard let name = write(name), write(": ") else { return .tooLarge }
        openName = name
        openValue = count
        return nil
    }

    /// Writes a piece of the line's value.
    public mutating func continueLine(_ piece: UnsafeRawBufferPointer) -> MessageFault? {
        write(piece) == nil ? .tooLarge : nil
    }

    /// Writes the last piece of the line's value, and enters the line.
    public mutating func endLine(continuing piece: UnsafeRawBufferPointer) -> MessageFault? {
        guard write(piece) != nil else { return .tooLarge }
        let bytes = UnsafeRawBufferPointer(memory)
        var line = HeaderLine()
        line.name = openName
        line.value = HeadSlice(start: openValue, count: count - openValue)
        line.field = .recognise(bytes[slice: openName])
        guard write("\r\n") else { return .tooLarge }
        guard head.append(line) else { return .tooManyHeaders }
        let result = Framing.note(line, value: bytes[slice: line.value], in: head)
        if case .invalid(let fault) = result { return fault }
        return nil
    }

    /// Ends the head; `hasUnknownLength` is that data follow whose end only the data tell.
    public mutating func finish(hasUnknownLength: Bool) -> MessageFault? {
        guard write("\r\n") else { return .tooLarge }
        if hasUnknownLength { head.isChunked = true }
        head.byteCount = count
        return nil
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) -> HeadSlice? {
        guard bytes.count <= memory.count - count else { return nil }
        let slice = HeadSlice(start: count, count: bytes.count)
        guard let base = memory.baseAddress, let source = bytes.baseAddress else { return slice }
        (base + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
        return slice
    }

    private mutating func write(_ text: StaticString) -> Bool {
        write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)) != nil
    }

    private mutating func write(_ byte: UInt8) -> Bool {
        guard count < memory.count else { return false }
        memory[count] = byte
        count += 1
        return true
    }
}
