internal import LinuxSystem
internal import ProxyConfiguration

/// How long a proxy waits for the two sides of its streams, in milliseconds; `max` is for ever.
///
/// They are worked out once: a `Duration` of 128 bits is dear to divide for each request.
struct WaitTimes: Sendable {
    /// A byte from or to the client.
    let client: Int64
    /// The whole head of a request that has begun.
    let request: Int64
    /// The beginning of a client's next request.
    let nextRequest: Int64
    /// A byte from or to the server.
    let server: Int64

    init(_ timeouts: Timeouts) {
        client = Self.milliseconds(timeouts.client)
        request = Self.milliseconds(timeouts.httpRequest ?? timeouts.client)
        nextRequest = Self.milliseconds(
            timeouts.httpKeepAlive ?? timeouts.httpRequest ?? timeouts.client
        )
        server = Self.milliseconds(timeouts.server)
    }

    /// A time-out of the configuration; `max` without one.
    static func milliseconds(_ time: Duration?) -> Int64 {
        time.map { max(1, $0.wholeMilliseconds(roundingUp: true)) } ?? .max
    }
}
