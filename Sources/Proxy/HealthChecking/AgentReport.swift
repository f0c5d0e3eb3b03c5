/// What an agent says of its server: one line of words, in any order, of each kind the last counts.
public struct AgentReport: Sendable, Hashable {
    /// Whether the server does well, and the word that said so.
    public struct Health: Sendable, Hashable {
        /// `up`; not so with `down`, `stopped` and `fail`.
        public var isUp: Bool
        /// The word as the agent wrote it.
        public var word: String
    }

    /// What an operator would order.
    public enum Order: Sendable, Hashable {
        /// `ready`.
        case ready
        /// `drain`.
        case drain
        /// `maint`.
        case maintenance
    }

    /// Whether the server does well; nil when nothing was said of it.
    public var health: Health?
    /// What shall become of the server.
    public var order: Order?
    /// `<n>%`: its weight, as it was written.
    public var weight: String?
    /// `maxconn:<n>`: its limit, as it was written.
    public var maximumConnections: String?
    /// The first word that means nothing.
    public var unknownWord: String?
    /// What stands behind `#`.
    public var description = ""

    /// Reads the first line of what an agent has sent; nil until it has come to its end.
    public init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstIndex(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }),
            bytes[end] != 0
        else { return nil }
        var rest = bytes[..<end]
        while let first = rest.first {
            if Self.isBlank(first) {
                rest.removeFirst()
            } else if first == UInt8(ascii: "#") {
                let text = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
                description = String(decoding: text, as: UTF8.self)
                return
            } else {
                let word = rest.prefix { !Self.isBlank($0) }
                take(String(decoding: word, as: UTF8.self))
                rest = rest.dropFirst(word.count)
            }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",")
    }

    private mutating func take(_ word: String) {
        let lower = word.lowercased()
        switch lower {
        case "up": health = Health(isUp: true, word: word)
        case "down", "stopped", "fail": health = Health(isUp: false, word: word)
        case "ready": order = .ready
        case "drain": order = .drain
        case "maint": order = .maintenance
        case _ where lower.first?.isASCIIDigit == true && lower.contains("%"): weight = word
        case _ where lower.hasPrefix("maxconn:"):
            maximumConnections = String(word.dropFirst("maxconn:".count))
        default: unknownWord = unknownWord ?? word
        }
    }

    /// HAProxy's sentence about the report; `complaint` is what was wrong with what it asks for.
    public func sentence(complaint: String?) -> String {
        let complaint = complaint.flatMap { $0.isEmpty ? nil : $0 }
        guard let health else {
            if let unknownWord { return "agent reports an error : \(unknownWord)" }
            return complaint.map { "agent warns : \($0)" } ?? ""
        }
        let mayComplain = description.isEmpty || health.isUp
        let message = (mayComplain ? unknownWord ?? complaint : nil) ?? description
        return "via agent : \(health.word)" + (message.isEmpty ? "" : " (\(message))")
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
