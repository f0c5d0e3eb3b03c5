internal import Cryptography
internal import EventLoops
internal import HTTP2Wire
internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Synchronization

/// Connections of HTTP/2 to servers, which carry the requests of many clients.
struct SharedConnections {
    private var connections: [[ServerConnection]] = []

    mutating func add(_ connection: ServerConnection) {
        let serial = connection.server.serial
        while connections.count <= serial { connections.append([]) }
        connections[serial].append(connection)
    }

    mutating func remove(_ connection: ServerConnection) {
        let serial = connection.server.serial
        guard serial < connections.count else { return }
        connections[serial].removeAll { $0 === connection }
    }

    /// One that takes another stream and that the caller finds suitable.
    func first(
        of server: ServerRuntime,
        where isSuitable: (ServerConnection, Multiplexer) -> Bool
    ) -> (ServerConnection, Multiplexer)? {
        guard server.serial < connections.count else { return nil }
        for connection in connections[server.serial] {
            guard case .multiplexed(let multiplexer) = connection.codec,
                multiplexer.wire.availableStreamCount > 0, isSuitable(connection, multiplexer)
            else { continue }
            return (connection, multiplexer)
        }
        return nil
    }

    /// All of them, to servers that the caller names.
    func all(where isMeant: (Int) -> Bool) -> [ServerConnection] {
        connections.indices.filter(isMeant).flatMap { connections[$0] }
    }
}

extension Worker {
    /// Whether a server speaks HTTP/2 on a connection that is ready: it has to, or has agreed to.
    func speaksHTTP2(_ connection: ServerConnection) -> Bool {
        connection.server.settings.speaksHTTP2
            || connection.transport.tls?.hasAgreed(on: "h2") == true
    }

    /// Speaks HTTP/2 on a connection from now on; the lane of its first stream.
    func beginMultiplexing(
        _ connection: ServerConnection,
        for stream: Stream
    ) -> ServerConnection? {
        let settings = ConnectionSettings(
            generation.configuration.global.http2.servers,
            bufferSize: buffers.bufferSize
        )
        let multiplexer = Multiplexer(.client, settings)
        connection.codec = .multiplexed(multiplexer)
        connection.stream = nil
        connection.isPrivate = stream.backend?.settings.connectionReuse == .never
        shared.add(connection)
        sayFirst(connection, multiplexer)
        return addLane(on: connection, multiplexer, for: stream)
    }

    /// A lane on a connection that carries other streams already, by `http-reuse`; nil when there is none.
    func sharedLane(
        for stream: Stream,
        _ server: ServerRuntime,
        _ route: String?
    ) -> ServerConnection? {
        let found = shared.first(of: server) { connection, _ in
            !connection.isPrivate && connection.route == route && !connection.transport.peerClosed
                && connection.addressNumber == server.addressNumber.current
        }
        guard let (connection, multiplexer) = found else { return nil }
        server.counters[index].add(.connectionsReused)
        stream.backend?.counters[index].add(.connectionsReused)
        return addLane(on: connection, multiplexer, for: stream)
    }

    private func addLane(
        on connection: ServerConnection,
        _ multiplexer: Multiplexer,
        for stream: Stream
    ) -> ServerConnection? {
        guard let place = slots.take() else { return nil }
        let lane = Lane(connection, multiplexer, 0, hasEnd: false, isUpgrade: false)
        let other = ServerConnection(lane, place: place, of: connection, stream: stream)
        enter(.server(other), at: place.slot)
        connection.laneCount += 1
        connection.exchangeCount += 1
        connection.idleSince = 0
        // By this a failure before the answer is told from one of a connection that was closed meanwhile.
        other.exchangeCount = connection.exchangeCount
        return other
    }

    /// Sends the head of a request as a block; false when the exchange has to wait, or takes another turn.
    func sendHead(
        _ head: UnsafeRawBufferPointer,
        of stream: Stream,
        on connection: ServerConnection,
        _ lane: Lane
    ) -> Bool {
        let multiplexer = lane.multiplexer
        guard HeadParser.parseEditedRequest(head, into: http2.head) == .complete,
            let number = multiplexer.wire.nextStream
        else {
            replaceConnection(stream)
            return false
        }
        var upgrade: [UInt8]?
        if stream.request.wantsUpgrade {
            // Whether it can be asked for is what the server says first.
            guard multiplexer.wire.hasSettled else {
                multiplexer.waiting.append(connection.token)
                return false
            }
            guard multiplexer.wire.peerTakesExtendedConnect else {
                stream.ending.set("S", "H")
                answer(stream, page: 502)
                return false
            }
            upgrade = header("upgrade", head)
            lane.isUpgrade = true
            lane.webSocketKey = header("sec-websocket-key", head) ?? []
            lane.upgrade = upgrade ?? []
        }
        let pipe = stream.request.pipe
        let isLast =
            upgrade == nil && pipe.isWhole && pipe.readyCount == 0 && pipe.trailers.isEmpty
            && stream.request.sentMethod != .connect
        var writer = multiplexer.wire.beginBlock(on: number, in: http2.block)
        let isSecure = connection.transport.tls != nil || stream.client.transport.tls != nil
        if let upgrade {
            upgrade.withUnsafeBytes {
                writer.request(http2.head, head, upgrade: $0, isSecure: isSecure)
            }
        } else {
            writer.request(http2.head, head, upgrade: nil, isSecure: isSecure)
        }
        connection.framing.outgoing = BodyEncoder(isFramed: true)
        guard let count = multiplexer.wire.finishBlock(&writer, endsStream: isLast),
            count <= buffers.bufferSize
        else {
            stream.ending.set("P", "H")
            answer(stream, page: 500)
            return false
        }
        // Streams begin in the order of their numbers: none may overtake another.
        guard put(http2.block, count, on: lane) else {
            multiplexer.makeReady(connection, lane)
            return false
        }
        if isLast { connection.framing.outgoing.noteEnd() }
        lane.number = number
        multiplexer.wire.beginStream(
            number,
            endsStream: isLast,
            isHead: stream.request.sentMethod == .head,
            asksForTunnel: upgrade != nil || stream.request.sentMethod == .connect
        )
        multiplexer.wire.setTag(connection.token.rawValue, of: number)
        multiplexer.makeReady(connection, lane)
        return true
    }

    /// Adds a block to what the connection sends; false when there is no room now.
    private func put(_ block: UnsafeMutableRawBufferPointer, _ count: Int, on lane: Lane) -> Bool {
        goOnLater(lane.carrier)
        let output = lane.carrier.output ?? buffers.take()
        lane.carrier.output = output
        if output.room < count { output.compact() }
        guard output.room >= count else { return false }
        _ = output.append(UnsafeRawBufferPointer(rebasing: block[0..<count]))
        return true
    }

    private func header(_ name: StaticString, _ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        for index in 0..<http2.head.headerCount
        where equalsIgnoringCase(bytes[slice: http2.head[index].name], name) {
            return Array(bytes[slice: http2.head[index].value])
        }
        return nil
    }

    /// Reads frames of a server, drives the streams that have something to do, and sends.
    func multiplex(_ connection: ServerConnection, _ multiplexer: Multiplexer) {
        multiplexer.wire.now = now
        connection.isUnfinished = false
        let outcome = readFrames(connection, multiplexer)
        let isServed = serveLanes(connection, multiplexer)
        let hasEnded = outcome == .ended || outcome.isFailure || !isServed
        if hasEnded || multiplexer.wire.failure != nil {
            _ = serveLanes(connection, multiplexer)
            return close(connection)
        }
        guard connection.laneCount == 0 else { return }
        let server = connection.server
        let isUnwanted =
            multiplexer.wire.peerGoesAwayAfter != nil || connection.isPrivate
            || server.isRetired.load(ordering: .relaxed)
            || connection.addressNumber != server.addressNumber.current
            || server.idleLifetime <= 0
        if isUnwanted { return close(connection) }
        if connection.idleSince == 0 {
            connection.idleSince = now
            let lifetime = server.idleLifetime
            timers.add(now + lifetime, connection.token)
        }
    }

    /// A connection may have carried nothing for long enough.
    func sharedTimerFired(_ connection: ServerConnection) {
        guard connection.laneCount == 0, connection.idleSince > 0 else { return }
        let lifetime = connection.server.idleLifetime
        let end = connection.idleSince + lifetime
        if now >= end { close(connection) } else { timers.add(end, connection.token) }
    }

    /// Reads the head that a server has sent on a lane into what the stream reads.
    func fillHead(
        _ number: StreamNumber,
        _ other: ServerConnection,
        _ lane: Lane,
        endsStream: Bool
    ) {
        let buffer = buffers.take()
        let outcome = lane.upgrade.withUnsafeBytes {
            lane.multiplexer.wire.readResponseHead(
                number,
                from: http2.fields,
                into: http2.head,
                in: buffer.space,
                upgrade: $0
            )
        }
        if outcome == .malformed {
            buffers.give(buffer)
            lane.isJunk = true
            return
        }
        buffer.fill(http2.head.byteCount)
        lane.inbox.append(buffer)
        if outcome == .tunnel && !lane.webSocketKey.isEmpty { addAcceptance(to: buffer, lane) }
        lane.headByteCount += buffer.count
        if endsStream { lane.hasEnd = true }
    }

    /// Proves to a client of HTTP/1 that the server has understood, which in HTTP/2 goes without saying.
    private func addAcceptance(to buffer: ByteBuffer, _ lane: Lane) {
        let key = String(decoding: lane.webSocketKey, as: UTF8.self)
        let line = "sec-websocket-accept: \(WebSocketHandshake.accept(key: key))\r\n\r\n"
        let bytes = Array(line.utf8)
        guard buffer.room >= bytes.count else { return }
        buffer.remove(2, at: buffer.count - 2)
        _ = bytes.withUnsafeBytes { buffer.append($0) }
    }

    /// The server answers no stream beyond a number: those may be asked again elsewhere.
    func refuse(after last: StreamNumber, _ multiplexer: Multiplexer) {
        for tag in multiplexer.wire.tags(after: last) {
            guard let (other, lane) = serverLane(of: SlotToken(rawValue: tag)) else { continue }
            lane.isRefused = true
            breakLane(other)
            multiplexer.makeReady(other, lane)
        }
    }

    /// The lane of a token, if it is not gone.
    func serverLane(of token: SlotToken) -> (ServerConnection, Lane)? {
        guard let slot = slots.slot(of: token), case .server(let connection) = entries[slot],
            case .lane(let lane) = connection.codec
        else { return nil }
        return (connection, lane)
    }

    /// Ends a lane to a server.
    func close(_ other: ServerConnection, _ lane: Lane) {
        other.stream = nil
        for buffer in lane.inbox { buffers.give(buffer) }
        lane.inbox = []
        if lane.number > 0 { lane.multiplexer.wire.release(lane.number) }
        release(other.slot)
        guard let connection = lane.carrier as? ServerConnection else { return }
        connection.laneCount -= 1
        goOnLater(connection)
    }

    /// Ends a connection with all that is on it.
    func close(_ connection: ServerConnection, _ multiplexer: Multiplexer) {
        shared.remove(connection)
        multiplexer.wire.end(.none)
        for token in multiplexer.waiting {
            if let (other, _) = serverLane(of: token), let stream = other.stream { drive(stream) }
        }
        for tag in multiplexer.wire.tags(after: 0) {
            // An answer that has come whole is still read.
            guard let (other, lane) = serverLane(of: SlotToken(rawValue: tag)), !lane.hasEnd
            else { continue }
            breakLane(other)
            if let stream = other.stream { drive(stream) }
            if serverLane(of: SlotToken(rawValue: tag)) != nil { close(other, lane) }
        }
        if let input = multiplexer.input { buffers.give(input) }
        multiplexer.input = nil
    }
}
