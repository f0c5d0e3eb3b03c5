/// What an actor has to send, given to the kernel in pieces of any size.
final class SendingQueue {
    private let endpoint: Endpoint
    private unowned let kernel: SimulatedKernel
    private var bytes: [UInt8] = []
    private var isPausing = false
    /// What comes after the last byte.
    private var whenSent: (() -> Void)?

    init(_ endpoint: Endpoint) {
        self.endpoint = endpoint
        kernel = endpoint.kernel
    }

    var isEmpty: Bool { bytes.isEmpty }

    func add(_ more: [UInt8], then action: (() -> Void)? = nil) {
        bytes += more
        if let action { whenSent = action }
        pump()
    }

    /// Sends what the kernel takes now; again whenever something has changed.
    func pump() {
        while !bytes.isEmpty, !isPausing, endpoint.state == .open {
            let count =
                kernel.random.chance(250) ? kernel.random.pick(1...bytes.count) : bytes.count
            let sent = bytes.withUnsafeBytes {
                endpoint.send(UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
            guard sent > 0 else { return }
            bytes.removeFirst(sent)
            if kernel.random.chance(150) { pause() }
        }
        guard bytes.isEmpty, !isPausing, let action = whenSent else { return }
        whenSent = nil
        action()
    }

    private func pause() {
        isPausing = true
        kernel.after(kernel.travelTime() * 2) { [weak self] in
            self?.isPausing = false
            self?.pump()
        }
    }
}
