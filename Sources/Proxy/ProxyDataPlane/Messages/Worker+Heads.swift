internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// Heads written anew for the next hop.
extension Worker {
    /// Writes the request's head for the server; `requestHead` holds it as rules have left it.
    func writeRequestHead(
        _ session: Stream,
        _ bytes: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let head = session.requestHead
        writer.write(bytes[slice: head.methodText])
        writer.write(0x20)
        writer.write(target(bytes, of: session))
        writer.write(session.request.isVersion10 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\n")
        var declaration = BodyDeclaration(request: session.request)
        for index in 0..<head.headerCount {
            let line = head[index]
            let value = bytes[slice: line.value]
            switch line.field {
            case .connection, .keepAlive, .proxyConnection:
                continue
            case .upgrade where !session.request.wantsUpgrade:
                continue
            case .contentLength, .transferEncoding:
                declaration.write(in: line.field, bytes[slice: line.name], &writer)
            case .acceptedEncodings:
                // Of what this hop could take of the next one, trailers alone are passed on.
                if containsToken(value, "trailers") { writer.write("TE: trailers\r\n") }
            case .cookie where session.cookie.isStripped:
                writeCookieHeader(session, bytes[slice: line.name], value, &writer)
            default:
                writer.writeHeader(bytes[slice: line.name], value)
            }
        }
        declaration.finish(&writer)
        writeForwardedFor(session, bytes, &writer)
        writeOriginalTo(session, &writer)
        writeForwarded(session, &writer)
        writeUniqueID(session, &writer)
        if session.request.wantsUpgrade {
            writer.write("Connection: upgrade\r\n")
        } else if closesServer(session), session.backend?.settings.pretendsKeepAlive != true {
            writer.write("Connection: close\r\n")
        } else if session.request.isVersion10 {
            writer.write("Connection: keep-alive\r\n")
        }
        writer.write("\r\n")
    }

    private func writeUniqueID(_ session: Stream, _ writer: inout HeadWriter) {
        guard session.frontend.tellsUniqueIDs,
            let header = session.frontend.settings.uniqueIDHeader, let id = uniqueID(session)
        else { return }
        writer.writeHeader(Array(header.utf8), id)
    }

    /// What the server is told of the target: of one that came by HTTP/2 the path alone, as nobody knows whether a proxy
    /// was meant.
    private func target(
        _ bytes: UnsafeRawBufferPointer,
        of stream: Stream
    ) -> UnsafeRawBufferPointer {
        let whole = bytes[slice: stream.requestHead.target]
        guard stream.request.isTargetNormalized else { return whole }
        let target = RequestTarget(stream.requestHead.target, in: bytes)
        guard target.form == .absolute else { return whole }
        if let path = target.path { return bytes[slice: path] }
        let rest: StaticString = stream.requestHead.method == .options ? "*" : "/"
        return UnsafeRawBufferPointer(start: rest.utf8Start, count: 1)
    }

    /// Whether the server's connection ends with this exchange, by the settings of either side.
    func closesServer(_ session: Stream) -> Bool {
        session.request.closesServer || session.frontend.settings.connectionMode != .keepAlive
            || session.backend?.settings.connectionMode != .keepAlive
    }

    /// A `Cookie` line without the persistence cookie; nothing when it was the only one.
    private func writeCookieHeader(
        _ session: Stream,
        _ name: UnsafeRawBufferPointer,
        _ line: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let stripped = session.backend?.settings.cookie?.name ?? ""
        var pairs = CookiePairs(line)
        var wasStripped = false
        var end: Int?
        while let pair = pairs.next() {
            // What begins with a dollar sign belongs to the cookie before it.
            let isAttribute = pair.name.first == UInt8(ascii: "$")
            if wasStripped && isAttribute { continue }
            let isStripped = pair.value != nil && pair.name.elementsEqual(stripped.utf8)
            if !isStripped {
                if let end {
                    let between = line[end..<pair.extent.start]
                    wasStripped
                        ? writer.write("; ")
                        : writer.write(UnsafeRawBufferPointer(rebasing: between))
                } else {
                    writer.write(name)
                    writer.write(": ")
                }
                writer.write(line[slice: pair.extent])
                end = pair.extent.end
            }
            wasStripped = isStripped
        }
        if end != nil { writer.write("\r\n") }
    }

    private func writeForwardedFor(
        _ session: Stream,
        _ bytes: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let frontends = session.frontend.settings.forwardedFor
        let backends = session.backend?.settings.forwardedFor
        if frontends == nil && backends == nil { return }
        let sides = [frontends, backends].compactMap { $0 }
        // The backend's words count more; a network that either side leaves out is left out.
        guard let settings = sides.last else { return }
        // A rule may have set another address.
        let ruled = session.extras?.source
        guard let address = ruled.map(IPAddress.init) ?? session.peer.ipAddress,
            !sides.contains(where: { $0.exceptNetwork?.contains(address) == true })
        else { return }
        if sides.allSatisfy(\.onlyIfAbsent) {
            for index in 0..<session.requestHead.headerCount
            where equalsIgnoringCase(
                bytes[slice: session.requestHead[index].name],
                settings.header.utf8
            ) {
                return
            }
        }
        var name = settings.header
        name.withUTF8 { writer.write(UnsafeRawBufferPointer($0)) }
        writer.write(": ")
        writer.write(
            ruled == nil ? session.peerText : Array(address.socketAddress(port: 0).host.utf8)
        )
        writer.write("\r\n")
    }

    /// `option originalto`: where the client went to.
    private func writeOriginalTo(_ session: Stream, _ writer: inout HeadWriter) {
        let frontends = session.frontend.settings.originalTo
        let backends = session.backend?.settings.originalTo
        if frontends == nil && backends == nil { return }
        let sides = [frontends, backends].compactMap { $0 }
        let ruled = session.extras?.destination
        guard let settings = sides.last,
            let address = ruled.map(IPAddress.init) ?? session.destination?.ipAddress,
            !sides.contains(where: { $0.exceptNetwork?.contains(address) == true })
        else { return }
        writer.writeHeader(
            Array(settings.header.utf8),
            Array(address.socketAddress(port: 0).host.utf8)
        )
    }

    /// Writes the response's head for the client; `responseHead` holds it as rules have left it.
    func writeResponseHead(
        _ session: Stream,
        _ bytes: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let head = session.responseHead
        writer.writeStatusLine(head.status) { $0.write(bytes[slice: head.reason]) }
        var declaration = BodyDeclaration(
            response: session.response.framing,
            session.response.passing,
            head
        )
        for index in 0..<head.headerCount {
            let line = head[index]
            switch line.field {
            case .connection, .keepAlive, .proxyConnection:
                continue
            case .upgrade where session.response.framing != .tunnel:
                continue
            case .contentLength, .transferEncoding:
                declaration.write(in: line.field, bytes[slice: line.name], &writer)
            default:
                writer.writeHeader(bytes[slice: line.name], bytes[slice: line.value])
            }
        }
        declaration.finish(&writer)
        if session.response.framing == .tunnel {
            writer.write("Connection: upgrade\r\n")
        } else if !session.keepsClient {
            writer.write("Connection: close\r\n")
        } else if session.request.isVersion10 {
            writer.write("Connection: keep-alive\r\n")
        }
        writer.write("\r\n")
    }

    /// Writes an interim response, which has neither a body nor a say about the connection.
    func writeInterimHead(
        _ session: Stream,
        _ bytes: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let head = session.responseHead
        writer.writeStatusLine(head.status) { $0.write(bytes[slice: head.reason]) }
        for index in 0..<head.headerCount {
            let line = head[index]
            switch line.field {
            case .connection, .keepAlive, .proxyConnection, .upgrade, .contentLength,
                .transferEncoding:
                continue
            default:
                writer.writeHeader(bytes[slice: line.name], bytes[slice: line.value])
            }
        }
        writer.write("\r\n")
    }

    /// What becomes of the body of a response that goes to the client with that status.
    func passing(for session: Stream, status: Int) -> BodyPassing {
        let expectsBody =
            session.request.method != .head && status / 100 != 1 && status != 204 && status != 304
        switch session.response.framing {
        case .tunnel: return .asItIs
        case _ where !expectsBody: return .dropped
        case .none: return .missing
        case .chunked where session.request.isVersion10: return .unchunked
        case .length, .untilClose, .chunked: return .asItIs
        }
    }
}

extension IPAddress {
    /// The address of a sample of that type.
    init(_ sample: Sample) {
        self =
            sample.type == .ipv4 ? .v4(sample.ipv4) : .v6(high: sample.high, low: sample.low)
    }
}

extension SocketAddress {
    /// The address as the configuration counts addresses.
    var ipAddress: IPAddress? {
        switch self {
        case .v4(let word, _): .v4(word)
        case .v6(let high, let low, _): .v6(high: high, low: low)
        case .unix: nil
        }
    }
}
