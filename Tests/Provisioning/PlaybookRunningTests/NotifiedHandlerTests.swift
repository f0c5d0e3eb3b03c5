import Testing

@testable import PlaybookRunning

@Suite("notified handlers")
struct NotifiedHandlerTests {
    @Test("a handler that is notified twice is taken once, for the hosts that asked")
    func taking() {
        var notified = NotifiedHandlers()
        #expect(notified.notify(1, for: "a"))
        #expect(!notified.notify(1, for: "a"))
        notified.notify(1, for: "b")
        notified.notify(0, for: "c")
        #expect(notified.take(1, among: ["b", "c", "a"]) == ["b", "a"])
        #expect(notified.take(1, among: ["a"]).isEmpty)
        #expect(notified.isWaiting(for: "c"))
        notified.forget("c")
        #expect(notified.isEmpty)
    }

    @Test("what hosts that take no part want stays waiting")
    func staying() {
        var notified = NotifiedHandlers()
        notified.notify(0, for: "failed")
        #expect(notified.take(0, among: ["ok"]).isEmpty)
        #expect(notified.isWaiting(for: "failed"))
    }
}
