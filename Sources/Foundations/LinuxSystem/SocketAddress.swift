internal import Glibc

/// Where a socket is: an IPv4 or IPv6 address with a port, or a path of a unix socket.
public enum SocketAddress: Hashable, Sendable {
    /// IPv4: the address as a number, the first octet highest.
    case v4(UInt32, port: UInt16)
    /// IPv6: the address as two numbers, the first group highest.
    case v6(high: UInt64, low: UInt64, port: UInt16)
    /// A unix socket; a path that starts with `@` is an abstract name.
    case unix(String)

    /// Every IPv4 address of this machine.
    public static func anyV4(port: UInt16) -> SocketAddress { .v4(0, port: port) }
    /// 127.0.0.1.
    public static func loopback(port: UInt16) -> SocketAddress { .v4(0x7F00_0001, port: port) }

    /// Reads a numeric address; nil when the text is a name.
    public init?(numeric text: String, port: UInt16) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            self = .v4(UInt32(bigEndian: four.s_addr), port: port)
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        self = withUnsafeBytes(of: six) { Self.v6(bytes: $0, port: port) }
    }

    static func v6(bytes: UnsafeRawBufferPointer, port: UInt16) -> SocketAddress {
        let high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        let low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        return .v6(high: high, low: low, port: port)
    }

    /// The port; nil for a unix socket.
    public var port: UInt16? {
        switch self {
        case .v4(_, let port), .v6(_, _, let port): port
        case .unix: nil
        }
    }

    /// The same address with another port; a unix socket stays as it is.
    public func with(port: UInt16) -> SocketAddress {
        switch self {
        case .v4(let address, _): .v4(address, port: port)
        case .v6(let high, let low, _): .v6(high: high, low: low, port: port)
        case .unix: self
        }
    }

    /// The address without the port: `10.0.0.1`, `::1`, or the path.
    public var host: String {
        var text = [CChar](repeating: 0, count: 64)
        switch self {
        case .v4(let address, _):
            var four = in_addr(s_addr: address.bigEndian)
            inet_ntop(AF_INET, &four, &text, 64)
        case .v6(let high, let low, _):
            var groups = (high.bigEndian, low.bigEndian)
            inet_ntop(AF_INET6, &groups, &text, 64)
        case .unix(let path):
            return path
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The kernel's number of the family.
    var family: Int32 {
        switch self {
        case .v4: AF_INET
        case .v6: AF_INET6
        case .unix: AF_UNIX
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `10.0.0.1:80`, `[::1]:80` or the path.
    public var description: String {
        switch self {
        case .v4(_, let port): "\(host):\(port)"
        case .v6(_, _, let port): "[\(host)]:\(port)"
        case .unix(let path): path
        }
    }
}

extension SocketAddress {
    /// Lends the address in the kernel's layout.
    func withRaw<Result>(
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) throws(SystemError) -> Result {
        var storage = sockaddr_storage()
        let length = try fill(&storage)
        return withUnsafePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    private func fill(_ storage: inout sockaddr_storage) throws(SystemError) -> socklen_t {
        switch self {
        case .v4(let address, let port):
            var four = sockaddr_in()
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            four.sin_addr.s_addr = address.bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: four, as: sockaddr_in.self) }
            return socklen_t(MemoryLayout<sockaddr_in>.size)
        case .v6(let high, let low, let port):
            var six = sockaddr_in6()
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            withUnsafeMutableBytes(of: &six.sin6_addr) {
                $0.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: six, as: sockaddr_in6.self) }
            return socklen_t(MemoryLayout<sockaddr_in6>.size)
        case .unix(let path):
            return try fill(&storage, unixPath: path)
        }
    }

    private func fill(
        _ storage: inout sockaddr_storage,
        unixPath path: String
    ) throws(SystemError) -> socklen_t {
        let bytes = Array(path.utf8)
        let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
        let capacity = MemoryLayout<sockaddr_un>.size - start
        guard !bytes.isEmpty, bytes.count < capacity else {
            throw SystemError(Errno(rawValue: ENAMETOOLONG), call: "bind", subject: path)
        }
        let isAbstract = bytes[0] == UInt8(ascii: "@")
        withUnsafeMutableBytes(of: &storage) { raw in
            raw.storeBytes(of: sa_family_t(AF_UNIX), as: sa_family_t.self)
            raw[start..<(start + bytes.count)].copyBytes(from: bytes)
            if isAbstract { raw[start] = 0 }
        }
        return socklen_t(start + bytes.count + (isAbstract ? 0 : 1))
    }

    /// Reads an address out of the kernel's layout; nil for other families.
    init?(_ storage: sockaddr_storage, length: socklen_t) {
        let address: SocketAddress? = withUnsafeBytes(of: storage) { raw in
            switch Int32(storage.ss_family) {
            case AF_INET:
                let four = raw.loadUnaligned(as: sockaddr_in.self)
                return .v4(
                    UInt32(bigEndian: four.sin_addr.s_addr),
                    port: UInt16(bigEndian: four.sin_port)
                )
            case AF_INET6:
                let six = raw.loadUnaligned(as: sockaddr_in6.self)
                return withUnsafeBytes(of: six.sin6_addr) {
                    SocketAddress.v6(bytes: $0, port: UInt16(bigEndian: six.sin6_port))
                }
            case AF_UNIX:
                let start = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 2
                let path = raw[start..<max(start, min(Int(length), raw.count))]
                guard path.first == 0 else {
                    return .unix(String(decoding: path.prefix { $0 != 0 }, as: UTF8.self))
                }
                // An abstract name, which HAProxy fills up with zeroes to the address's size.
                let name = path.dropFirst().prefix { $0 != 0 }
                return .unix(name.isEmpty ? "" : "@" + String(decoding: name, as: UTF8.self))
            default:
                return nil
            }
        }
        guard let address else { return nil }
        self = address
    }
}
