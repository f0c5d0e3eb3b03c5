internal import Glibc

/// A host name that could not be turned into addresses.
public struct NameResolutionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name that was asked for.
    public var name: String
    /// The C library's sentence.
    public var reason: String
    /// `resolve api.lxd: name or service not known`.
    public var description: String { "resolve \(name): \(reason)" }
}

/// The addresses of a host, in the order to try; numeric ones need no network.
///
/// It blocks. The C function is `getaddrinfo`.
public func resolve(
    host: String,
    port: UInt16
) throws(NameResolutionError) -> [SocketAddress] {
    if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, &hints, &list)
    guard status == 0, let list else {
        let text = gai_strerror(status).map { String(cString: $0) } ?? "error \(status)"
        let reason = text.prefix(1).lowercased() + text.dropFirst()
        throw NameResolutionError(name: host, reason: reason)
    }
    defer { freeaddrinfo(list) }
    var addresses: [SocketAddress] = []
    var next: UnsafeMutablePointer<addrinfo>? = list
    while let entry = next {
        var storage = sockaddr_storage()
        let length = min(Int(entry.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
        withUnsafeMutableBytes(of: &storage) { target in
            if let source = entry.pointee.ai_addr {
                target.copyMemory(from: UnsafeRawBufferPointer(start: source, count: length))
            }
        }
        if let address = SocketAddress(storage, length: socklen_t(length))?.with(port: port),
            !addresses.contains(address)
        {
            addresses.append(address)
        }
        next = entry.pointee.ai_next
    }
    return addresses
}

/// The name of this machine.
///
/// The C function is `gethostname`.
public func machineName() -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, 255) == 0 else { return "localhost" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
