internal import EventLoops
internal import HTTPWire
internal import ProxyConfiguration

/// The persistence cookie: `cookie NAME insert indirect nocache` and its relatives.
extension Worker {
    /// The server that the client's cookie or a rule leads to; nil when there is none to obey.
    func boundServer(
        _ session: Stream,
        _ backend: BackendRuntime
    ) -> ServerRuntime? {
        let bound = cookieServer(session, backend)
        let sticky = !backend.rules.hasStickRules ? nil : stickyServer(session, backend)
        if bound != nil { return bound }
        if !backend.settings.serverRules.isEmpty, let ruled = ruledServer(session, backend) {
            return ruled
        }
        return sticky
    }

    private func cookieServer(_ session: Stream, _ backend: BackendRuntime) -> ServerRuntime? {
        guard let settings = backend.settings.cookie, let bytes = session.requestHeadBytes,
            let value = firstCookie(settings.name, session.requestHead, bytes)
        else { return nil }
        session.cookie.isStripped = settings.inserts && settings.isIndirect
        let persistence = persistence(session, backend)
        if persistence == false { return nil }
        let server = backend.servers.first { server in
            guard let cookie = server.settings.cookie else { return false }
            return value.elementsEqual(cookie.utf8)
        }
        guard let server else {
            session.cookie.fromClient = UInt8(ascii: "I")
            return nil
        }
        guard
            server.acceptsPersistentStreams || backend.settings.persistsToDownServers
                || persistence == true
        else {
            session.cookie.fromClient = UInt8(ascii: "D")
            return nil
        }
        session.cookie.fromClient = UInt8(ascii: "V")
        return server
    }

    /// The value of the first cookie of a name; a date that HAProxy may have put behind `|` does
    /// not belong to it.
    private func firstCookie(
        _ name: String,
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> UnsafeRawBufferPointer? {
        for index in 0..<head.headerCount where head[index].field == .cookie {
            var pairs = CookiePairs(bytes[slice: head[index].value])
            while let pair = pairs.next() {
                guard let value = pair.value, pair.name.elementsEqual(name.utf8) else { continue }
                return UnsafeRawBufferPointer(rebasing: value.prefix { $0 != UInt8(ascii: "|") })
            }
        }
        return nil
    }

    /// Takes the server's own persistence cookie out and puts ours in, as the settings say; false
    /// when the head has no room for it.
    func changeCookies(_ session: Stream) -> Bool {
        guard let settings = session.backend?.settings.cookie,
            let bytes = session.responseHeadBytes
        else { return true }
        if setsCookie(settings.name, session.responseHead, bytes) {
            session.cookie.toClient = UInt8(ascii: "P")
            if settings.inserts && !settings.preservesServers {
                session.cookie.toClient = UInt8(ascii: "D")
                guard editResponse(session, .deleteCookie(settings.name)) else { return false }
            }
        }
        guard let server = session.server?.settings.cookie, insertsCookie(session, settings) else {
            return true
        }
        // What a cache may do is judged of the response without our cookie.
        let isCacheable =
            settings.preventsCaching
            && session.responseHeadBytes.map {
                Cacheability.allows(session.responseHead, $0, to: session.request.method)
            } == true
        session.cookie.toClient = UInt8(ascii: "I")
        let value = cookieText(settings, server)
        guard addToResponse(session, "set-cookie", value) else { return false }
        guard isCacheable else { return true }
        return addToResponse(session, "cache-control", Array("private".utf8))
    }

    private func setsCookie(
        _ name: String,
        _ head: MessageHead,
        _ bytes: UnsafeRawBufferPointer
    ) -> Bool {
        (0..<head.headerCount).contains { index in
            let line = head[index]
            return line.field == .setCookie && bytes[slice: line.value].setsCookie(name.utf8)
        }
    }

    /// Whether the response is to carry the cookie of the server that answered: not when the client
    /// was led there by it.
    private func insertsCookie(_ session: Stream, _ settings: PersistenceCookie) -> Bool {
        if !settings.inserts || session.cookie.fromClient == UInt8(ascii: "V") { return false }
        if settings.onlyAfterPost && session.request.method != .post { return false }
        return !settings.preservesServers || session.cookie.toClient != UInt8(ascii: "P")
    }

    private func cookieText(_ settings: PersistenceCookie, _ server: String) -> [UInt8] {
        var text = "\(settings.name)=\(server); path=/"
        for domain in settings.domains { text += "; domain=\(domain)" }
        if settings.isHTTPOnly { text += "; HttpOnly" }
        if settings.isSecure { text += "; Secure" }
        for attribute in settings.attributes { text += "; \(attribute)" }
        return Array(text.utf8)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether this value of a `Set-Cookie` line sets the cookie of that name.
    func setsCookie(_ name: some Collection<UInt8>) -> Bool {
        var pairs = CookiePairs(self)
        guard let pair = pairs.next() else { return false }
        return pair.value != nil && pair.name.elementsEqual(name)
    }
}
