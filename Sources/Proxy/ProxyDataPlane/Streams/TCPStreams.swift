internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// Connections of mode tcp: each is one stream from its first moment on.
extension Worker {
    /// Begins the stream of a connection whose frontend speaks no HTTP.
    func beginTCP(_ client: ClientConnection) {
        guard openStream(client, with: nil), let stream = client.stream else { return }
        stream.clientDeadline = .max
        if stream.frontend.rules.inspectsRequests, !inspectRequest(stream, .frontend) { return }
        chooseTCPBackend(stream)
    }

    /// Chooses the backend of a connection that has passed the frontend's rules.
    func chooseTCPBackend(_ stream: Stream) {
        guard let backend = backend(for: stream, hasRequest: false) else {
            take(stream)
            stream.ending.set("S", "C")
            // For the log no connection was taken on.
            stream.timing.headDone = -1
            return refuseTCP(stream)
        }
        if backend.settings.mode == .http { return speakHTTP(stream, nil) }
        take(stream)
        enter(stream, backend)
        if backend.rules.inspectsRequests, stream.frontend.ownBackend !== backend,
            !inspectRequest(stream, .backend)
        {
            return
        }
        chooseTCPServer(stream)
    }

    /// Chooses the server of a connection that has passed all rules.
    func chooseTCPServer(_ stream: Stream) {
        guard let backend = stream.backend else { return }
        stream.request.hash = balanceHash(stream, backend)
        chooseServer(stream, bound: nil)
    }

    private func take(_ stream: Stream) {
        stream.hasRequest = true
        // As HAProxy counts, all that came before a server was looked for is part of the wait.
        stream.timing.headDone = stream.timing.start
        if stream.frontend.settings.logFormat == .connection { logConnection(stream) }
    }

    /// The connection speaks HTTP from now on: a backend of mode http takes requests, or a rule says so.
    func speakHTTP(_ stream: Stream, _ version: SpokenHTTP?) {
        let client = stream.client
        if client.listener.bind.staysRaw { return abandon(stream) }
        let input = stream.request.pipe.takeBuffer()
        if stream.frontend.rules.inspectsRequests { client.switched = extras(stream) }
        end(stream)
        if version == .version1 { client.mayTurnToHTTP2 = false }
        client.codec = .h1
        if version == .version2 { return beginMultiplexing(client, with: input) }
        client.input = input
        awaitRequest(client)
    }

    /// Ends a connection that no server takes; the reason is set already.
    func refuseTCP(_ stream: Stream) {
        leaveQueue(stream)
        dropConnection(stream)
        leaveServer(stream)
        logExchange(stream)
        let client = stream.client
        end(stream)
        client.phase = .waiting
        // What the client has said already would turn the end into a reset.
        lingerOrClose(client, afterWholeRequest: true)
    }
}
