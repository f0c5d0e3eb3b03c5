import Testing

@testable import DNSMessages

/// A message that is put together record by record.
struct MessageDraft {
    var bytes: [UInt8]
    private var answerCount = 0

    init(to query: DNSQuery, flags: UInt16 = 0x8180) {
        bytes = query.number.bigEndianBytes + flags.bigEndianBytes
        bytes += [0, 1, 0, 0, 0, 0, 0, 0]
        bytes += query.name.bytes + query.kind.rawValue.bigEndianBytes + [0, 1]
    }

    /// Adds an answer; `owner` as it stands in the message, by default a pointer to the question.
    mutating func add(_ kind: UInt16, _ data: [UInt8], owner: [UInt8] = [0xC0, 12]) {
        bytes += owner + kind.bigEndianBytes + [0, 1, 0, 0, 0, 60]
        bytes += UInt16(data.count).bigEndianBytes + data
        answerCount += 1
        bytes[7] = UInt8(answerCount)
    }
}

func answer(_ bytes: [UInt8], to query: DNSQuery) throws -> DNSAnswer {
    try bytes.withUnsafeBytes { bytes throws(DNSFault) in try DNSAnswer(bytes, to: query) }
}

@Suite("answers of name servers")
struct DNSAnswerTests {
    private let query: DNSQuery
    private let service: DNSQuery

    init() throws {
        query = DNSQuery(try #require(DNSName("App.Example.")), .address4, number: 0x1234)
        service = DNSQuery(
            try #require(DNSName("_http._tcp.example")),
            .service,
            number: 7
        )
    }

    @Test("a question is a message with one name and room for an answer")
    func questions() {
        #expect(
            query.message(payloadSize: 4096)
                == [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 3] + Array("app".utf8) + [7]
                + Array("example".utf8) + [0, 0, 1, 0, 1, 0, 0, 41, 0x10, 0, 0, 0, 0, 0, 0, 0]
        )
    }

    @Test("names have labels of 1 to 63 bytes and 255 bytes in all")
    func names() {
        let label = String(repeating: "a", count: 63)
        #expect(DNSName(label) != nil)
        #expect(DNSName(label + "a") == nil)
        #expect(DNSName("a..b") == nil)
        #expect(DNSName("") == nil)
        #expect(DNSName(".") == nil)
        #expect(DNSName("A.b.") == DNSName("a.B"))
        let long = [label, label, label].joined(separator: ".")
        #expect(DNSName(long + "." + String(repeating: "b", count: 61)) != nil)
        #expect(DNSName(long + "." + String(repeating: "b", count: 62)) == nil)
    }

    @Test("addresses are taken of the name, and of the name that it is another one for")
    func addresses() throws {
        var draft = MessageDraft(to: query)
        draft.add(1, [10, 0, 0, 1])
        draft.add(28, Array(repeating: 1, count: 16))
        draft.add(1, [10, 0, 0, 2])
        let all: [DNSAddress] = [.v4(0x0A00_0001), .v4(0x0A00_0002)]
        #expect(try answer(draft.bytes, to: query) == .addresses(all))

        let alias = try #require(DNSName("other.example")).bytes
        var aliased = MessageDraft(to: query)
        aliased.add(5, alias)
        aliased.add(1, [10, 0, 0, 3], owner: alias)
        aliased.add(1, [10, 0, 0, 4], owner: [3] + Array("foe".utf8) + [0])
        #expect(try answer(aliased.bytes, to: query) == .addresses([.v4(0x0A00_0003)]))
    }

    @Test("what holds no address is told by its kind")
    func failures() throws {
        func answerWith(_ flags: UInt16) throws -> DNSAnswer {
            try answer(MessageDraft(to: query, flags: flags).bytes, to: query)
        }
        #expect(try answerWith(0x8180) == .none)
        #expect(try answerWith(0x8183) == .noSuchName)
        #expect(try answerWith(0x8185) == .refused)
        #expect(try answerWith(0x8182) == .failed)
        #expect(try answerWith(0x8380) == .truncated)
        var alias = MessageDraft(to: query)
        alias.add(5, [0xC0, 12])
        #expect(try answer(alias.bytes, to: query) == .brokenAlias)
        var lost = MessageDraft(to: query)
        lost.add(5, try #require(DNSName("other.example")).bytes)
        #expect(try answer(lost.bytes, to: query) == .brokenAlias)
    }

    @Test("an answer to something else is none")
    func strangers() throws {
        var draft = MessageDraft(to: query)
        draft.add(1, [10, 0, 0, 1])
        let other = DNSQuery(try #require(DNSName("app.example")), .address4, number: 0x1235)
        #expect(throws: DNSFault.notAnAnswer) { try answer(draft.bytes, to: other) }
        let kind = DNSQuery(query.name, .address6, number: query.number)
        #expect(throws: DNSFault.notAnAnswer) { try answer(draft.bytes, to: kind) }
        let name = DNSQuery(try #require(DNSName("b.example")), .address4, number: query.number)
        #expect(throws: DNSFault.notAnAnswer) { try answer(draft.bytes, to: name) }
        #expect(throws: DNSFault.notAnAnswer) {
            try answer(query.message(payloadSize: 512), to: query)
        }
    }

    @Test("services come with the addresses of their machines")
    func services() throws {
        let target = try #require(DNSName("one.example"))
        var draft = MessageDraft(to: service)
        draft.add(33, [0, 1, 0, 20, 0x1F, 0x90] + target.bytes)
        // The address is no answer, but comes along.
        draft.add(1, [10, 0, 0, 9], owner: target.bytes)
        draft.bytes[7] = 1
        draft.bytes[11] = 1
        #expect(
            try answer(draft.bytes, to: service)
                == .services(
                    [DNSService(priority: 1, weight: 20, port: 8080, target: target)],
                    addresses: [target: [.v4(0x0A00_0009)]]
                )
        )
    }

    @Test("names that go in circles, or beyond the message, are refused")
    func circles() throws {
        for owner: [UInt8] in [[0xC0, 0xFF], [0xC0, 33], [0x80, 0], [63, 1], [0xFF, 0xFF]] {
            var draft = MessageDraft(to: query)
            draft.add(1, [10, 0, 0, 1], owner: owner)
            #expect(throws: DNSFault.malformed) { try answer(draft.bytes, to: query) }
        }
    }

    @Test("every cut of a message, and messages changed at random, are read or refused")
    func mutations() throws {
        let target = try #require(DNSName("one.example"))
        var draft = MessageDraft(to: service)
        draft.add(33, [0, 1, 0, 20, 0x1F, 0x90] + target.bytes)
        draft.add(5, [0xC0, 12])
        draft.add(1, [10, 0, 0, 9], owner: target.bytes)
        for cut in 0..<draft.bytes.count {
            #expect(throws: DNSFault.self) {
                try answer(Array(draft.bytes[..<cut]), to: service)
            }
        }
        var state: UInt64 = 1
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<20_000 {
            var bytes = draft.bytes
            for _ in 0...random(4) { bytes[12 + random(bytes.count - 12)] = UInt8(random(256)) }
            bytes[4 + random(8)] = UInt8(random(4))
            _ = try? answer(bytes, to: service)
        }
    }
}
