internal import Cryptography
internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import RegularExpressions

/// What rules take from a stream. Texts are made here: rules cost what they use, traffic without
/// rules nothing.
extension Worker {
    /// The heads that samples are taken from.
    struct SampleSource {
        let session: Session
        let request: UnsafeRawBufferPointer?
        let response: UnsafeRawBufferPointer?
    }

    /// The values of an expression; more than one only for headers without a number.
    func values(_ expression: SampleExpression, _ source: SampleSource) -> [String] {
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
            case .literal(let literal): text += Array(literal.utf8)
            case .expression(let expression):
                text += Array((values(expression, source).last ?? "").utf8)
            }
        }
        // A value taken from a message has no line ends; one from elsewhere must not bring any.
        return text.filter { $0 != 0x0D && $0 != 0x0A }
    }

    /// The name that is sent in the TLS greeting to a server.
    func serverName(_ expression: SampleExpression, _ session: Session) -> String? {
        let bytes = session.input?.bytes
        if let bytes, case .complete = HeadParser.parseRequest(bytes, into: requestHead) {
            return values(expression, .init(session: session, request: bytes, response: nil)).last
        }
        return values(expression, .init(session: session, request: nil, response: nil)).last
    }

    private func fetch(_ fetch: SampleFetch, _ source: SampleSource) -> [String] {
        let session = source.session
        switch fetch {
        case .sourceAddress: return [session.peer.host]
        case .sourcePort: return [String(session.peer.port ?? 0)]
        case .destinationAddress: return [session.client.socket.localAddress()?.host ?? ""]
        case .destinationPort: return [String(session.client.socket.localAddress()?.port ?? 0)]
        case .clientUsesTLS: return [session.client.tls == nil ? "0" : "1"]
        case .clientServerName: return session.client.tls?.requestedServerName.map { [$0] } ?? []
        case .responseHeader(let name, let occurrence):
            return headers(name, occurrence, source.response, responseHead, splits: true)
        case .responseHeaderLine(let name, let occurrence):
            return headers(name, occurrence, source.response, responseHead, splits: false)
        case .responseStatus: return [String(responseHead.status)]
        case .frontendName: return [session.frontend.name]
        case .backendName: return [session.backend?.name ?? session.frontend.name]
        case .serverName: return session.server.map { [$0.settings.name] } ?? []
        case .usableServers(let name):
            let backend = name.flatMap { generation.backend(named: $0) } ?? session.backend
            return [String(backend.map { $0.usableServers + $0.usableBackups } ?? 0)]
        case .text(let text): return [text]
        case .number(let number): return [String(number)]
        case .truth(let truth): return [truth ? "1" : "0"]
        case .hostName: return [machineName()]
        case .date: return [String(WallTime.now.seconds)]
        default: return fetchFromRequest(fetch, source)
        }
    }

    private func fetchFromRequest(_ fetch: SampleFetch, _ source: SampleSource) -> [String] {
        guard let bytes = source.request else { return [] }
        let target = text(bytes[slice: requestHead.target])
        switch fetch {
        case .method: return [text(bytes[slice: requestHead.methodText])]
        case .path: return path(of: target).map { [String($0.prefix { $0 != "?" })] } ?? []
        case .pathAndQuery: return path(of: target).map { [String($0)] } ?? []
        case .url: return [target]
        case .query: return [query(of: target)]
        case .queryParameter(let name): return parameter(name, in: query(of: target))
        case .base:
            let host = requestHead.host.map { text(bytes[slice: $0]) } ?? ""
            return [host + (path(of: target).map { String($0.prefix { $0 != "?" }) } ?? "")]
        case .requestVersion: return ["1.\(requestHead.minorVersion)"]
        case .requestHeader(let name, let occurrence):
            return headers(name, occurrence, bytes, requestHead, splits: true)
        case .requestHeaderLine(let name, let occurrence):
            return headers(name, occurrence, bytes, requestHead, splits: false)
        case .requestHeaderCount(let name):
            return [String(headers(name, nil, bytes, requestHead, splits: true).count)]
        case .requestCookie(let name): return cookie(name, bytes)
        default: return []
        }
    }

    private func path(of target: String) -> Substring? {
        if target.hasPrefix("/") { return target[...] }
        guard let scheme = target.firstRange(of: "://") else { return nil }
        let rest = target[scheme.upperBound...]
        return rest.firstIndex(of: "/").map { rest[$0...] } ?? "/"
    }

    private func query(of target: String) -> String {
        target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
    }

    private func parameter(_ name: String, in query: String) -> [String] {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.first.map(String.init) == name {
                return [parts.count > 1 ? String(parts[1]) : ""]
            }
        }
        return []
    }

    private func cookie(_ name: String, _ bytes: UnsafeRawBufferPointer) -> [String] {
        for line in headers("cookie", nil, bytes, requestHead, splits: false) {
            for pair in line.split(separator: ";") {
                let trimmed = pair.drop { $0 == " " }
                if trimmed.hasPrefix("\(name)=") {
                    return [String(trimmed.dropFirst(name.count + 1))]
                }
            }
        }
        return []
    }

    private func headers(
        _ name: String,
        _ occurrence: Int?,
        _ bytes: UnsafeRawBufferPointer?,
        _ head: MessageHead,
        splits: Bool
    ) -> [String] {
        guard let bytes else { return [] }
        var all: [String] = []
        for index in 0..<head.headerCount where bytes[slice: head[index].name].isHeaderName(name) {
            let value = bytes[slice: head[index].value]
            guard splits else {
                all.append(text(value))
                continue
            }
            var tokens = TokenList(value)
            while let token = tokens.next() { all.append(text(token)) }
        }
        guard let occurrence else { return all }
        let index = occurrence > 0 ? occurrence - 1 : all.count + occurrence
        return all.indices.contains(index) ? [all[index]] : []
    }

    private func convert(_ value: String, by converter: SampleConverter) -> String? {
        switch converter {
        case .lowercase: return value.lowercased()
        case .uppercase: return value.uppercased()
        case .length: return String(value.utf8.count)
        case .not: return value == "0" || value.isEmpty ? "1" : "0"
        case .hostOnly: return String(splitHost(value).host)
        case .portOnly: return splitHost(value).port.map(String.init) ?? "0"
        case .field(let number, let delimiters):
            let fields = value.split(omittingEmptySubsequences: false) { delimiters.contains($0) }
            let index = number > 0 ? number - 1 : fields.count + number
            return fields.indices.contains(index) ? String(fields[index]) : ""
        }
    }

    private func splitHost(_ value: String) -> (host: Substring, port: Substring?) {
        guard let colon = value.lastIndex(of: ":"),
            value[value.index(after: colon)...].allSatisfy(\.isNumber),
            value.first == "[" || !value[..<colon].contains(":")
        else { return (value[...], nil) }
        return (value[..<colon], value[value.index(after: colon)...])
    }
}
