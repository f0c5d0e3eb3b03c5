import Testing

@testable import PlaybookRunning

@Suite("notified handlers")
struct NotifiedHandlerTests {
    @Test("a handler that is notified twice is taken once, for the hosts that asked")
    func taking() {
        var notified = NotifiedHandlers()
        let isNew = [notified.notify(1, for: "a"), notified.notify(1, for: "a")]
        #expect(isNew == [true, false])
        notified.notify(1, for: "b")
        notified.notify(0, for: "c")
        let taken = [notified.take(1, among: ["b", "c", "a"]), notified.take(1, among: ["a"])]
        #expect(taken == [["b", "a"], []])
        let others = notified.take(0, among: ["a", "c"])
        #expect(others == ["c"])
    }

    @Test("what hosts that take no part want stays waiting")
    func staying() {
        var notified = NotifiedHandlers()
        notified.notify(0, for: "failed")
        let taken = notified.take(0, among: ["ok"])
        #expect(taken.isEmpty)
        let later = notified.take(0, among: ["failed"])
        #expect(later == ["failed"])
    }
}
