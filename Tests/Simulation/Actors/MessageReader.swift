/// Reads messages of HTTP/1 as they come, and takes everything strictly.
struct MessageReader {
    enum Event {
        case head(MessageLines)
        case body([UInt8])
        case end
        case malformed(String)
    }

    private enum Phase {
        case head
        case length(Int)
        case chunkSize
        case chunk(Int)
        case trailers
        case untilEnd
        case broken
    }

    private let isResponse: Bool
    private var input: [UInt8] = []
    private var phase = Phase.head
    /// Whether the next response has no body, whatever its head says.
    var answersHead = false

    init(readsResponses: Bool) {
        isResponse = readsResponses
    }

    /// Whether a message has begun and not ended.
    var isInMessage: Bool {
        if case .head = phase { return !input.isEmpty }
        return true
    }

    /// Whether the message ends with the connection.
    var endsWithConnection: Bool {
        if case .untilEnd = phase { return true }
        return false
    }

    mutating func feed(_ bytes: [UInt8]) { input += bytes }

    mutating func next() -> Event? {
        switch phase {
        case .head: return readHead()
        case .length(let left): return readBody(left) { $0 == 0 ? nil : .length($0) }
        case .chunkSize: return readChunkSize()
        case .chunk(let left):
            if left == 0 {
                guard input.count >= 2 else { return nil }
                input.removeFirst(2)
                phase = .chunkSize
                return next()
            }
            return readBody(left) { .chunk($0) }
        case .trailers:
            guard let line = takeLine() else { return nil }
            if !line.isEmpty { return next() }
            phase = .head
            return .end
        case .untilEnd:
            guard !input.isEmpty else { return nil }
            defer { input = [] }
            return .body(input)
        case .broken: return nil
        }
    }

    private mutating func readBody(_ left: Int, then: (Int) -> Phase?) -> Event? {
        if left == 0 {
            phase = .head
            return .end
        }
        guard !input.isEmpty else { return nil }
        let count = min(left, input.count)
        let bytes = Array(input[..<count])
        input.removeFirst(count)
        phase = then(left - count) ?? .length(0)
        return .body(bytes)
    }

    private mutating func readChunkSize() -> Event? {
        guard let line = takeLine() else { return nil }
        guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else {
            phase = .broken
            return .malformed("chunk size '\(line)'")
        }
        phase = size == 0 ? .trailers : .chunk(size)
        return next()
    }

    private mutating func takeLine() -> String? {
        guard let end = input.firstIndex(of: 0x0A) else { return nil }
        var line = String(decoding: input[..<end], as: UTF8.self)
        input.removeFirst(end + 1)
        if line.hasSuffix("\r") {
            line.removeLast()
        } else if line.unicodeScalars.last == "\r" {
            line.unicodeScalars.removeLast()
        }
        return line
    }

    private mutating func readHead() -> Event? {
        let mark: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard input.count >= 4,
            let end = (0...(input.count - 4)).first(where: { Array(input[$0..<($0 + 4)]) == mark })
        else { return nil }
        guard let head = MessageLines(input[..<end]) else {
            phase = .broken
            return .malformed("head '\(String(decoding: input.prefix(80), as: UTF8.self))'")
        }
        input.removeFirst(end + 4)
        let status = isResponse ? head.status : 200
        let hasNone = status < 200 || status == 204 || status == 304 || (isResponse && answersHead)
        if hasNone {
            phase = .length(0)
        } else if head.fields["transfer-encoding"] == "chunked" {
            phase = .chunkSize
        } else if let length = head.fields["content-length"].flatMap({ Int($0) }) {
            phase = .length(length)
        } else {
            phase = isResponse ? .untilEnd : .length(0)
        }
        return .head(head)
    }
}

/// The lines of a head.
struct MessageLines {
    /// The words of the first line.
    let words: [String]
    /// The fields, names in lower case.
    let fields: [String: String]

    init?(_ bytes: ArraySlice<UInt8>) {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0.filter { $0 != 0x0D }, as: UTF8.self) }
        words = lines[0].split(separator: " ").map(String.init)
        guard words.count >= 2 else { return nil }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            fields[line[..<colon].lowercased()] = String(value)
        }
        self.fields = fields
    }

    var status: Int { Int(words[1]) ?? 0 }

    /// The number of the request that a message belongs to.
    var number: Int? { fields["x-id"].flatMap { Int($0) } }
}

/// The bytes of a body: each is known by its message and its place.
enum BodyPattern {
    static func byte(_ number: Int, _ offset: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: number &* 31 &+ offset &* 7 &+ offset >> 8)
    }

    static func bytes(_ number: Int, _ range: Range<Int>) -> [UInt8] {
        range.map { byte(number, $0) }
    }

    static func matches(_ bytes: [UInt8], _ number: Int, from offset: Int) -> Bool {
        for (index, found) in bytes.enumerated() where found != byte(number, offset + index) {
            return false
        }
        return true
    }
}
