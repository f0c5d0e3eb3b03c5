internal import EventLoops
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples
internal import StickTables

/// The entries that a connection, or a stream, holds: one in each slot.
final class TrackedEntries {
    private var entries: [TrackedEntry?] = []

    /// The entry of a slot; nil when it has none.
    subscript(slot: Int) -> TrackedEntry? {
        get { entries.indices.contains(slot) ? entries[slot] : nil }
        set {
            while entries.count <= slot { entries.append(nil) }
            entries[slot] = newValue
        }
    }

    /// Those that are there.
    var all: some Sequence<TrackedEntry> { entries.lazy.compactMap(\.self) }
}

/// Keys that rules have tracked, and what is counted of them.
extension Worker {
    func tracked(_ slot: Int) -> TrackedEntry? {
        guard let stream = ruled else { return nil }
        return stream.extras?.tracked?[slot] ?? stream.client.carrier.tracked?[slot]
    }

    /// Tracks a key from now on, unless the slot has one already.
    func track(_ key: [UInt8], in table: StickTable, slot: Int, _ run: inout RuleRun) {
        guard let stream = ruled, tracked(slot) == nil,
            let place = table.hold(key, at: now)
        else { return }
        let entry = TrackedEntry(table: table, place: place)
        let isOfRequest = run.context.point.looksAtMessage
        table.with(place) { row in
            row.add(.currentConnections, at: now)
            row.add(.connections, at: now)
            row.add(.connectionRate, at: now)
            if isOfRequest {
                row.add(.requests, at: now)
                row.add(.requestRate, at: now)
            }
        }
        stream.isTracked = true
        switch run.context.point {
        case .connection, .session:
            stream.client.isTracked = true
            let holder = stream.client.tracked ?? TrackedEntries()
            holder[slot] = entry
            stream.client.tracked = holder
        default:
            let holder = extras(stream).tracked ?? TrackedEntries()
            holder[slot] = entry
            extras(stream).tracked = holder
        }
    }

    /// Counts a session for what its rules have tracked.
    func countTrackedSession(_ client: ClientConnection) {
        forEach(client.tracked) { row, now in
            row.add(.sessions, at: now)
            row.add(.sessionRate, at: now)
        }
    }

    /// Counts a request for what was tracked before it.
    func countTrackedRequest(_ stream: Stream) {
        count(stream) { row, now in
            row.add(.requests, at: now)
            row.add(.requestRate, at: now)
        }
    }

    /// Counts an error of the client, or a failure of the server, for what is tracked.
    func countTrackedStatus(_ stream: Stream, _ status: Int) {
        let isFailure = status / 100 == 5 && status != 501 && status != 505
        guard isFailure || status / 100 == 4 else { return }
        count(stream) { row, now in
            row.add(isFailure ? .failures : .errors, at: now)
            row.add(isFailure ? .failureRate : .errorRate, at: now)
        }
    }

    /// Lets go of what a stream tracks, with the bytes that passed.
    func endTracking(_ stream: Stream) {
        let bytesIn = Int64(stream.request.byteCount)
        let bytesOut = Int64(stream.response.byteCount)
        count(stream) { row, now in
            row.add(.bytesIn, 0, bytesIn, at: now)
            row.add(.bytesInRate, 0, bytesIn, at: now)
            row.add(.bytesOut, 0, bytesOut, at: now)
            row.add(.bytesOutRate, 0, bytesOut, at: now)
        }
        release(stream.extras?.tracked)
        stream.extras?.tracked = nil
    }

    /// Lets go of what a connection tracks.
    func endTracking(_ client: ClientConnection) {
        release(client.tracked)
        client.tracked = nil
    }

    private func release(_ tracked: TrackedEntries?) {
        guard let tracked else { return }
        for entry in tracked.all {
            entry.table.with(entry.place) { $0.add(.currentConnections, 0, -1, at: now) }
            entry.table.release(entry.place, at: now)
        }
    }

    private func count(_ stream: Stream, _ body: (inout StickRow, Int64) -> Void) {
        forEach(stream.client.carrier.tracked, body)
        forEach(stream.extras?.tracked, body)
    }

    private func forEach(_ tracked: TrackedEntries?, _ body: (inout StickRow, Int64) -> Void) {
        guard let tracked else { return }
        for entry in tracked.all { entry.table.with(entry.place) { body(&$0, now) } }
    }
}

extension SamplePoint {
    /// Whether it is one of rules on messages of HTTP.
    fileprivate var looksAtMessage: Bool {
        switch self {
        case .requestHead, .backendRequestHead: true
        default: false
        }
    }
}
