internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// The one place where what expressions look at is filled.
extension Worker {
    /// What expressions of a stream look at, at a point of its life.
    func context(
        _ stream: Stream,
        at point: SamplePoint,
        hasRequest: Bool = true,
        hasResponse: Bool = false
    ) -> SampleContext {
        ruled = stream
        var context = SampleContext(
            stream: self,
            point: point,
            arena: SampleArena(sampleArea),
            memory: sampleMemory
        )
        if stream.isTCP { context.bytes = messageBytes(stream, isResponse: point.looksAtResponse) }
        if hasRequest, !stream.isTCP, let bytes = stream.requestHeadBytes {
            context.request = HeadView(stream.requestHead, in: bytes)
        }
        if hasResponse, let bytes = stream.responseHeadBytes {
            context.response = HeadView(stream.responseHead, in: bytes)
        }
        return context
    }

    /// What the expressions of a log line look at: the heads are gone.
    func logContext(_ stream: Stream) -> SampleContext {
        context(stream, at: .logs, hasRequest: false)
    }

    /// What rules have made of a stream, where a place is needed for it.
    func extras(_ stream: Stream) -> StreamExtras {
        if let extras = stream.extras { return extras }
        let extras = StreamExtras()
        stream.extras = extras
        return extras
    }

    /// The name that is sent in the TLS greeting to a server.
    func serverName(_ expression: SampleExpression, _ stream: Stream) -> String? {
        var context = context(stream, at: .serverConnect)
        let name = expression.evaluate(&context, as: .str)
        return name.map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    /// Whether a condition holds for a request, outside of its rules.
    func holds(_ condition: Condition, _ stream: Stream) -> Bool {
        var context = context(stream, at: .requestHead)
        return condition.holds(&context)
    }

    /// The ID of a stream, made when it is first asked for; nil without `unique-id-format`.
    func uniqueID(_ stream: Stream) -> [UInt8]? {
        if let made = stream.extras?.uniqueID { return made }
        guard let format = stream.frontend.settings.uniqueIDFormat else { return nil }
        let hasRequest = stream.hasRequest
        // It may be asked for while another text is made: it has memory of its own.
        let text = withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 16) { memory in
            var context = context(stream, at: .requestHead, hasRequest: hasRequest)
            context.arena = SampleArena(memory)
            return format.evaluate(&context, limit: 1024).map { Array($0) } ?? []
        }
        extras(stream).uniqueID = text
        return text
    }
}

extension SocketAddress {
    /// The address as a sample; nil of a socket with a path.
    var sample: Sample? {
        switch self {
        case .v4(let word, _): .ipv4(word)
        case .v6(let high, let low, _): .ipv6(high: high, low: low)
        case .unix: nil
        }
    }
}
