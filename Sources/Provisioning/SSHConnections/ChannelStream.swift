import HostConnections
import LinuxSystem

/// The caller's end of a channel's local socket.
final class ChannelStream: ByteStream {
    private let local: DescriptorStream
    private let pump: SessionPump
    private let order: ChannelOrder

    init(_ socket: FileDescriptor, of order: ChannelOrder, pump: SessionPump) throws(SystemError) {
        local = try DescriptorStream(reading: socket, writing: socket)
        self.order = order
        self.pump = pump
    }

    func read(upTo count: Int, timeout: Duration?) throws(StreamFailure) -> [UInt8] {
        let bytes = try local.read(upTo: count, timeout: timeout)
        if bytes.isEmpty, case .lost(_, let why)? = pump.ending {
            throw .closed("the SSH connection was lost: \(why)")
        }
        return bytes
    }

    func writeAll(_ bytes: [UInt8], timeout: Duration?) throws(StreamFailure) {
        if case .lost(_, let why)? = pump.ending {
            throw .closed("the SSH connection was lost: \(why)")
        }
        try local.writeAll(bytes, timeout: timeout)
    }

    func closeWriting() { local.closeWriting() }

    func close() {
        local.close()
        pump.drop(order)
    }
}
