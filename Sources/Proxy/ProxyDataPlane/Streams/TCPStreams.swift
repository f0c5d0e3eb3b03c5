internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration

/// Connections of mode tcp: each is one stream from its first moment on.
extension Worker {
    /// Begins the stream of a connection whose frontend speaks no HTTP.
    func beginTCP(_ client: ClientConnection) {
        guard openStream(client, with: nil), let stream = client.stream else { return }
        stream.clientDeadline = .max
        guard let backend = backend(for: stream, hasRequest: false) else {
            take(stream)
            stream.ending.set("S", "C")
            // For the log no connection was taken on.
            stream.timing.headDone = -1
            return refuseTCP(stream)
        }
        if backend.settings.mode == .http { return speakHTTP(client, stream) }
        take(stream)
        enter(stream, backend)
        stream.request.hash = balanceHash(stream, backend)
        chooseServer(stream, bound: nil)
    }

    private func take(_ stream: Stream) {
        stream.hasRequest = true
        stream.timing.headDone = now
        if stream.frontend.settings.logFormat == .connection { logConnection(stream) }
    }

    /// A backend of mode http takes requests: the connection speaks HTTP/1 from now on.
    private func speakHTTP(_ client: ClientConnection, _ stream: Stream) {
        end(stream)
        client.codec = .h1
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
