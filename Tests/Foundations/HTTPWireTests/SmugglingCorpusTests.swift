import HTTPWire
import Testing

/// A message that two readers could read differently, and why it is refused.
struct Trick: CustomStringConvertible, Sendable {
    var description: String
    var head: String
    var fault: MessageFault
}

@Suite("request smuggling")
struct SmugglingCorpusTests {
    static let tricks: [Trick] = [
        Trick(
            description: "two lengths",
            head: "Content-Length: 5\r\nContent-Length: 6\r\n",
            fault: .contentLength
        ),
        Trick(
            description: "the same length twice",
            head: "Content-Length: 5\r\nContent-Length: 5\r\n",
            fault: .contentLength
        ),
        Trick(
            description: "a list of lengths",
            head: "Content-Length: 5, 5\r\n",
            fault: .contentLength
        ),
        Trick(
            description: "a signed length",
            head: "Content-Length: +5\r\n",
            fault: .contentLength
        ),
        Trick(
            description: "a negative length",
            head: "Content-Length: -1\r\n",
            fault: .contentLength
        ),
        Trick(
            description: "a hexadecimal length",
            head: "Content-Length: 0x5\r\n",
            fault: .contentLength
        ),
        Trick(description: "an empty length", head: "Content-Length: \r\n", fault: .contentLength),
        Trick(
            description: "a length that overflows",
            head: "Content-Length: 99999999999999999999\r\n",
            fault: .contentLength
        ),
        Trick(
            description: "length and chunks",
            head: "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            fault: .twoFramings
        ),
        Trick(
            description: "chunks and length",
            head: "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
            fault: .twoFramings
        ),
        Trick(
            description: "chunked twice",
            head: "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            fault: .transferEncoding
        ),
        Trick(
            description: "another encoding",
            head: "Transfer-Encoding: xchunked\r\n",
            fault: .transferEncoding
        ),
        Trick(
            description: "chunked and identity",
            head: "Transfer-Encoding: chunked, identity\r\n",
            fault: .transferEncoding
        ),
        Trick(
            description: "gzip, chunked",
            head: "Transfer-Encoding: gzip, chunked\r\n",
            fault: .transferEncoding
        ),
        Trick(
            description: "quoted chunked",
            head: "Transfer-Encoding: \"chunked\"\r\n",
            fault: .transferEncoding
        ),
        Trick(
            description: "a vertical tab before chunked",
            head: "Transfer-Encoding:\u{0B}chunked\r\n",
            fault: .headerValue
        ),
        Trick(
            description: "a blank before the colon",
            head: "Transfer-Encoding : chunked\r\n",
            fault: .headerName
        ),
        Trick(
            description: "a folded line",
            head: "X: a\r\n Transfer-Encoding: chunked\r\n",
            fault: .foldedLine
        ),
        Trick(
            description: "a line that begins with a blank",
            head: " Host: x\r\n",
            fault: .foldedLine
        ),
        Trick(
            description: "a bare CR in a value",
            head: "X: a\rTransfer-Encoding: chunked\r\n",
            fault: .headerValue
        ),
        Trick(description: "a zero byte in a value", head: "X: a\u{0}b\r\n", fault: .headerValue),
        Trick(description: "a name without a colon", head: "Host\r\n", fault: .headerName),
        Trick(description: "an empty name", head: ": x\r\n", fault: .headerName),
        Trick(description: "two hosts", head: "Host: a\r\nHost: b\r\n", fault: .host),
        Trick(description: "a bracket in a name", head: "Trans[fer: x\r\n", fault: .headerName),
    ]

    @Test("a head that could be read in two ways is refused", arguments: tricks)
    func heads(trick: Trick) {
        let bytes = Array("POST / HTTP/1.1\r\n\(trick.head)\r\n".utf8)
        let head = MessageHead()
        let result = bytes.withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
        #expect(result == .invalid(trick.fault))
    }

    @Test(
        "a request line that is none is refused",
        arguments: [
            "GET / HTTP/1.1 \r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
            "GET /\r\n\r\n", "GET / http/1.1\r\n\r\n", "G T / HTTP/1.1\r\n\r\n",
            "GET /\t HTTP/1.1\r\n\r\n",
            "GET /a\rb HTTP/1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\n", "GET / HTTP/1.11\r\n\r\n",
            "\u{16}\u{03}\u{01}", "GET /\u{7F} HTTP/1.1\r\n\r\n",
        ]
    )
    func requestLines(text: String) {
        let head = MessageHead()
        let result = Array(text.utf8).withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
        guard case .invalid = result else {
            Issue.record("was \(result)")
            return
        }
    }

    @Test("chunks in HTTP/1.0 are refused")
    func oldChunks() {
        let head = MessageHead()
        let text = "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"
        let result = Array(text.utf8).withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
        #expect(result == .invalid(.transferEncoding))
    }

    @Test(
        "chunks that could be read in two ways are refused",
        arguments: [
            "5\nhello\r\n0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n", "0x5\r\nhello\r\n0\r\n\r\n",
            "+5\r\nhello\r\n0\r\n\r\n", "\r\nhello\r\n0\r\n\r\n", "5\r\nhelloX\r\n0\r\n\r\n",
            "5;a\nb\r\nhello\r\n0\r\n\r\n", "5;a\rb\r\nhello\r\n0\r\n\r\n", "5\r\nhello\n0\r\n\r\n",
            "ffffffffffffffff\r\n", "5\r\nhello\r\n0\r\n X: y\r\n\r\n",
            "5\r\nhello\r\n0\r\nX : y\r\n\r\n",
            "5\r\nhello\r\n0\r\n\n", "-1\r\n", ";a\r\n", "5\r\nhello\r\n0\r\nX: a\rb\r\n\r\n",
        ]
    )
    func chunks(text: String) {
        #expect(scan(Array(text.utf8), pieceSize: .max) == nil)
        #expect(scan(Array(text.utf8), pieceSize: 1) == nil)
    }

    @Test(
        "sound chunks are read alike in one piece and byte by byte",
        arguments: [
            "5\r\nhello\r\n0\r\n\r\n", "5;name=value\r\nhello\r\n0\r\n\r\n", "0\r\n\r\n",
            "5 ; name = \"a;b\"\r\nhello\r\n0 ;last\r\n\r\n",
            "00005\r\nhello\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n",
        ]
    )
    func soundChunks(text: String) {
        let whole = scan(Array(text.utf8), pieceSize: .max)
        #expect(whole != nil)
        #expect(whole == scan(Array(text.utf8), pieceSize: 1))
    }

    /// The data of a chunked body; nil when it is refused or does not end with the bytes.
    private func scan(_ bytes: [UInt8], pieceSize: Int) -> [UInt8]? {
        var scanner = ChunkScanner()
        var data: [UInt8] = []
        var position = 0
        while position < bytes.count {
            let end = pieceSize == .max ? bytes.count : min(bytes.count, position + pieceSize)
            let step = bytes[position..<end].withUnsafeBytes { scanner.next($0) }
            switch step {
            case .control(let count), .trailer(let count), .dropped(let count): position += count
            case .data(let count):
                data += bytes[position..<(position + count)]
                position += count
            case .end(let count): return position + count == bytes.count ? data : nil
            case .invalid: return nil
            }
        }
        return nil
    }

    @Test("random changes of a request never make the parser read past its bytes")
    func fuzz() {
        var generator = SeededGenerator(seed: 20_261_121)
        let seeds = SmugglingCorpusTests.tricks.map {
            Array("POST /x HTTP/1.1\r\n\($0.head)\r\n".utf8)
        }
        let head = MessageHead()
        for _ in 0..<20_000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &generator)]
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            let result = bytes.withUnsafeBytes { HeadParser.parseRequest($0, into: head) }
            if result == .complete { #expect(head.byteCount <= bytes.count) }
        }
    }
}

/// Numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
