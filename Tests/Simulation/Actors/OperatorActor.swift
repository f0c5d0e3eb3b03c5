/// An operator, who says something over the stats socket and reads what is answered.
final class OperatorActor {
    private let endpoint: Endpoint
    private let output: SendingQueue
    private var bytes: [UInt8] = []
    private(set) var answer: String?
    let command: String

    /// Says a command; nil when nobody listens.
    init?(_ command: String, _ address: SimulatedAddress, _ kernel: SimulatedKernel) {
        let own = SimulatedAddress(host: 0x7F00_0001, port: 9999)
        guard let endpoint = kernel.connect(to: address, from: own) else { return nil }
        self.endpoint = endpoint
        self.command = command
        output = SendingQueue(endpoint)
        endpoint.capacity = 200_000
        kernel.trace?("operator: \(command)")
        endpoint.react = { [self] in goOn() }
        output.add(Array("\(command)\n".utf8))
    }

    private func goOn() {
        output.pump()
        bytes += endpoint.takeAll()
        guard endpoint.hasEnd || endpoint.wasReset else { return }
        answer = String(decoding: bytes, as: UTF8.self)
        endpoint.close()
    }
}
