internal import HostConnections

/// A connection that the dialer may close while nobody uses it, and opens again at the next use.
final class HeldConnection: TargetConnection {
    let name: String
    private let settings: TargetSettings
    private let dialer: ConnectionDialer

    init(_ settings: TargetSettings, of dialer: ConnectionDialer) {
        name = settings.name
        self.settings = settings
        self.dialer = dialer
    }

    var isAlive: Bool { dialer.isAlive(settings) }

    func perform(
        _ requests: [HostRequest],
        as become: Become?
    ) throws(ConnectionFailure) -> [HostReply] {
        try dialer.using(settings) { (connection) throws(ConnectionFailure) in
            try connection.perform(requests, as: become)
        }
    }

    /// Streams last, so the connection stays from now on.
    func openStream(_ endpoint: StreamEndpoint) throws(ConnectionFailure) -> any ByteStream {
        dialer.pin(settings)
        return try dialer.using(settings) { (connection) throws(ConnectionFailure) in
            try connection.openStream(endpoint)
        }
    }

    func close() { dialer.reset(settings) }
}
