public import Diagnostics
public import LinuxSystem
public import ProxyConfiguration

/// Listening sockets on their way from a running proxy to its successor, so that no connection meets
/// a closed port.
///
/// The protocol is HAProxy's, and either side may be HAProxy: the successor connects to a stats
/// socket and says `_getsocks`; it gets the count in four bytes, then messages of at most 253
/// descriptors with six bytes about each, and answers each message with four bytes.
public final class ListenerHandover {
    /// How long either side waits for the other.
    private static let patience = Duration.seconds(5)
    /// What is said about a socket: no namespace, no interface, four bytes without a meaning.
    private static let description: [UInt8] = [0, 0, 0, 0, 0, 0]

    private var sockets: [SocketAddress: [FileDescriptor]] = [:]

    /// Fetches the sockets of the proxy behind a stats socket.
    public init(from path: String) throws(DiagnosticList) {
        do throws(SystemError) {
            try fetch(from: path)
        } catch {
            closeRest()
            throw DiagnosticList([
                Diagnostic(
                    "the proxy behind '\(path)' did not hand its sockets over: \(error.code)",
                    hint: "its stats socket needs 'expose-fd listeners'"
                )
            ])
        }
    }

    private func fetch(from path: String) throws(SystemError) {
        let address = SocketAddress.unix(path)
        let socket = try FileDescriptor.streamSocket(for: address, nonblocking: false)
        defer { socket.close() }
        _ = try socket.connect(to: address)
        try socket.writeAll("_getsocks\n")
        try Self.awaitMessage(on: socket)
        let (bytes, _) = try socket.receiveDescriptors(upTo: 4)
        guard bytes.count == 4 else { throw SystemError(.notPermitted, call: "recvmsg") }
        let wanted = Int(Self.number(bytes))
        var count = 0
        while count < wanted {
            try Self.awaitMessage(on: socket)
            let (bytes, descriptors) = try socket.receiveDescriptors(upTo: 65_536)
            descriptors.forEach(keep)
            if bytes.isEmpty { throw SystemError(.connectionReset, call: "recvmsg") }
            count += descriptors.count
            // After the last message the other side may be gone.
            _ = try? socket.send(Self.bytes(Int32(count)), with: [])
        }
    }

    private func keep(_ socket: FileDescriptor) {
        guard var address = socket.localAddress(), (try? socket.setNonblocking(true)) != nil else {
            return socket.close()
        }
        if case .unix(let name) = address { address = .unix(Self.path(ofBound: name)) }
        sockets[address, default: []].append(socket)
    }

    /// The path that a socket has by the name it was bound to, ours or HAProxy's: bound beside, then
    /// renamed.
    private static func path(ofBound name: String) -> String {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[parts.count - 1] == "tmp",
            Int32(parts[parts.count - 2]) != nil
        else { return name }
        return parts.dropLast(2).joined(separator: ".")
    }

    /// The sockets that listen on an address; they belong to the caller then.
    public func take(_ address: BindAddress) -> [FileDescriptor] {
        let key: SocketAddress
        switch address {
        case .ip(let address, let port): key = address.socketAddress(port: UInt16(clamping: port))
        case .unix(let path): key = .unix(path)
        case .abstract(let name): key = .unix("@\(name)")
        case .descriptor: return []
        }
        return sockets.removeValue(forKey: key) ?? []
    }

    /// Lets go of the sockets that nobody took.
    public func closeRest() {
        for socket in sockets.values.joined() { socket.close() }
        sockets = [:]
    }

    /// Hands sockets over to the client of a stats socket that asked for them.
    public static func give(
        _ sockets: [FileDescriptor],
        over socket: FileDescriptor
    ) throws(SystemError) {
        try socket.setNonblocking(false)
        try socket.send(bytes(Int32(sockets.count)), with: [])
        var rest = sockets[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(FileDescriptor.descriptorsInMessage))
            rest = rest.dropFirst(some.count)
            try socket.send(some.flatMap { _ in description }, with: some)
            guard !rest.isEmpty else { return }
            try awaitMessage(on: socket)
            _ = try socket.read(upTo: 4)
        }
    }

    private static func awaitMessage(on socket: FileDescriptor) throws(SystemError) {
        var entries = [PollEntry(socket, .readable)]
        if try poll(&entries, timeout: patience) == 0 {
            throw SystemError(.timedOut, call: "recvmsg")
        }
    }

    private static func bytes(_ number: Int32) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    private static func number(_ bytes: [UInt8]) -> Int32 {
        bytes.withUnsafeBytes { $0.loadUnaligned(as: Int32.self) }
    }
}
