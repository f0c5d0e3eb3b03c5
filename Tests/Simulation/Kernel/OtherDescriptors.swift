internal import Glibc

/// An IPv4 address and a port.
struct SimulatedAddress: Hashable {
    var host: UInt32
    var port: UInt16
}

/// An eventfd.
final class EventCounter: Watched {
    private var value: UInt64 = 0

    override var readiness: UInt32 {
        Ready.writable | (value > 0 ? Ready.readable : 0)
    }

    func add(_ number: UInt64) {
        value += number
        announce()
    }

    func take() -> UInt64? {
        guard value > 0 else { return nil }
        defer { value = 0 }
        return value
    }
}

/// A listening socket, and the connections that nobody has taken yet.
final class SimulatedListener: Watched {
    let address: SimulatedAddress
    private(set) var isOpen = true
    var isShut = false
    private var waiting: [Endpoint] = []

    init(_ address: SimulatedAddress) {
        self.address = address
    }

    override var readiness: UInt32 { waiting.isEmpty ? 0 : Ready.readable }

    func add(_ endpoint: Endpoint) {
        waiting.append(endpoint)
        announce()
    }

    func take() -> Endpoint? {
        waiting.isEmpty ? nil : waiting.removeFirst()
    }

    override func close() {
        super.close()
        isOpen = false
        for endpoint in waiting { endpoint.reset() }
        waiting = []
    }
}

/// A socket of datagrams, which lead nowhere.
final class DatagramSocket: Watched {
    override var readiness: UInt32 { Ready.writable }
}

/// Where log lines go.
final class LogSink: Watched {
    private var rest: [UInt8] = []
    private let takeLine: (String) -> Void

    init(_ takeLine: @escaping (String) -> Void) {
        self.takeLine = takeLine
    }

    override var readiness: UInt32 { Ready.writable }

    func write(_ bytes: UnsafeRawBufferPointer) {
        rest += bytes
        while let end = rest.firstIndex(of: 0x0A) {
            takeLine(String(decoding: rest[..<end], as: UTF8.self))
            rest.removeFirst(end + 1)
        }
    }
}
