internal import HTTPWire
internal import LinuxSystem

/// What `switchyard-proxy probe` sends, and when the answer is good.
///
/// A canary is one request that goes the way of a user's: into the proxy, and through it to a server.
struct CanarySettings: Sendable {
    /// Whose certificates are believed.
    enum Trust: Hashable, Sendable {
        /// Those of the machine's authorities.
        case system
        /// Those of the authorities in a PEM file.
        case file(String)
        /// Anybody's.
        case anyone
    }

    /// `--timeout`: how long all of it may take, from the lookup of the name to the last byte.
    var timeout = Duration.seconds(1)
    /// `--unix`: the socket to connect to, instead of the address.
    var socketPath: String?
    /// `--host`: the `Host` header.
    var host: String?
    /// `--server-name`: the name asked for by SNI, which the certificate has to be valid for.
    var serverName: String?
    /// `--ca`, `--no-verify`.
    var trust: Trust?
    /// `--status`: the good ones.
    var statuses: [ClosedRange<Int>] = [200...200]
    /// `--header`: what only a server behind the proxy puts into an answer.
    var header: String?
    /// `--peer`: another proxy, which has to be better for a failure to count.
    var peer: WebAddress?
    /// The same as it was written, until all words are read.
    var peerText: String?
    /// `--every`: the time between the starts of two canaries; nil sends one.
    var interval: Duration?
    /// `--file`: where the standing verdict is kept.
    var verdictPath: String?
    /// `--fall`: how many failures in a row make the verdict bad.
    var fall = 1
    /// `--rise`: how many successes in a row make it good again.
    var rise = 1
}
