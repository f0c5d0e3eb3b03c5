/// A name in the domain name system: labels from the host to the top, compared without regard to case.
///
/// A value is always one that can be sent: labels of 1 to 63 bytes, 255 bytes in all [RFC 1035, 3.1].
public struct DNSName: Sendable, Hashable {
    /// The labels in lower case.
    let labels: [[UInt8]]

    /// A name as it is written, with or without a dot at its end; nil when it cannot be one.
    public init?(_ text: some StringProtocol) {
        var text = Substring(text)
        if text.hasSuffix(".") { text = text.dropLast() }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
            .map { Array($0.utf8) }
        self.init(labels: labels)
    }

    init?(labels: [[UInt8]]) {
        guard !labels.isEmpty, labels.allSatisfy({ (1...63).contains($0.count) }),
            labels.reduce(1, { $0 + 1 + $1.count }) <= 255
        else { return nil }
        self.labels = labels.map { label in
            label.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        }
    }

    /// The name as it stands in a message.
    var bytes: [UInt8] { labels.flatMap { [UInt8($0.count)] + $0 } + [0] }
}

extension DNSName: CustomStringConvertible {
    /// The labels with dots between them.
    public var description: String {
        labels.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ".")
    }
}

extension DNSName {
    /// Reads the name at an offset of a message; nil when it goes beyond the message or in circles.
    ///
    /// A pointer leads backwards only, so that reading ends.
    ///
    /// - Returns: the name, nil inside for the root, and the offset behind it.
    static func read(
        _ message: UnsafeRawBufferPointer,
        at start: Int
    ) -> (name: DNSName?, next: Int)? {
        var labels: [[UInt8]] = []
        var byteCount = 1
        var offset = start
        var limit = start
        var next: Int?
        while true {
            guard offset < message.count else { return nil }
            let length = Int(message[offset])
            switch length & 0xC0 {
            case 0:
                if length == 0 {
                    guard !labels.isEmpty else { return (nil, next ?? offset + 1) }
                    guard let name = DNSName(labels: labels) else { return nil }
                    return (name, next ?? offset + 1)
                }
                guard offset + 1 + length <= message.count else { return nil }
                byteCount += 1 + length
                guard byteCount <= 255 else { return nil }
                labels.append(Array(message[(offset + 1)..<(offset + 1 + length)]))
                offset += 1 + length
            case 0xC0:
                guard offset + 1 < message.count else { return nil }
                let target = (length & 0x3F) << 8 | Int(message[offset + 1])
                guard target < limit else { return nil }
                if next == nil { next = offset + 2 }
                limit = target
                offset = target
            default: return nil
            }
        }
    }
}
