internal import LinuxSystem
internal import Synchronization

/// The lookup of a name with a deadline, which the C library does not know.
///
/// It runs on a thread of its own; one that comes too late is left behind, and ends with the
/// process.
final class CanaryLookup: Sendable {
    private let outcome = Mutex<Result<[SocketAddress], NameResolutionError>?>(nil)
    private let done: WakeUp

    private init() throws(SystemError) {
        done = try WakeUp()
    }

    /// The addresses of a name.
    static func addresses(
        of host: String,
        port: UInt16,
        _ deadline: CanaryDeadline
    ) throws(CanaryFailure) -> [SocketAddress] {
        if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
        let found: Result<[SocketAddress], NameResolutionError>?
        do throws(SystemError) {
            found = try CanaryLookup().wait(for: host, port: port, deadline)
        } catch {
            throw .notConnected(error)
        }
        switch found {
        case .success(let addresses)?: return addresses
        case .failure(let error)?: throw .unknownName(error)
        case nil: throw .timedOut(.lookup(host), deadline.limit)
        }
    }

    private func wait(
        for host: String,
        port: UInt16,
        _ deadline: CanaryDeadline
    ) throws(SystemError) -> Result<[SocketAddress], NameResolutionError>? {
        _ = try Thread.start(name: "lookup") { [self] in
            let found = Result { () throws(NameResolutionError) in
                try resolve(host: host, port: port)
            }
            outcome.withLock { $0 = found }
            done.signal()
        }
        var entries = [PollEntry(done.descriptor, .readable)]
        try poll(&entries, timeout: deadline.left)
        return outcome.withLock { $0 }
    }
}
