extension HTTP2Connection {
    /// Reads the settings that have come, one by one.
    mutating func readSettings(_ input: UnsafeRawBufferPointer) -> Advance {
        if frame.flags.contains(.acknowledgement) {
            reading = .header
            decoder.tableLimit = settings.headerTableSize
            return .consumed(0)
        }
        var position = 0
        while remaining > 0 {
            guard input.count - position >= 6 else {
                return position > 0 ? .consumed(position) : .starved
            }
            let id = UInt16(input[position]) << 8 | UInt16(input[position + 1])
            if let code = note(id, bigEndian(input, at: position + 2)) { return fail(code) }
            position += 6
            remaining -= 6
        }
        reading = .header
        guard isBorne() else { return fail(.enhanceYourCalm) }
        let announced = announcedWindow
        announcedWindow = nil
        if let announced, !setInitialWindow(announced) { return fail(.flowControl) }
        control.settingsAcknowledgement()
        hasSettled = true
        return .event(.settled, position)
    }

    /// Notes one of the peer's settings; returns what is wrong with it.
    private mutating func note(_ id: UInt16, _ value: UInt32) -> ErrorCode? {
        switch id {
        case PeerSettings.headerTableSizeID:
            // Nothing is kept in the peer's table; it has to be told so when it wants it smaller.
            if value < HeaderBlockDecoder.defaultTableSize { forgetsTable = true }
        case PeerSettings.enablePushID:
            if value > 1 || value == 1 && role == .client { return .protocolError }
        case PeerSettings.concurrentStreamsID:
            peer.concurrentStreams = Int(value)
        case PeerSettings.initialWindowID:
            if value > FlowWindow.largest { return .flowControl }
            announcedWindow = Int(value)
        case PeerSettings.largestFrameID:
            if value < 16384 || value > 0xFF_FFFF { return .protocolError }
            peer.largestFrame = Int(value)
        case PeerSettings.extendedConnectID:
            if value > 1 { return .protocolError }
            peer.takesExtendedConnect = value == 1
        default:
            break
        }
        return nil
    }

    private mutating func setInitialWindow(_ size: Int) -> Bool {
        let change = size - peer.initialWindow
        peer.initialWindow = size
        guard change != 0 else { return true }
        for index in 0..<streams.count where !streams[index].window.open(by: change) {
            return false
        }
        return true
    }

    /// Reads a frame that has its meaning in its first bytes; nil when its owner need not know.
    mutating func readControl(_ payload: UnsafeRawBufferPointer) -> ConnectionEvent? {
        switch frame.kind {
        case .ping: return readPing(payload)
        case .windowUpdate: return readWindow(bigEndian(payload, at: 0) & 0x7FFF_FFFF)
        case .resetStream: return readReset(ErrorCode(rawValue: bigEndian(payload, at: 0)))
        case .goAway:
            let last = bigEndian(payload, at: 0) & 0x7FFF_FFFF
            peerGoesAwayAfter = min(last, peerGoesAwayAfter ?? last)
            return .goAway(last: last, ErrorCode(rawValue: bigEndian(payload, at: 4)))
        default:
            // PRIORITY: what it asks for is nothing to a proxy, but a stream cannot be its own parent.
            if bigEndian(payload, at: 0) & 0x7FFF_FFFF == frame.stream {
                return breakOff(.protocolError)
            }
            return isBorne() ? nil : breakOff(.enhanceYourCalm)
        }
    }

    /// What a ping carries that asks whether the peer has seen that the connection ends.
    private static let farewell: [UInt8] = Array("farewell".utf8)

    private mutating func readPing(_ payload: UnsafeRawBufferPointer) -> ConnectionEvent? {
        guard frame.flags.contains(.acknowledgement) else {
            guard isBorne() else { return breakOff(.enhanceYourCalm) }
            control.ping(payload, isAcknowledgement: true)
            return nil
        }
        // Whatever the peer asked before it knew has come by now.
        if hasAnnouncedEnd && acceptsUntil == nil
            && payload.elementsEqual(HTTP2Connection.farewell)
        {
            end(.none)
        }
        return nil
    }

    private mutating func readWindow(_ increment: UInt32) -> ConnectionEvent? {
        let number = frame.stream
        if number == 0 {
            guard increment > 0 else { return breakOff(.protocolError) }
            let wasShut = window.room <= 0
            guard window.open(by: Int(increment)) else { return breakOff(.flowControl) }
            return wasShut ? .windowOpened(0) : nil
        }
        guard let index = streams.index(of: number) else {
            return isIdle(number) ? breakOff(.protocolError) : nil
        }
        guard streams[index].isSending else { return nil }
        guard increment > 0 else { return resetStream(at: index, .protocolError) }
        let wasShut = streams[index].window.room <= 0
        guard streams[index].window.open(by: Int(increment)) else {
            return resetStream(at: index, .flowControl)
        }
        return wasShut && streams[index].window.room > 0 ? .windowOpened(number) : nil
    }

    private mutating func readReset(_ code: ErrorCode) -> ConnectionEvent? {
        let number = frame.stream
        guard let index = streams.index(of: number) else {
            return isIdle(number) ? breakOff(.protocolError) : nil
        }
        guard streams[index].phase != .closed else { return nil }
        streams[index].phase = .closed
        // A client that begins streams only to take them back costs more than it pays.
        if role == .server && !isBorne() { return breakOff(.enhanceYourCalm) }
        return .reset(number, code, byPeer: true)
    }

    /// Tells the peer that the connection ends once what it has asked is answered.
    ///
    /// Requests that it sends before it has heard of it are still taken [RFC 9113 6.8].
    public mutating func announceEnd() {
        guard !hasAnnouncedEnd, failure == nil else { return }
        hasAnnouncedEnd = true
        control.goAway(last: 0x7FFF_FFFF, .none)
        HTTP2Connection.farewell.withUnsafeBytes { control.ping($0, isAcknowledgement: false) }
    }

    /// Tells the peer that no stream is taken beyond those that have come.
    public mutating func end(_ code: ErrorCode) {
        guard acceptsUntil == nil, failure == nil else { return }
        hasAnnouncedEnd = true
        acceptsUntil = lastPeerStream
        control.goAway(last: lastPeerStream, code)
    }

    /// Whether the peer was told that the connection ends.
    public var isEnding: Bool { hasAnnouncedEnd || failure != nil }
}
