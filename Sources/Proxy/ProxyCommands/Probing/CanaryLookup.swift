internal import LinuxSystem

/// The lookup of a name with a deadline, which the C library does not know.
enum CanaryLookup {
    /// The addresses of a name.
    static func addresses(
        of host: String,
        port: UInt16,
        _ deadline: CanaryDeadline
    ) throws(CanaryFailure) -> [SocketAddress] {
        if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
        let found: Result<[SocketAddress], NameResolutionError>?
        do throws(SystemError) {
            found = try withinTime(deadline.left, name: "lookup") {
                Result { () throws(NameResolutionError) in try resolve(host: host, port: port) }
            }
        } catch {
            throw .notConnected(error)
        }
        switch found {
        case .success(let addresses)?: return addresses
        case .failure(let error)?: throw .unknownName(error)
        case nil: throw .timedOut(.lookup(host), deadline.limit)
        }
    }
}
