import Testing

@testable import PlaybookRunning

@Suite("the budget of connections")
struct ConnectionBudgetTests {
    private func host(_ name: String) -> TargetSettings { TargetSettings(name: name) }

    /// A budget of 100 descriptors, in which hosts were used one after the other.
    private func budget(after names: String..., pinning pinned: String? = nil) -> ConnectionBudget {
        var budget = ConnectionBudget(limit: 100)
        for name in names {
            #expect(budget.enter(host(name)).isEmpty)
            if name == pinned { budget.pin(host(name)) }
            budget.leave(host(name))
        }
        return budget
    }

    @Test("where there is room nothing is closed, where there is none the one used last")
    func victims() {
        var budget = budget(after: "a", "b", "c", "d", "e")
        #expect(budget.enter(host("b")).isEmpty)
        budget.leave(host("b"))
        #expect(budget.enter(host("f")) == [host("b")])
    }

    @Test("what is in use, or what something goes through, is never closed")
    func kept() {
        var budget = budget(after: "a", "b", "c", "d", "e", pinning: "e")
        #expect(budget.enter(host("f")) == [host("d")])
        // Of the six, e is kept for good, f and what is closed for it are in use.
        #expect(budget.enter(host("g")) == [host("c"), host("b")])
        #expect(budget.enter(host("h")) == [host("a")])
        #expect(budget.enter(host("i")).isEmpty)
    }

    @Test("a connection that was closed is used again, and counts again")
    func reopened() {
        var budget = budget(after: "a", "b", "c", "d", "e")
        #expect(budget.enter(host("f")) == [host("e")])
        budget.leave(host("e"))
        budget.leave(host("f"))
        #expect(budget.enter(host("e")) == [host("f")])
    }

    @Test("it is tight when one host in sixty-four descriptors is connected")
    func tight() {
        var budget = ConnectionBudget(limit: 128)
        for name in ["a", "b"] { _ = budget.enter(host(name)) }
        #expect(!budget.isTight)
        _ = budget.enter(host("c"))
        #expect(budget.isTight)
        budget.noteClosed(host("c"))
        #expect(!budget.isTight)
    }
}
