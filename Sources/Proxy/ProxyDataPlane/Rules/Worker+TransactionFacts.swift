internal import Diagnostics
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// What is known of a stream's request and response, and how it went.
extension Worker {
    func transactionFact(
        _ fact: StreamFact,
        _ stream: Stream,
        _ subject: FactSubject,
        _ arena: inout SampleArena
    ) -> Sample? {
        let extras = stream.extras
        switch fact {
        case .status, .serverStatus:
            let status = stream.response.status
            return .integer(status == 0 ? -1 : status)
        case .uniqueID: return bytes(uniqueID(stream), &arena)
        case .requestLine:
            return stream.request.line.isEmpty ? nil : bytes(stream.request.line, &arena)
        case .method: return word(0, of: stream, &arena)
        case .uri: return word(1, of: stream, &arena)
        case .version:
            if stream.client.lane != nil { return .text("2.0") }
            return stream.request.isVersion10 ? .text("1.0") : .text("1.1")
        case .responseVersion: return stream.response.status == 0 ? nil : .text("1.1")
        case .isLoggedEarly: return .bool(stream.isLoggedEarly)
        case .retries: return .integer(stream.retries.count)
        case .isRedispatched: return .bool(stream.retries.isRedispatched)
        case .terminationState:
            return bytes([stream.ending.cause, stream.ending.phase], &arena)
        case .terminationStateWithCookies: return bytes(logFlags(stream), &arena)
        case .capturedRequestHeader: return captured(extras?.requestCaptures, subject, &arena)
        case .capturedResponseHeader: return captured(extras?.responseCaptures, subject, &arena)
        case .capturedRequestCount:
            return .integer(stream.frontend.settings.captures.request.count)
        case .capturedResponseCount:
            return .integer(stream.frontend.settings.captures.response.count)
        case .clientCookie: return bytes(extras?.clientCookie, &arena)
        case .serverCookie: return bytes(extras?.serverCookie, &arena)
        case .streamID:
            return .integer(Int64(truncatingIfNeeded: stream.token.rawValue) & 0xFFFF_FFFF)
        case .requestBody: return requestBody(stream).map { .binary($0) }
        case .requestBodySize:
            guard case .length(let length) = stream.request.framing else {
                return requestBody(stream).map { .integer($0.count) }
            }
            return .integer(Int64(clamping: length))
        case .lastRuleLine: return (extras?.lastRule?.place?.line).map { .integer($0) }
        case .lastRuleFile: return text(extras?.lastRule?.place?.source.name, &arena)
        case .bytesIn: return .integer(stream.request.pipe.decoded)
        case .bytesOut: return .integer(stream.response.byteCount)
        default: return nil
        }
    }

    private func bytes(_ bytes: [UInt8]?, _ arena: inout SampleArena) -> Sample? {
        guard let bytes else { return nil }
        return arena.store(bytes).map { .text($0) }
    }

    private func captured(
        _ slots: [[UInt8]?]?,
        _ subject: FactSubject,
        _ arena: inout SampleArena
    ) -> Sample? {
        guard let slots, slots.indices.contains(subject.index) else { return nil }
        return bytes(slots[subject.index], &arena)
    }

    /// A word of the request line as it came.
    private func word(
        _ number: Int,
        of stream: Stream,
        _ arena: inout SampleArena
    ) -> Sample? {
        let words = stream.request.line.split(separator: 0x20)
        guard number < words.count else { return nil }
        return arena.store(words[number]).map { .text($0) }
    }

    /// What has come of a request's body.
    private func requestBody(_ stream: Stream) -> UnsafeRawBufferPointer? {
        guard stream.request.isReplayable, stream.request.pipe.buffer != nil, decodeBody(stream),
            let input = stream.request.pipe.buffer
        else { return nil }
        let start = min(input.count, stream.request.headByteCount)
        let end = max(start, min(input.count, stream.request.pipe.decoded))
        return UnsafeRawBufferPointer(rebasing: input.bytes[start..<end])
    }
}
