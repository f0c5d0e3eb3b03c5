internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// What a rule takes from a stream: bytes, as they came.
typealias SampleValue = [UInt8]

/// What rules take from a stream. Values are made here: rules cost what they use, traffic without
/// rules nothing.
extension Worker {
    /// The stream that samples are taken from, and which of its heads are there.
    ///
    /// The heads are looked up anew for each sample: a rule may have changed them.
    struct SampleSource {
        let session: Stream
        let hasRequest: Bool
        let hasResponse: Bool

        var request: UnsafeRawBufferPointer? { hasRequest ? session.requestHeadBytes : nil }
        var response: UnsafeRawBufferPointer? { hasResponse ? session.responseHeadBytes : nil }
    }

    /// The values of an expression; more than one only for headers and cookies without a number.
    func values(_ expression: SampleExpression, _ source: SampleSource) -> [SampleValue] {
        var values = fetch(expression.fetch, source)
        for converter in expression.converters {
            values = values.compactMap { convert($0, by: converter) }
        }
        return values
    }

    /// The text of an expression in a template: the last of its values.
    func text(_ template: SampleTemplate, _ source: SampleSource) -> [UInt8] {
        var text: [UInt8] = []
        for part in template.parts {
            switch part {
            case .literal(let literal): text += literal.utf8
            case .expression(let expression): text += values(expression, source).last ?? []
            }
        }
        // A value taken from a message has no line ends; one from elsewhere must not bring any.
        return text.filter { $0 != 0x0D && $0 != 0x0A }
    }

    /// The name that is sent in the TLS greeting to a server.
    func serverName(_ expression: SampleExpression, _ session: Stream) -> String? {
        let hasRequest = session.requestHeadBytes != nil
        let source = SampleSource(session: session, hasRequest: hasRequest, hasResponse: false)
        return values(expression, source).last.map { String(decoding: $0, as: UTF8.self) }
    }

    private func fetch(_ fetch: SampleFetch, _ source: SampleSource) -> [SampleValue] {
        switch fetch {
        case .method, .path, .pathAndQuery, .url, .query, .queryParameter, .base, .requestVersion,
            .requestHeader, .requestHeaderLine, .requestHeaderCount, .requestCookie:
            return source.request.map { self.fetch(fetch, source.session, $0) } ?? []
        case .responseHeader(let name, let occurrence):
            return headers(
                name,
                occurrence,
                source.response,
                source.session.responseHead,
                splits: true
            )
        case .responseHeaderLine(let name, let occurrence):
            return headers(
                name,
                occurrence,
                source.response,
                source.session.responseHead,
                splits: false
            )
        case .responseStatus:
            return source.hasResponse
                ? [Array(String(source.session.responseHead.status).utf8)] : []
        default:
            return self.fetch(fetch, fromStream: source.session).map { [Array($0.utf8)] } ?? []
        }
    }

    private func fetch(_ fetch: SampleFetch, fromStream session: Stream) -> String? {
        switch fetch {
        case .sourceAddress: return session.peer.host
        case .sourcePort: return String(session.peer.port ?? 0)
        case .destinationAddress: return session.destination?.host ?? ""
        case .destinationPort: return String(session.destination?.port ?? 0)
        case .clientUsesTLS: return session.client.transport.tls == nil ? "0" : "1"
        case .clientServerName: return session.client.transport.tls?.requestedServerName
        case .frontendName: return session.frontend.name
        case .backendName: return session.backend?.name ?? session.frontend.name
        case .serverName: return session.server?.settings.name
        case .usableServers(let name):
            let backend = name.flatMap { generation.backend(named: $0) } ?? session.backend
            return String(backend.map { $0.usableServers + $0.usableBackups } ?? 0)
        case .text(let text): return text
        case .number(let number): return String(number)
        case .truth(let truth): return truth ? "1" : "0"
        case .hostName: return machineName()
        case .date: return String(WallTime.now.seconds)
        default: return nil
        }
    }

    private func fetch(
        _ fetch: SampleFetch,
        _ session: Stream,
        _ bytes: UnsafeRawBufferPointer
    ) -> [SampleValue] {
        let head = session.requestHead
        let whole = head.path.map { bytes[slice: $0] }
        let path = whole.map { $0.prefix { $0 != UInt8(ascii: "?") } }
        switch fetch {
        case .method: return [Array(bytes[slice: head.methodText])]
        case .path: return path.map { [Array($0)] } ?? []
        case .pathAndQuery: return whole.map { [Array($0)] } ?? []
        case .url: return [Array(bytes[slice: head.target])]
        case .query: return query(bytes[slice: head.target]).map { [Array($0)] } ?? []
        case .queryParameter(let name):
            let query = query(bytes[slice: head.target])
            return query.map { parameter(Array(name.utf8), in: $0) } ?? []
        case .base:
            let host = head.host.map { Array(bytes[slice: $0]) } ?? []
            return [host + (path.map { Array($0) } ?? [])]
        case .requestVersion: return [Array("1.\(head.minorVersion)".utf8)]
        case .requestHeader(let name, let occurrence):
            return headers(name, occurrence, bytes, head, splits: true)
        case .requestHeaderLine(let name, let occurrence):
            return headers(name, occurrence, bytes, head, splits: false)
        case .requestHeaderCount(let name):
            let count = headers(name, nil, bytes, head, splits: true).count
            return [Array(String(count).utf8)]
        case .requestCookie(let name): return cookies(Array(name.utf8), head, bytes)
        default: return []
        }
    }

    private func query(_ target: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
        target.firstIndex(of: UInt8(ascii: "?")).map { target[($0 + 1)...] }
    }

    private func parameter(
        _ name: [UInt8],
        in query: Slice<UnsafeRawBufferPointer>
    ) -> [SampleValue] {
        let pair = query.split(separator: UInt8(ascii: "&")).first { pair in
            pair.starts(with: name)
                && (pair.count == name.count
                    || pair[pair.startIndex + name.count] == UInt8(ascii: "="))
        }
        return pair.map { [Array($0.dropFirst(name.count + 1))] } ?? []
    }

    /// The values of all cookies of a name that are not empty.
    private func cookies(
        _ name: [UInt8],
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> [SampleValue] {
        var values: [SampleValue] = []
        for index in 0..<head.headerCount where head[index].field == .cookie {
            var pairs = CookiePairs(bytes[slice: head[index].value])
            while let pair = pairs.next() {
                guard let value = pair.value, !value.isEmpty, pair.name.elementsEqual(name) else {
                    continue
                }
                values.append(Array(value))
            }
        }
        return values
    }

    private func headers(
        _ name: String,
        _ occurrence: Int?,
        _ bytes: UnsafeRawBufferPointer?,
        _ head: MessageHead,
        splits: Bool
    ) -> [SampleValue] {
        guard let bytes else { return [] }
        var all: [SampleValue] = []
        for index in 0..<head.headerCount
        where equalsIgnoringCase(bytes[slice: head[index].name], name.utf8) {
            let value = bytes[slice: head[index].value]
            guard splits else {
                all.append(Array(value))
                continue
            }
            var items = ListItems(value)
            while let item = items.next() { all.append(Array(item)) }
        }
        guard let occurrence else { return all }
        let index = occurrence > 0 ? occurrence - 1 : all.count + occurrence
        return all.indices.contains(index) ? [all[index]] : []
    }

    private func convert(_ value: SampleValue, by converter: SampleConverter) -> SampleValue? {
        switch converter {
        case .lowercase: return value.map(asciiLowercased)
        case .uppercase: return value.map(asciiUppercased)
        case .length: return Array(String(value.count).utf8)
        case .not:
            let isFalse = value.isEmpty || value == [UInt8(ascii: "0")]
            return [UInt8(ascii: isFalse ? "1" : "0")]
        case .hostOnly: return Array(splitHost(value).host)
        case .portOnly: return splitHost(value).port.map { Array($0) } ?? [UInt8(ascii: "0")]
        case .field(let number, let delimiters):
            let fields = value.split(omittingEmptySubsequences: false) {
                delimiters.utf8.contains($0)
            }
            let index = number > 0 ? number - 1 : fields.count + number
            return fields.indices.contains(index) ? Array(fields[index]) : []
        }
    }

    private func splitHost(
        _ value: SampleValue
    ) -> (host: ArraySlice<UInt8>, port: ArraySlice<UInt8>?) {
        guard let colon = value.lastIndex(of: UInt8(ascii: ":")),
            value[(colon + 1)...].allSatisfy({ $0 &- 0x30 < 10 }),
            value.first == UInt8(ascii: "[") || !value[..<colon].contains(UInt8(ascii: ":"))
        else { return (value[...], nil) }
        return (value[..<colon], value[(colon + 1)...])
    }
}
