internal import CLinux

extension FileDescriptor {
    /// How many descriptors one message carries at most.
    public static let descriptorsInMessage = 253

    /// Sends bytes through a unix socket, and descriptors with them; returns how many bytes went.
    ///
    /// The C function is `sendmsg` with SCM_RIGHTS.
    @discardableResult
    public func send(
        _ bytes: [UInt8],
        with descriptors: [FileDescriptor]
    ) throws(SystemError) -> Int {
        let numbers = descriptors.map(\.rawValue)
        return try check("sendmsg") {
            clinux_send_descriptors(
                rawValue,
                bytes,
                UInt(bytes.count),
                numbers,
                Int32(numbers.count)
            )
        }
    }

    /// Takes one message from a unix socket: its bytes, none at the end, and its descriptors, which
    /// belong to the caller.
    ///
    /// The C function is `recvmsg`.
    public func receiveDescriptors(
        upTo byteCount: Int
    ) throws(SystemError) -> (bytes: [UInt8], descriptors: [FileDescriptor]) {
        var bytes = [UInt8](repeating: 0, count: byteCount)
        var numbers = [Int32](repeating: -1, count: Self.descriptorsInMessage)
        var count: Int32 = 0
        let received = try check("recvmsg") {
            clinux_receive_descriptors(rawValue, &bytes, UInt(byteCount), &numbers, &count)
        }
        let descriptors = numbers.prefix(Int(count)).map(FileDescriptor.init(rawValue:))
        return (Array(bytes.prefix(received)), descriptors)
    }
}
