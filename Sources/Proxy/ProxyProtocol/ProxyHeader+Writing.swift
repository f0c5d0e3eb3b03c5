internal import LinuxSystem

extension ProxyHeader {
    /// The header in version 1, which has no attributes.
    public var text: [UInt8] {
        guard case .stream(let source, let destination) = origin, let sourcePort = source.port,
            let destinationPort = destination.port
        else { return Array("PROXY UNKNOWN\r\n".utf8) }
        var family = "TCP4"
        if case .v6 = source { family = "TCP6" }
        let hosts = "\(source.host) \(destination.host)"
        return Array("PROXY \(family) \(hosts) \(sourcePort) \(destinationPort)\r\n".utf8)
    }

    /// The header in version 2.
    public var binary: [UInt8] {
        var bytes = Self.signature
        switch origin {
        case .local: bytes += [0x20, 0x00, 0, 0]
        case .unknown: bytes += [0x21, 0x00, 0, 0]
        case .stream(let source, let destination):
            bytes += [0x21, source.familyBits | 1, 0, 0]
            Self.append(source, destination, to: &bytes)
        case .datagrams(let source, let destination):
            bytes += [0x21, source.familyBits | 2, 0, 0]
            Self.append(source, destination, to: &bytes)
        }
        let start = bytes.count
        bytes += attributes.bytes
        bytes[14] = UInt8(truncatingIfNeeded: (bytes.count - 16) >> 8)
        bytes[15] = UInt8(truncatingIfNeeded: bytes.count - 16)
        fillChecksum(&bytes, from: start)
        return bytes
    }

    private static func append(
        _ source: SocketAddress,
        _ destination: SocketAddress,
        to bytes: inout [UInt8]
    ) {
        for address in [source, destination] { bytes += address.field }
        for port in [source.port, destination.port] {
            guard let port else { continue }
            bytes += [UInt8(port >> 8), UInt8(truncatingIfNeeded: port)]
        }
    }

    private func fillChecksum(_ bytes: inout [UInt8], from start: Int) {
        var offset = start
        for attribute in attributes {
            if attribute.kind == .checksum, attribute.value.count == 4 {
                let place = offset + 3
                let sum = bytes.withUnsafeBytes { Self.checksum(of: $0, at: place) }
                for index in 0..<4 {
                    bytes[place + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index))
                }
            }
            offset += 3 + attribute.value.count
        }
    }
}

extension SocketAddress {
    /// The family in the upper half of the header's byte.
    fileprivate var familyBits: UInt8 {
        switch self {
        case .v4: 0x10
        case .v6: 0x20
        case .unix: 0x30
        }
    }

    /// The address as it stands in a header.
    fileprivate var field: [UInt8] {
        switch self {
        case .v4(let address, _): return withUnsafeBytes(of: address.bigEndian) { Array($0) }
        case .v6(let high, let low, _):
            return withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
        case .unix(let path):
            var name = Array(path.utf8.prefix(108))
            if name.first == UInt8(ascii: "@") { name[0] = 0 }
            return name + Array(repeating: 0, count: 108 - name.count)
        }
    }
}
