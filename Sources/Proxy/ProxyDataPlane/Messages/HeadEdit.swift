internal import EventLoops
internal import HTTPWire
internal import Samples

/// One change of a message's head; its bytes are copied where it is made.
enum HeadEdit {
    /// What a rule asks for.
    case rule(HeadChange)
    /// No line that sets that cookie.
    case deleteCookie(String)
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
        if case .rule(.method(let method)) = edit {
            writer.write(word: method)
        } else {
            writer.write(bytes[slice: session.requestHead.methodText])
        }
        writer.write(0x20)
        if case .rule(.target(let target)) = edit {
            writer.write(word: target)
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
        if case .rule(.status(let status, let reason)) = edit {
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
            switch edit {
            case .rule(.value(let new, index)): writer.writeHeader(name, new)
            case .rule(.set(let own, _)) where equalsIgnoringCase(own, name): break
            case .rule(.remove(let match)) where removes(match, name): break
            case .deleteCookie(let own) where head[index].field == .setCookie:
                if !value.setsCookie(own.utf8) { writer.writeHeader(name, value) }
            default: writer.writeHeader(name, value)
            }
        }
        switch edit {
        case .rule(.add(let name, let value)), .rule(.set(let name, let value)):
            writer.writeHeader(name, value)
        case .rule, .deleteCookie: break
        }
        writer.write("\r\n")
    }

    /// How a body ends is the proxy's to say.
    private func removes(_ match: HeaderMatch, _ name: UnsafeRawBufferPointer) -> Bool {
        match.matches(name, sampleMemory) && !equalsIgnoringCase(name, "content-length")
            && !equalsIgnoringCase(name, "transfer-encoding")
    }

    /// Puts one more line into the request's head; false when it does not fit.
    func addToRequest(_ session: Stream, _ name: StaticString, _ value: [UInt8]) -> Bool {
        let name = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return value.withUnsafeBytes {
            editRequest(session, .rule(.add(name: name, value: $0)))
        }
    }

    /// Puts one more line into the response's head; false when it does not fit.
    func addToResponse(_ session: Stream, _ name: StaticString, _ value: [UInt8]) -> Bool {
        let name = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return value.withUnsafeBytes {
            editResponse(session, .rule(.add(name: name, value: $0)))
        }
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
