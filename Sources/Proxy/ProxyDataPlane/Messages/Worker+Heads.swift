internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// Heads written anew for the next hop.
extension Worker {
    /// Writes the request's head for the server; `requestHead` holds it as it came.
    func writeRequestHead(
        _ session: Session,
        _ bytes: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let head = requestHead
        if let method = session.request.newMethod {
            writer.write(method)
        } else {
            writer.write(bytes[slice: head.methodText])
        }
        writer.write(0x20)
        if let target = session.request.newTarget {
            writer.write(target)
        } else {
            writer.write(bytes[slice: head.target])
        }
        writer.write(" HTTP/1.1\r\n")
        let edits = session.request.edits
        for index in 0..<head.headerCount {
            let line = head[index]
            switch line.field {
            case .connection, .keepAlive, .proxyConnection:
                continue
            case .upgrade where !session.request.wantsUpgrade:
                continue
            case .cookie where session.cookie.isStripped:
                writeCookieHeader(session, bytes, line, &writer)
                continue
            default:
                break
            }
            if !edits.isEmpty && isRemoved(bytes[slice: line.name], edits) { continue }
            writer.writeHeader(bytes[slice: line.name], bytes[slice: line.value])
        }
        for edit in edits { write(edit, &writer) }
        writeForwardedFor(session, bytes, &writer)
        if session.request.wantsUpgrade {
            writer.write("Connection: Upgrade\r\n")
        } else if session.backend?.settings.connectionMode != .keepAlive {
            writer.write("Connection: close\r\n")
        }
        writer.write("\r\n")
    }

    private func isRemoved(_ name: UnsafeRawBufferPointer, _ edits: [HeaderEdit]) -> Bool {
        for edit in edits where edit.removes {
            let isSame = edit.name.withUnsafeBytes { wanted -> Bool in
                guard wanted.count == name.count else { return false }
                for index in 0..<name.count where lowered(wanted[index]) != lowered(name[index]) {
                    return false
                }
                return true
            }
            if isSame { return true }
        }
        return false
    }

    private func lowered(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    private func write(_ edit: HeaderEdit, _ writer: inout HeadWriter) {
        switch edit {
        case .add(let name, let value), .set(let name, let value):
            writer.writeHeader(name, value)
        case .delete:
            break
        }
    }

    /// A `Cookie` line without the persistence cookie; nothing when it was the only one.
    private func writeCookieHeader(
        _ session: Session,
        _ bytes: UnsafeRawBufferPointer,
        _ line: HeaderLine,
        _ writer: inout HeadWriter
    ) {
        guard let stripped = session.cookie.stripped, stripped.start >= line.value.start,
            stripped.end <= line.value.end
        else { return writer.writeHeader(bytes[slice: line.name], bytes[slice: line.value]) }
        let before = HeadSlice(start: line.value.start, count: stripped.start - line.value.start)
        let after = HeadSlice(start: stripped.end, count: line.value.end - stripped.end)
        guard before.count + after.count > 0 else { return }
        writer.write(bytes[slice: line.name])
        writer.write(": ")
        writer.write(bytes[slice: before])
        writer.write(bytes[slice: after])
        writer.write("\r\n")
    }

    private func writeForwardedFor(
        _ session: Session,
        _ bytes: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let settings =
            session.frontend.settings.forwardedFor ?? session.backend?.settings.forwardedFor
        guard let settings, session.peer.port != nil else { return }
        if let except = settings.exceptNetwork, let address = session.peer.ipAddress,
            except.contains(address)
        {
            return
        }
        if settings.onlyIfAbsent {
            for index in 0..<requestHead.headerCount
            where bytes[slice: requestHead[index].name].isHeaderName(settings.header) {
                return
            }
        }
        var name = settings.header
        name.withUTF8 { writer.write(UnsafeRawBufferPointer($0)) }
        writer.write(": ")
        writer.write(session.peerText)
        writer.write("\r\n")
    }

    /// Writes the response's head for the client; `responseHead` holds it as it came.
    func writeResponseHead(
        _ session: Session,
        _ bytes: UnsafeRawBufferPointer,
        _ writer: inout HeadWriter
    ) {
        let head = responseHead
        if let status = session.responseEdits.status {
            writer.write("HTTP/1.1 ")
            writer.write(decimal: status.code)
            writer.write(0x20)
            writer.write(status.reason)
        } else {
            writer.write("HTTP/1.1 ")
            writer.write(decimal: head.status)
            writer.write(0x20)
            writer.write(bytes[slice: head.reason])
        }
        writer.write("\r\n")
        let setsCookie = insertsCookie(session)
        let hidesCaching =
            setsCookie && session.backend?.settings.cookie?.preventsCaching == true
            && Cacheability.allows(head, bytes, to: session.request.method)
        let edits = session.responseEdits.headers
        for index in 0..<head.headerCount {
            let line = head[index]
            switch line.field {
            case .connection, .keepAlive, .proxyConnection:
                continue
            case .upgrade where session.response.framing != .tunnel:
                continue
            case .setCookie where removesServersCookie(session, bytes[slice: line.value]):
                continue
            default:
                break
            }
            if !edits.isEmpty && isRemoved(bytes[slice: line.name], edits) { continue }
            writer.writeHeader(bytes[slice: line.name], bytes[slice: line.value])
        }
        if setsCookie { writeInsertedCookie(session, &writer) }
        if hidesCaching { writer.write("cache-control: private\r\n") }
        for edit in edits { write(edit, &writer) }
        if session.response.framing == .tunnel {
            writer.write("Connection: Upgrade\r\n")
        } else if !session.keepsClient {
            writer.write("Connection: close\r\n")
        } else if requestWasOld(session) {
            writer.write("Connection: keep-alive\r\n")
        }
        writer.write("\r\n")
    }

    private func requestWasOld(_ session: Session) -> Bool {
        session.request.isVersion10
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
