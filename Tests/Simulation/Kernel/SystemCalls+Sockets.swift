internal import CSimulation
internal import Glibc

// What the seams of CSimulation ask while a thread of the proxy runs. A failure is a negative number of errno.

private func kernel() -> SimulatedKernel {
    guard let kernel = SimulatedKernel.current else { fatalError("there is no world") }
    return kernel
}

private func address(_ raw: UnsafePointer<sockaddr>?) -> SimulatedAddress? {
    guard let raw, Int32(raw.pointee.sa_family) == AF_INET else { return nil }
    let four = UnsafeRawPointer(raw).loadUnaligned(as: sockaddr_in.self)
    return SimulatedAddress(
        host: UInt32(bigEndian: four.sin_addr.s_addr),
        port: UInt16(bigEndian: four.sin_port)
    )
}

private func fill(
    _ raw: UnsafeMutablePointer<sockaddr>?,
    _ length: UnsafeMutablePointer<UInt32>?,
    _ address: SimulatedAddress
) {
    guard let raw, let length else { return }
    var four = sockaddr_in()
    four.sin_family = sa_family_t(AF_INET)
    four.sin_addr.s_addr = address.host.bigEndian
    four.sin_port = address.port.bigEndian
    UnsafeMutableRawPointer(raw).storeBytes(of: four, as: sockaddr_in.self)
    length.pointee = UInt32(MemoryLayout<sockaddr_in>.size)
}

private func endpoint(_ descriptor: Int32, _ call: StaticString) -> Endpoint? {
    kernel().watched(descriptor, call) as? Endpoint
}

@_cdecl("simulated_recv")
func simulatedReceive(
    _ descriptor: Int32,
    _ bytes: UnsafeMutableRawPointer?,
    _ count: UInt,
    _ flags: Int32
) -> Int {
    kernel().call()
    guard let endpoint = endpoint(descriptor, "recv") else { return -Int(EBADF) }
    let space = UnsafeMutableRawBufferPointer(start: bytes, count: Int(count))
    let peeks = flags & Int32(MSG_PEEK) != 0
    let result = endpoint.receive(into: space, leavesThem: peeks)
    kernel().trace?("recv(\(descriptor)) = \(result)\(peeks ? ", left there" : "")")
    return result
}

@_cdecl("simulated_send")
func simulatedSend(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: UInt) -> Int {
    kernel().call()
    let watched = kernel().watched(descriptor, "send")
    if watched is DatagramSocket { return Int(count) }
    guard let endpoint = watched as? Endpoint else { return -Int(EBADF) }
    let result = endpoint.send(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    kernel().trace?("send(\(descriptor), \(count) bytes) = \(result)")
    return result
}

@_cdecl("simulated_sendmsg")
func simulatedSendMessage(_ descriptor: Int32, _ message: UnsafePointer<msghdr>?) -> Int {
    guard let message else { return -Int(EFAULT) }
    var all: [UInt8] = []
    for index in 0..<Int(message.pointee.msg_iovlen) {
        let part = message.pointee.msg_iov[index]
        all += UnsafeRawBufferPointer(start: part.iov_base, count: part.iov_len)
    }
    return all.withUnsafeBytes { simulatedSend(descriptor, $0.baseAddress, UInt($0.count)) }
}

@_cdecl("simulated_socket")
func simulatedSocket(_ family: Int32, _ kind: Int32) -> Int32 {
    let kernel = kernel()
    kernel.call()
    if kind & 0xF == Int32(SOCK_DGRAM.rawValue) { return kernel.open(DatagramSocket()) }
    if kernel.isExhausting, kernel.random.chance(kernel.settings.exhaustion) { return -EMFILE }
    let descriptor = kernel.open(Endpoint(kernel))
    kernel.trace?("socket() = \(descriptor)")
    return descriptor
}

@_cdecl("simulated_bind")
func simulatedBind(
    _ descriptor: Int32,
    _ raw: UnsafePointer<sockaddr>?,
    _ length: UInt32
) -> Int32 {
    guard let address = address(raw) else { return -EAFNOSUPPORT }
    kernel().bind(descriptor, to: address)
    return 0
}

@_cdecl("simulated_listen")
func simulatedListen(_ descriptor: Int32) -> Int32 {
    kernel().listen(descriptor)
    kernel().trace?("listen(\(descriptor))")
    return 0
}

@_cdecl("simulated_accept")
func simulatedAccept(
    _ descriptor: Int32,
    _ raw: UnsafeMutablePointer<sockaddr>?,
    _ length: UnsafeMutablePointer<UInt32>?
) -> Int32 {
    let kernel = kernel()
    kernel.call()
    guard let listener = kernel.watched(descriptor, "accept4") as? SimulatedListener else {
        return -EINVAL
    }
    if kernel.isExhausting, kernel.random.chance(kernel.settings.exhaustion) { return -EMFILE }
    guard let endpoint = listener.take() else { return listener.isShut ? -EINVAL : -EAGAIN }
    fill(raw, length, endpoint.peerAddress)
    let accepted = kernel.open(endpoint)
    kernel.trace?("accept4(\(descriptor)) = \(accepted), from port \(endpoint.peerAddress.port)")
    return accepted
}

@_cdecl("simulated_connect")
func simulatedConnect(
    _ descriptor: Int32,
    _ raw: UnsafePointer<sockaddr>?,
    _ length: UInt32
) -> Int32 {
    let kernel = kernel()
    kernel.call()
    let watched = kernel.watched(descriptor, "connect")
    if watched is DatagramSocket { return 0 }
    guard let endpoint = watched as? Endpoint, let address = address(raw) else { return -EINVAL }
    kernel.trace?("connect(\(descriptor), port \(address.port))")
    return kernel.connect(endpoint, to: address)
}

@_cdecl("simulated_shutdown")
func simulatedShutdown(_ descriptor: Int32, _ how: Int32) -> Int32 {
    let watched = kernel().watched(descriptor, "shutdown")
    kernel().trace?("shutdown(\(descriptor), \(how))")
    if let listener = watched as? SimulatedListener { listener.isShut = true }
    (watched as? Endpoint)?.finish()
    return watched == nil ? -EBADF : 0
}

@_cdecl("simulated_set_option")
func simulatedSetOption(
    _ descriptor: Int32,
    _ level: Int32,
    _ option: Int32,
    _ value: Int32
) -> Int32 {
    guard let watched = kernel().watched(descriptor, "setsockopt") else { return -EBADF }
    if level == SOL_SOCKET && option == SO_LINGER {
        (watched as? Endpoint)?.resetsOnClose = value != 0
    }
    return 0
}

@_cdecl("simulated_socket_error")
func simulatedSocketError(_ descriptor: Int32) -> Int32 {
    guard let endpoint = endpoint(descriptor, "getsockopt") else { return -EBADF }
    defer { endpoint.failure = 0 }
    return endpoint.failure
}

@_cdecl("simulated_name")
func simulatedName(
    _ descriptor: Int32,
    _ raw: UnsafeMutablePointer<sockaddr>?,
    _ length: UnsafeMutablePointer<UInt32>?,
    _ isPeer: Int32
) -> Int32 {
    switch kernel().watched(descriptor, isPeer != 0 ? "getpeername" : "getsockname") {
    case let listener as SimulatedListener: fill(raw, length, listener.address)
    case let endpoint as Endpoint:
        fill(raw, length, isPeer != 0 ? endpoint.peerAddress : endpoint.ownAddress)
    default: return -EBADF
    }
    return 0
}
