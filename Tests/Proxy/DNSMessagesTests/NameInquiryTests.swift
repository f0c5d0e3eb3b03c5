import DNSMessages
import Testing

@Suite("asking for a name")
struct NameInquiryTests {
    private let found = DNSAnswer.addresses([.v4(1)])

    private func inquiry(servers: Int = 1, attempts: Int = 3) throws -> NameInquiry {
        NameInquiry(
            try #require(DNSName("a.example")),
            kinds: [.address6, .address4],
            serverCount: servers,
            attempts: attempts
        )
    }

    private func kind(_ step: NameInquiry.Step) -> DNSRecordKind? {
        if case .ask(let query) = step { query.kind } else { nil }
    }

    @Test("the first good answer ends it")
    func good() throws {
        var inquiry = try inquiry(servers: 2)
        #expect(kind(inquiry.start(number: 7)) == .address6)
        #expect(inquiry.query.number == 7)
        #expect(inquiry.answered(.refused, number: 8) == .wait)
        #expect(inquiry.answered(found, number: 8) == .finish(.found(found)))
    }

    @Test("when no server has the one kind, the other is asked for at once")
    func otherKind() throws {
        var inquiry = try inquiry(servers: 2)
        _ = inquiry.start(number: 7)
        #expect(inquiry.answered(.none, number: 8) == .wait)
        let next = inquiry.answered(.noSuchName, number: 8)
        #expect(kind(next) == .address4)
        #expect(inquiry.query.number == 8)
        #expect(inquiry.answered(found, number: 9) == .finish(.found(found)))
    }

    @Test("failures are met as often as attempts are allowed, each after its time")
    func attempts() throws {
        var inquiry = try inquiry(attempts: 2)
        _ = inquiry.start(number: 1)
        #expect(kind(inquiry.answered(.noSuchName, number: 2)) == .address4)
        #expect(inquiry.answered(.noSuchName, number: 3) == .wait)
        #expect(kind(inquiry.timedOut(number: 3)) == .address6)
        #expect(kind(inquiry.answered(.refused, number: 4)) == .address4)
        #expect(inquiry.answered(.refused, number: 5) == .finish(.failed(.refused)))
    }

    @Test("silence is met with the same question, and told apart from a refusal")
    func silence() throws {
        var inquiry = try inquiry(attempts: 2)
        _ = inquiry.start(number: 1)
        #expect(kind(inquiry.timedOut(number: 2)) == .address6)
        #expect(inquiry.timedOut(number: 3) == .finish(.timedOut))
    }

    @Test("of several servers one that is silent does not hold the other kind up for ever")
    func halfSilence() throws {
        var inquiry = try inquiry(servers: 2, attempts: 1)
        _ = inquiry.start(number: 1)
        #expect(inquiry.answered(.none, number: 2) == .wait)
        #expect(kind(inquiry.timedOut(number: 2)) == .address4)
        #expect(inquiry.answered(.refused, number: 3) == .wait)
        #expect(inquiry.timedOut(number: 3) == .finish(.failed(.refused)))
    }
}

@Suite("the address that a server gets of its name's")
struct AddressChoiceTests {
    private let four = (1...3).map { DNSAddress.v4($0) }
    private let six = DNSAddress.v6(high: 0, low: 1)

    @Test("the preferred version goes first, then the network, then what nobody has, then its own")
    func order() {
        var choice = AddressChoice()
        #expect(choice.choose(among: four + [six], current: four[0], taken: []) == six)
        choice.prefersVersion6 = false
        #expect(choice.choose(among: four + [six], current: six, taken: []) == four[0])
        #expect(choice.choose(among: four, current: four[2], taken: []) == four[2])
        #expect(choice.choose(among: four, current: four[2], taken: [four[2]]) == four[0])
        choice.isPreferred = { $0 == .v4(2) }
        #expect(choice.choose(among: four, current: four[2], taken: []) == four[1])
    }

    @Test("an address is given twice only where that is allowed")
    func duplicates() {
        var choice = AddressChoice()
        #expect(choice.choose(among: [six], current: nil, taken: [six]) == nil)
        choice.allowsDuplicates = true
        #expect(choice.choose(among: [six], current: nil, taken: [six]) == six)
        #expect(choice.choose(among: [], current: six, taken: []) == nil)
    }
}
