internal import EventLoops
internal import HTTPWire
internal import ProxyConfiguration

/// The persistence cookie: `cookie NAME insert indirect nocache` and its relatives.
extension Worker {
    /// The server that the client's cookie leads to; nil when there is none to obey.
    func boundServer(
        _ session: Session,
        _ backend: BackendRuntime,
        _ input: ByteBuffer
    ) -> ServerRuntime? {
        guard let settings = backend.settings.cookie else { return nil }
        guard let found = findCookie(settings.name, input.bytes) else { return nil }
        if settings.inserts && settings.isIndirect {
            session.cookie.isStripped = true
            session.cookie.stripped = found.whole
        }
        let value = input.bytes[slice: found.value]
        let server = backend.servers.first { server in
            guard let cookie = server.settings.cookie else { return false }
            return value.elementsEqual(cookie.utf8)
        }
        guard let server else {
            session.cookie.fromClient = UInt8(ascii: "I")
            return nil
        }
        guard server.acceptsPersistentStreams || backend.settings.persistsToDownServers else {
            session.cookie.fromClient = UInt8(ascii: "D")
            return nil
        }
        session.cookie.fromClient = UInt8(ascii: "V")
        return server
    }

    private func findCookie(
        _ name: String,
        _ bytes: UnsafeRawBufferPointer
    ) -> (value: HeadSlice, whole: HeadSlice)? {
        for index in 0..<requestHead.headerCount where requestHead[index].field == .cookie {
            let line = requestHead[index].value
            if let found = findCookie(name, bytes, in: line) { return found }
        }
        return nil
    }

    private func findCookie(
        _ name: String,
        _ bytes: UnsafeRawBufferPointer,
        in line: HeadSlice
    ) -> (value: HeadSlice, whole: HeadSlice)? {
        var start = line.start
        while start < line.end {
            var end = start
            while end < line.end, bytes[end] != UInt8(ascii: ";") { end += 1 }
            var nameStart = start
            while nameStart < end, bytes[nameStart] == 0x20 { nameStart += 1 }
            if let equals = (nameStart..<end).first(where: { bytes[$0] == UInt8(ascii: "=") }),
                bytes[slice: HeadSlice(start: nameStart, count: equals - nameStart)]
                    .elementsEqual(name.utf8)
            {
                let value = HeadSlice(start: equals + 1, count: end - equals - 1)
                return (value, extent(start, end, bytes, in: line))
            }
            start = end + 1
        }
        return nil
    }

    /// The cookie with the separator that goes with it.
    private func extent(
        _ start: Int,
        _ end: Int,
        _ bytes: UnsafeRawBufferPointer,
        in line: HeadSlice
    ) -> HeadSlice {
        if start > line.start { return HeadSlice(start: start - 1, count: end - start + 1) }
        var after = end
        if after < line.end { after += 1 }
        while after < line.end, bytes[after] == 0x20 { after += 1 }
        return HeadSlice(start: start, count: after - start)
    }

    /// Whether the response is to carry the cookie of the server that answered.
    func insertsCookie(_ session: Session) -> Bool {
        guard let settings = session.backend?.settings.cookie, settings.inserts,
            let server = session.server, server.settings.cookie != nil
        else { return false }
        if settings.onlyAfterPost && session.request.method != .post { return false }
        if settings.isIndirect && session.cookie.fromClient == UInt8(ascii: "V") { return false }
        if settings.preservesServers && session.cookie.toClient == UInt8(ascii: "P") {
            return false
        }
        return true
    }

    /// Whether a `Set-Cookie` of the server is ours to replace.
    func removesServersCookie(_ session: Session, _ value: UnsafeRawBufferPointer) -> Bool {
        guard let settings = session.backend?.settings.cookie else { return false }
        let name = settings.name.utf8
        guard value.count > name.count, value[name.count] == UInt8(ascii: "="),
            UnsafeRawBufferPointer(rebasing: value[0..<name.count]).elementsEqual(name)
        else { return false }
        session.cookie.toClient = UInt8(ascii: "P")
        return settings.inserts && !settings.preservesServers
    }

    func writeInsertedCookie(_ session: Session, _ writer: inout HeadWriter) {
        guard let settings = session.backend?.settings.cookie,
            var value = session.server?.settings.cookie
        else { return }
        session.cookie.toClient = UInt8(ascii: "I")
        var name = settings.name
        writer.write("set-cookie: ")
        name.withUTF8 { writer.write(UnsafeRawBufferPointer($0)) }
        writer.write(UInt8(ascii: "="))
        value.withUTF8 { writer.write(UnsafeRawBufferPointer($0)) }
        writer.write("; path=/")
        for domain in settings.domains {
            writer.write("; domain=")
            writer.write(Array(domain.utf8))
        }
        if settings.isHTTPOnly { writer.write("; HttpOnly") }
        if settings.isSecure { writer.write("; Secure") }
        for attribute in settings.attributes {
            writer.write("; ")
            writer.write(Array(attribute.utf8))
        }
        writer.write("\r\n")
    }
}
