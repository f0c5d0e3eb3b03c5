internal import Cryptography
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples
internal import StickTables

/// What rules have made of a stream beyond its messages; there is none for a stream that no such rule
/// concerns.
final class StreamExtras {
    /// Variables of the scopes `txn`, `req` and `res`.
    let variables = VariableStore()
    /// Addresses that rules have put in place of the connection's.
    var source: Sample?
    var sourcePort: Int64?
    var destination: Sample?
    var destinationPort: Int64?
    /// `set-log-level`; a negative one writes no line.
    var logLevel: Int64?
    /// The ID that `unique-id-format` gave.
    var uniqueID: [UInt8]?
    /// The texts in the slots of the captures.
    var requestCaptures: [[UInt8]?] = []
    var responseCaptures: [[UInt8]?] = []
    var clientCookie: [UInt8]?
    var serverCookie: [UInt8]?
    /// `set-timeout`, in milliseconds.
    var serverTimeout: Int64?
    var tunnelTimeout: Int64?
    var clientTimeout: Int64?
    /// Its priority in queues.
    var priority = StreamPriority()
    /// What the rules for the response wait for.
    var responseWait: ResponseWait?
    /// Header lines of an interim response that is still to be sent.
    var hints: [UInt8] = []
    /// What a server has to accept a WebSocket with.
    var webSocketAcceptance: [UInt8]?
    /// The answer that waits for the tarpit's end.
    var tarpitted: ImmediateResponse?
    /// What its rules have tracked.
    var tracked: TrackedEntries?
    /// The keys by which its server is to be kept.
    var stickKeys: [(table: StickTable, key: [UInt8])] = []
    /// Why the last attempt to reach a server failed, and its TLS.
    var serverFault: ConnectionFault?
    var failedEncryption: TLSEngine?
    /// The rule that ended the request's or response's rules.
    var lastRule: DeclarationPlace?

    /// Keeps a text in a slot.
    func capture(_ text: UnsafeRawBufferPointer, in slot: CaptureSlot, length: Int) {
        let kept = Array(text.prefix(min(length, slot.length)))
        if slot.isResponse {
            while responseCaptures.count <= slot.index { responseCaptures.append(nil) }
            responseCaptures[slot.index] = kept
        } else {
            while requestCaptures.count <= slot.index { requestCaptures.append(nil) }
            requestCaptures[slot.index] = kept
        }
    }
}
