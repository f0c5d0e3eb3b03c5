internal import EventLoops
internal import HTTPWire
internal import Samples

/// One change of a message's head; its bytes are copied where it is made.
enum HeadEdit {
    /// What a rule asks for.
    case rule(HeadChange)
    /// No line that sets that cookie.
    case deleteCookie(String)
    /// No line whose name holds other characters than letters, digits and hyphens.
    case deleteOddNames
}

/// Heads that rules change.
///
/// The first change copies the head as it came into a buffer of the stream's own. What a change brings goes behind it
/// there, and the parsed head is told where: whatever looks at it later (a rule, a condition, a hash,
/// the next hop) sees what it is now.
extension Worker {
    /// Changes the request's head, which `requestHead` holds; false when it cannot be.
    func editRequest(_ stream: Stream, _ edit: HeadEdit) -> Bool {
        if stream.request.head == nil {
            stream.request.head = copy(of: stream.requestHead, stream.requestHeadBytes)
        }
        return change(stream.requestHead, in: &stream.request.head, edit)
    }

    /// Changes the response's head, which `responseHead` holds; false when it cannot be.
    func editResponse(_ stream: Stream, _ edit: HeadEdit) -> Bool {
        if stream.response.head == nil {
            stream.response.head = copy(of: stream.responseHead, stream.responseHeadBytes)
        }
        return change(stream.responseHead, in: &stream.response.head, edit)
    }

    private func copy(of head: MessageHead, _ bytes: UnsafeRawBufferPointer?) -> ByteBuffer? {
        guard let bytes else { return nil }
        let buffer = buffers.take()
        _ = buffer.append(UnsafeRawBufferPointer(rebasing: bytes.prefix(head.byteCount)))
        return buffer
    }

    private func change(
        _ head: MessageHead,
        in memory: inout ByteBuffer?,
        _ edit: HeadEdit
    ) -> Bool {
        guard let buffer = memory else { return false }
        if buffer.room < size(of: edit) {
            // What the changes before have left unused makes room. The old buffer may hold what comes in.
            let packed = packed(head, buffer)
            memory = packed
            defer { buffers.give(buffer) }
            return packed.room >= size(of: edit) && change(head, in: packed, edit)
        }
        return change(head, in: buffer, edit)
    }

    private func change(_ head: MessageHead, in buffer: ByteBuffer, _ edit: HeadEdit) -> Bool {
        switch edit {
        case .deleteCookie(let own):
            let bytes = buffer.bytes
            head.removeLines {
                $0.field == .setCookie && bytes[slice: $0.value].setsCookie(own.utf8)
            }
        case .deleteOddNames:
            let bytes = buffer.bytes
            head.removeLines { !bytes[slice: $0.name].isPlainName }
        case .rule(.remove(let match)):
            let bytes = buffer.bytes
            // How a body ends is the proxy's to say.
            head.removeLines {
                $0.field != .contentLength && $0.field != .transferEncoding
                    && match.matches(bytes[slice: $0.name], sampleMemory)
            }
        case .rule(.set(let name, let value)):
            let bytes = buffer.bytes
            head.removeLines { equalsIgnoringCase(bytes[slice: $0.name], name) }
            guard add(name, value, to: head, buffer) else { return false }
        case .rule(.add(let name, let value)):
            guard add(name, value, to: head, buffer) else { return false }
        case .rule(.value(let value, let index)):
            let place = place(value, buffer)
            guard head.setValue(place, at: index, in: buffer.bytes) else { return false }
        case .rule(.method(let method)):
            let place = place(word: method, buffer)
            guard head.setMethod(place, in: buffer.bytes) else { return false }
        case .rule(.target(let target)):
            let place = place(word: target, buffer)
            guard head.setTarget(place, in: buffer.bytes) else { return false }
        case .rule(.status(let status, let reason)):
            let place = place(reason, buffer)
            guard head.setStatus(status, reason: place, in: buffer.bytes) else { return false }
        }
        return head.settle(in: buffer.bytes)
    }

    private func add(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer,
        to head: MessageHead,
        _ buffer: ByteBuffer
    ) -> Bool {
        let name = place(name, buffer)
        let value = place(value, buffer)
        return head.add(name: name, value: value, in: buffer.bytes)
    }

    /// Copies bytes behind the others, for which there is room.
    private func place(_ bytes: UnsafeRawBufferPointer, _ buffer: ByteBuffer) -> HeadSlice {
        let start = buffer.count
        return HeadSlice(start: start, count: buffer.append(bytes))
    }

    /// The same without blanks and control characters, which would end a word of a first line.
    private func place(word bytes: UnsafeRawBufferPointer, _ buffer: ByteBuffer) -> HeadSlice {
        let start = buffer.count
        var writer = HeadWriter(buffer.space)
        writer.write(word: bytes)
        buffer.fill(writer.count)
        return HeadSlice(start: start, count: writer.count)
    }

    /// How many bytes a change brings.
    private func size(of edit: HeadEdit) -> Int {
        switch edit {
        case .rule(.add(let name, let value)), .rule(.set(let name, let value)):
            name.count + value.count
        case .rule(.value(let bytes, _)), .rule(.method(let bytes)), .rule(.target(let bytes)),
            .rule(.status(_, let bytes)):
            bytes.count
        case .rule(.remove), .deleteCookie, .deleteOddNames: 0
        }
    }

    /// The parts of a head alone, in another buffer.
    private func packed(_ head: MessageHead, _ buffer: ByteBuffer) -> ByteBuffer {
        let packed = buffers.take()
        let bytes = buffer.bytes
        head.moveParts { place(bytes[slice: $0], packed) }
        return packed
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

    /// Gives back the buffers of changed heads.
    func dropEditedHeads(_ session: Stream) {
        if let head = session.request.head { buffers.give(head) }
        if let head = session.response.head { buffers.give(head) }
        session.request.head = nil
        session.response.head = nil
    }
}

extension UnsafeRawBufferPointer {
    /// Whether a header's name is made of letters, digits and hyphens.
    var isPlainName: Bool {
        allSatisfy { byte in
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == UInt8(ascii: "-")
        }
    }
}
