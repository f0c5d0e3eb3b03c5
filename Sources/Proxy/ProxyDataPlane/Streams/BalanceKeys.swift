internal import Balancing
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// What balancing goes by where it goes by the request.
extension Worker {
    /// What balancing hashes of a request; nil when it does not, or the request has no such thing.
    func balanceHash(_ stream: Stream, _ backend: BackendRuntime) -> UInt32? {
        let hash = backend.settings.hash
        if case .source = backend.settings.balance {
            return stream.peer.hashedBytes.withUnsafeBytes { bytes in
                withSpan(bytes) { hash.hash(address: $0) }
            }
        }
        guard stream.hasRequest, !stream.isTCP, let bytes = stream.requestHeadBytes else {
            return nil
        }
        let target = bytes[slice: stream.requestHead.target]
        switch backend.settings.balance {
        case .uri(let rule):
            // Every request of HTTP/2 names scheme and host, and some of HTTP/1 do.
            let path = rule.pathOnly ? stream.requestHead.path : nil
            return withSpan(path.map { bytes[slice: $0] } ?? target) {
                hash.hash(uri: $0, by: rule)
            }
        case .header(let name, let domainOnly):
            guard let value = lastHeader(name, stream.requestHead, bytes) else { return nil }
            return withSpan(bytes[slice: value]) {
                hash.hash(header: $0, domainOnly: domainOnly)
            }
        case .urlParameter(let name):
            return Array(name.utf8).withUnsafeBytes { name in
                withSpan(name) { name in
                    withSpan(target) { hash.hash(parameter: name, uri: $0) }
                }
            }
        case .source, .random, .roundRobin, .staticRoundRobin, .leastConnections, .first:
            return nil
        }
    }

    private func lastHeader(
        _ name: String,
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> HeadSlice? {
        (0..<head.headerCount).last { index in
            equalsIgnoringCase(bytes[slice: head[index].name], name.utf8)
        }.map { head[$0].value }
    }

    private func withSpan<Result>(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (Span<UInt8>) -> Result
    ) -> Result {
        body(Span(_unsafeElements: bytes.bindMemory(to: UInt8.self)))
    }
}

extension SocketAddress {
    /// The address's bytes in network order, as `balance source` hashes them.
    var hashedBytes: [UInt8] {
        switch self {
        case .v4(let word, _): withUnsafeBytes(of: word.bigEndian) { Array($0) }
        case .v6(let high, let low, _):
            withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
        case .unix: []
        }
    }
}
