internal import HTTPWire
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// The `Forwarded` header that servers get.
extension Worker {
    /// Writes the header that the backend asks for.
    func writeForwarded(_ stream: Stream, _ writer: inout HeadWriter) {
        guard let header = stream.backend?.settings.forwarded else { return }
        var parts: [[UInt8]] = []
        var context = context(stream, at: .backendRequestHead)
        if header.tellsProtocol {
            let isEncrypted = stream.client.transport.tls != nil
            parts.append(Array((isEncrypted ? "proto=https" : "proto=http").utf8))
        }
        if let host = header.host {
            let text =
                switch host {
                case .own: context.request?.host.map { Array($0) }
                case .expression(let expression):
                    expression.evaluate(&context, as: .str).map { Array($0.bytes) }
                }
            let isPlain = text?.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }
            parts.append(Array("host=\"".utf8) + (isPlain == true ? text ?? [] : []) + [0x22])
        }
        let source = stream.extras?.source ?? stream.peer.sample
        let target = stream.extras?.destination ?? stream.destination?.sample
        let ports = (
            by: stream.extras?.destinationPort ?? stream.destination?.port.map { Int64($0) },
            client: stream.extras?.sourcePort ?? stream.peer.port.map { Int64($0) }
        )
        if let name = header.by.name {
            let node = node(name, header.by.port, target, ports.by, &context)
            parts.append(Array("by=".utf8) + node)
        }
        if let name = header.client.name {
            let node = node(name, header.client.port, source, ports.client, &context)
            parts.append(Array("for=".utf8) + node)
        }
        let value = Array(parts.joined(separator: [UInt8(ascii: ";")]))
        writer.writeHeader(Array("forwarded".utf8), value)
    }

    private func node(
        _ name: ForwardedHeader.Part,
        _ port: ForwardedHeader.Part?,
        _ address: Sample?,
        _ number: Int64?,
        _ context: inout SampleContext
    ) -> [UInt8] {
        var sample = address
        if case .expression(let expression) = name { sample = expression.evaluate(&context) }
        var text = sample.flatMap { ForwardedNode.name($0, &context) } ?? Array("unknown".utf8)
        guard let port else { return text.first == 0x5B ? [0x22] + text + [0x22] : text }
        var portText: [UInt8]?
        switch port {
        case .own: portText = number.map { Array(String($0).utf8) }
        case .expression(let expression):
            portText = expression.evaluate(&context, as: .str).flatMap {
                ForwardedNode.port(Array($0.bytes))
            }
        }
        if let portText { text += [0x3A] + portText }
        return [0x22] + text + [0x22]
    }
}
