internal import EventLoops
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration

/// What becomes of bytes that a client still sends after its answer.
///
/// A connection that is closed while bytes of the client are unread is reset, and the reset takes
/// the answer from a client that has not read it yet. So the rest is taken and thrown away: until the
/// request ends when the connection goes on, until the client closes when it does not.
extension Worker {
    /// How long a client that is done with may send nothing before its connection is closed, in
    /// milliseconds.
    static let drainPatience: Int64 = 5000
    /// How long a client that is done with may go on sending, in milliseconds.
    static let drainLimit: Int64 = 60_000

    /// Throws away the rest of a request whose answer has passed; the next request follows.
    func beginDraining(_ client: ClientConnection) {
        let end = now + Worker.drainLimit
        client.phase = .draining(until: end)
        client.deadline = min(now + Worker.drainPatience, end)
    }

    /// How long a client that was told of the end may send nothing: no longer than `timeout client-fin`.
    private func lingerPatience(_ client: ClientConnection) -> Int64 {
        let timeouts = client.listener.frontend.settings.timeouts
        return min(Worker.drainPatience, WaitTimes.milliseconds(timeouts.clientFin))
    }

    /// Throws away what came of the request; true when the phase has changed.
    func drain(_ client: ClientConnection, until end: Int64) -> Bool {
        switch flush(client) {
        case .moved: break
        case .wouldBlock: return false
        case .ended, .failed:
            close(client)
            return false
        }
        while true {
            let input = client.input ?? buffers.take()
            client.input = input
            guard let plain = client.framing.incoming.decode(input, from: 0) else {
                lingerOrClose(client, afterWholeRequest: false)
                return true
            }
            input.consume(plain)
            if client.framing.incoming.isWhole { break }
            switch receive(into: input, from: client) {
            case .moved(let count):
                client.listener.frontend.counters[index].add(.bytesIn, count)
                client.deadline = min(now + Worker.drainPatience, end)
            case .wouldBlock:
                buffers.give(input)
                client.input = nil
                return false
            case .ended, .failed:
                close(client)
                return false
            }
        }
        if let input = client.input, input.isEmpty {
            buffers.give(input)
            client.input = nil
        }
        awaitNextRequest(client)
        return true
    }

    /// Closes the sending side, and waits for the client to read and close.
    func lingerOrClose(_ client: ClientConnection, afterWholeRequest isWhole: Bool) {
        if client.output != nil {
            client.phase = .flushing(afterWholeRequest: isWhole)
            client.deadline = deadline(after: client.listener.frontend.settings.timeouts.client)
            return
        }
        client.transport.closeTLS(cipherScratch)
        let isDone = isWhole && !client.transport.isReadable && client.input == nil
        if isDone || client.transport.hasEnded { return close(client) }
        client.transport.socket.shutdownWriting()
        let end = now + Worker.drainLimit
        client.phase = .lingering(until: end)
        client.deadline = min(now + lingerPatience(client), end)
        if let input = client.input { buffers.give(input) }
        client.input = nil
    }

    /// Sends the last bytes before the connection ends.
    func flushLast(_ client: ClientConnection, afterWholeRequest isWhole: Bool) -> Bool {
        switch flush(client) {
        case .moved:
            lingerOrClose(client, afterWholeRequest: isWhole)
            return true
        case .wouldBlock:
            return false
        case .ended, .failed:
            close(client)
            return false
        }
    }

    /// Throws away what the client still sends.
    func linger(_ client: ClientConnection, until end: Int64) -> Bool {
        while client.transport.isReadable {
            if turnBudget <= 0 {
                goOnLater(client)
                return false
            }
            let space = UnsafeMutableRawBufferPointer(rebasing: cipherScratch[0..<16_384])
            switch client.transport.socket.receive(into: space) {
            case .moved(let count):
                turnBudget -= count
                client.deadline = min(now + lingerPatience(client), end)
            case .wouldBlock:
                client.transport.isReadable = false
            case .ended, .failed:
                close(client)
                return false
            }
        }
        return false
    }
}
