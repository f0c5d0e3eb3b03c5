extension HTTP2Connection {
    /// Reads on, up to the next thing that its owner has to know.
    ///
    /// - Parameters:
    ///   - input: the bytes that came and were not consumed.
    ///   - fields: takes the fields of a header block; they stand until the next call.
    /// - Returns: what has happened.
    public mutating func next(
        _ input: UnsafeRawBufferPointer,
        fields: FieldList
    ) -> ConnectionStep {
        var position = 0
        while true {
            if let failure {
                return ConnectionStep(consumed: input.count, event: .failed(failure))
            }
            if control.isFull { return ConnectionStep(consumed: position, event: .needsOutput) }
            let rest = UnsafeRawBufferPointer(rebasing: input[position...])
            switch advance(rest, fields) {
            case .consumed(let count):
                position += count
            case .event(let event, let count):
                return ConnectionStep(
                    consumed: position + count,
                    event: event.moved(by: position)
                )
            case .starved:
                return ConnectionStep(consumed: position, event: .needsInput)
            }
        }
    }

    /// What one step of reading came to.
    enum Advance {
        case consumed(Int)
        case event(ConnectionEvent, Int)
        case starved
    }

    private mutating func advance(_ input: UnsafeRawBufferPointer, _ fields: FieldList) -> Advance {
        switch reading {
        case .preface:
            switch ConnectionPreface.match(input) {
            case .part: return .starved
            case .none: return fail(.protocolError)
            case .whole:
                reading = .firstHeader
                return .consumed(ConnectionPreface.byteCount)
            }
        case .firstHeader, .header:
            guard input.count >= FrameHeader.byteCount else { return .starved }
            return begin(FrameHeader(input))
        case .padding:
            guard let length = input.first else { return .starved }
            guard Int(length) < remaining else { return fail(.protocolError) }
            padding = Int(length)
            remaining -= 1 + padding
            reading = .payload
            if frame.kind == .data, let event = beginData() { return .event(event, 1) }
            return .consumed(1)
        case .payload:
            return readPayload(input, fields)
        case .rest:
            let count = min(remaining, input.count)
            remaining -= count
            if remaining == 0 {
                reading = .header
                return .consumed(count)
            }
            return count == 0 ? .starved : .consumed(count)
        }
    }

    /// Judges the header of a frame by itself.
    private mutating func begin(_ header: FrameHeader) -> Advance {
        if case .firstHeader = reading {
            guard header.kind == .settings, header.stream == 0,
                !header.flags.contains(.acknowledgement)
            else {
                return fail(.protocolError)
            }
        }
        guard header.byteCount <= settings.largestFrame else { return fail(.frameSize) }
        if isContinuing && (header.kind != .continuation || header.stream != frame.stream) {
            return fail(.protocolError)
        }
        if let code = header.fault(isContinuing: isContinuing) { return fail(code) }
        let flags = frame.flags
        frame = header
        remaining = header.byteCount
        padding = 0
        reading = .payload
        switch header.kind {
        case .data:
            guard receiveOnConnection(header.byteCount) else { return fail(.flowControl) }
        case .continuation:
            // What HEADERS said of the stream holds for the whole block.
            frame.flags.formIntersection(.endHeaders)
            frame.flags.formUnion(flags.intersection([.endStream, .priority]))
            blockCost += FrameHeader.byteCount + header.byteCount
        case .headers:
            blockCost = FrameHeader.byteCount + header.byteCount
        default:
            break
        }
        guard blockCost <= settings.headerBlockLimit else { return fail(.enhanceYourCalm) }
        if header.flags.contains(.padded) && (header.kind == .data || header.kind == .headers) {
            reading = .padding
        } else if header.kind == .data, let event = beginData() {
            return .event(event, FrameHeader.byteCount)
        }
        return .consumed(FrameHeader.byteCount)
    }

    private mutating func readPayload(
        _ input: UnsafeRawBufferPointer,
        _ fields: FieldList
    ) -> Advance {
        switch frame.kind {
        case .data: return readData(input)
        case .headers, .continuation: return readBlock(input, fields)
        case .settings: return readSettings(input)
        case .ping, .windowUpdate, .resetStream, .priority, .goAway:
            // Each has its meaning in its first bytes, of which it has enough.
            let count = min(remaining, 8)
            guard input.count >= count else { return .starved }
            remaining -= count
            reading = remaining > 0 ? .rest : .header
            let payload = UnsafeRawBufferPointer(rebasing: input[0..<count])
            guard let event = readControl(payload) else { return .consumed(count) }
            return .event(event, count)
        default:
            // Frames of kinds that nobody knows mean nothing.
            reading = remaining > 0 ? .rest : .header
            return isBorne() ? .consumed(0) : fail(.enhanceYourCalm)
        }
    }

    /// Breaks the connection off.
    mutating func fail(_ code: ErrorCode) -> Advance {
        .event(breakOff(code), 0)
    }

    /// Breaks the connection off; returns the event that says so.
    mutating func breakOff(_ code: ErrorCode) -> ConnectionEvent {
        if failure == nil {
            failure = code
            control.goAway(last: lastPeerStream, code)
        }
        return .failed(code)
    }

    /// Counts what gains nobody anything; false when it is too much.
    mutating func isBorne() -> Bool {
        glitchCount += 1
        if settings.glitchThreshold > 0 && glitchCount >= settings.glitchThreshold { return false }
        return meter.spend(at: now)
    }

    private mutating func receiveOnConnection(_ count: Int) -> Bool {
        guard granted.receive(count) else { return false }
        var increment = granted.use(count, of: wholeWindow)
        if !isWide && count > 0 {
            isWide = true
            increment += granted.grant(more: wholeWindow - granted.room)
        }
        if increment > 0 { control.windowUpdate(0, by: increment) }
        return true
    }
}

extension FrameHeader {
    /// What is wrong with it whatever the streams are.
    fileprivate func fault(isContinuing: Bool) -> ErrorCode? {
        switch kind {
        case .data:
            if stream == 0 { return .protocolError }
            return flags.contains(.padded) && byteCount < 1 ? .frameSize : nil
        case .headers:
            if stream == 0 { return .protocolError }
            let least =
                (flags.contains(.padded) ? 1 : 0) + (flags.contains(.priority) ? 5 : 0)
            return byteCount < least ? .frameSize : nil
        case .priority:
            return stream == 0 ? .protocolError : byteCount == 5 ? nil : .frameSize
        case .resetStream:
            return stream == 0 ? .protocolError : byteCount == 4 ? nil : .frameSize
        case .settings:
            if stream != 0 { return .protocolError }
            let isAcknowledgement = flags.contains(.acknowledgement)
            return byteCount % 6 != 0 || isAcknowledgement && byteCount > 0 ? .frameSize : nil
        case .pushPromise:
            return .protocolError
        case .ping:
            return stream != 0 ? .protocolError : byteCount == 8 ? nil : .frameSize
        case .goAway:
            return stream != 0 ? .protocolError : byteCount >= 8 ? nil : .frameSize
        case .windowUpdate:
            return byteCount == 4 ? nil : .frameSize
        case .continuation:
            return isContinuing ? nil : .protocolError
        default:
            return nil
        }
    }
}

extension ConnectionEvent {
    /// The event with its data so much later in the input.
    fileprivate func moved(by offset: Int) -> ConnectionEvent {
        guard case .data(let stream, let range, let endsStream) = self else { return self }
        let moved = (range.lowerBound + offset)..<(range.upperBound + offset)
        return .data(stream, moved, endsStream: endsStream)
    }
}
