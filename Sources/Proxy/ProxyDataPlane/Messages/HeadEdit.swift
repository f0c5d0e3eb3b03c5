internal import EventLoops
internal import HTTPWire

/// One change of a message's head by a rule.
enum HeadEdit {
    /// One more line.
    case add(name: [UInt8], value: [UInt8])
    /// This line, and no other of the name.
    case set(name: [UInt8], value: [UInt8])
    /// No line of the name.
    case delete(name: [UInt8])
    /// No line that sets that cookie.
    case deleteCookie([UInt8])
    /// Another method.
    case method([UInt8])
    /// Another target.
    case target([UInt8])
    /// Another status.
    case status(Int, reason: [UInt8])

    /// Whether a line of that name and value goes.
    func removes(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .set(let own, _), .delete(let own): equalsIgnoringCase(own, name)
        case .deleteCookie(let own):
            equalsIgnoringCase(name, "set-cookie") && value.setsCookie(own)
        case .add, .method, .target, .status: false
        }
    }
}

/// Heads that rules change.
///
/// A changed head stands in a buffer of its own and is parsed anew, so whatever looks at it later (a
/// rule, a condition, a hash, the next hop) sees what it is now.
extension Worker {
    /// Changes the request's head, which `requestHead` holds; false when it cannot be.
    func editRequest(_ session: Stream, _ edit: HeadEdit) -> Bool {
        guard let bytes = session.requestHeadBytes else { return false }
        var writer = HeadWriter(scratch)
        if case .method(let method) = edit {
            writer.write(method)
        } else {
            writer.write(bytes[slice: session.requestHead.methodText])
        }
        writer.write(0x20)
        if case .target(let target) = edit {
            writer.write(target)
        } else {
            writer.write(bytes[slice: session.requestHead.target])
        }
        writer.write(session.request.isVersion10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n")
        writeLines(of: session.requestHead, bytes, edit, &writer)
        guard let buffer = store(writer, in: session.request.head) else { return false }
        session.request.head = buffer
        return HeadParser.parseEditedRequest(buffer.bytes, into: session.requestHead) == .complete
    }

    /// Changes the response's head, which `responseHead` holds; false when it cannot be.
    func editResponse(_ session: Stream, _ edit: HeadEdit) -> Bool {
        guard let bytes = session.responseHeadBytes else { return false }
        var writer = HeadWriter(scratch)
        if case .status(let status, let reason) = edit {
            writer.writeStatusLine(status) { $0.write(reason) }
        } else {
            writer.writeStatusLine(session.responseHead.status) {
                $0.write(bytes[slice: session.responseHead.reason])
            }
        }
        writeLines(of: session.responseHead, bytes, edit, &writer)
        guard let buffer = store(writer, in: session.response.head) else { return false }
        session.response.head = buffer
        return HeadParser.parseResponse(buffer.bytes, into: session.responseHead) == .complete
    }

    private func writeLines(
        of head: MessageHead,
        _ bytes: UnsafeRawBufferPointer,
        _ edit: HeadEdit,
        _ writer: inout HeadWriter
    ) {
        for index in 0..<head.headerCount {
            let name = bytes[slice: head[index].name]
            let value = bytes[slice: head[index].value]
            if !edit.removes(name, value) { writer.writeHeader(name, value) }
        }
        switch edit {
        case .add(let name, let value), .set(let name, let value):
            writer.writeHeader(name, value)
        case .delete, .deleteCookie, .method, .target, .status:
            break
        }
        writer.write("\r\n")
    }

    private func store(_ writer: HeadWriter, in old: ByteBuffer?) -> ByteBuffer? {
        guard !writer.hasOverflowed else { return nil }
        let buffer = old ?? buffers.take()
        buffer.clear()
        _ = buffer.append(writer.bytes)
        return buffer
    }

    /// Gives back the buffers of changed heads.
    func dropEditedHeads(_ session: Stream) {
        if let head = session.request.head { buffers.give(head) }
        if let head = session.response.head { buffers.give(head) }
        session.request.head = nil
        session.response.head = nil
    }
}
