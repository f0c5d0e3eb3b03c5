internal import LinuxSystem

/// Version 1: `PROXY TCP4 <source> <destination> <source port> <destination port>`, in one line that ends
/// with CR and LF.
enum TextHeader {
    /// The longest line, its end included.
    private static let byteLimit = 107
    private static let beginning = Array("PROXY ".utf8)

    static func read(_ bytes: UnsafeRawBufferPointer) -> ProxyHeaderReading {
        guard bytes.starts(with: beginning.prefix(bytes.count)) else {
            return .invalid(.notAHeader)
        }
        let seen = bytes.prefix(byteLimit)
        guard let end = seen.firstIndex(where: { $0 == 0x0D || $0 == 0x0A }) else {
            return seen.count == byteLimit ? .invalid(.malformed) : .incomplete
        }
        guard seen[end] == 0x0D else { return .invalid(.malformed) }
        guard end + 1 < seen.count else {
            return seen.count == byteLimit ? .invalid(.malformed) : .incomplete
        }
        guard seen[end + 1] == 0x0A else { return .invalid(.malformed) }
        guard end > beginning.count else { return .invalid(.unknownProtocol) }
        let line = UnsafeRawBufferPointer(rebasing: bytes[beginning.count..<end])
        do throws(ProxyHeaderFault) {
            return .complete(ProxyHeader(try origin(line)), byteCount: end + 2)
        } catch {
            return .invalid(error)
        }
    }

    private static func origin(
        _ line: UnsafeRawBufferPointer
    ) throws(ProxyHeaderFault) -> ProxyHeader.Origin {
        let words = line.split(separator: 0x20, omittingEmptySubsequences: false)
        let isVersion6: Bool
        switch String(decoding: words[0], as: UTF8.self) {
        // What follows it means nothing.
        case "UNKNOWN": return .unknown
        case "TCP4": isVersion6 = false
        case "TCP6": isVersion6 = true
        default: throw .unknownProtocol
        }
        guard words.count == 5, let sourcePort = port(words[3]),
            let destinationPort = port(words[4]),
            let source = address(words[1], isVersion6, sourcePort),
            let destination = address(words[2], isVersion6, destinationPort)
        else { throw .malformed }
        return .stream(source: source, destination: destination)
    }

    private static func address(
        _ word: Slice<UnsafeRawBufferPointer>,
        _ isVersion6: Bool,
        _ port: UInt16
    ) -> SocketAddress? {
        // The C library stops at a zero byte.
        guard word.allSatisfy({ $0 != 0 }) else { return nil }
        let text = String(decoding: word, as: UTF8.self)
        let address = SocketAddress(numeric: text, port: port)
        switch address {
        case .v4?: return isVersion6 ? nil : address
        case .v6?: return isVersion6 ? address : nil
        case .unix?, nil: return nil
        }
    }

    /// A port in decimal digits, without zeroes in front.
    private static func port(_ word: Slice<UnsafeRawBufferPointer>) -> UInt16? {
        guard (1...5).contains(word.count), word.allSatisfy({ (0x30...0x39).contains($0) }),
            word.first != 0x30 || word.count == 1
        else { return nil }
        return UInt16(exactly: word.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
}
