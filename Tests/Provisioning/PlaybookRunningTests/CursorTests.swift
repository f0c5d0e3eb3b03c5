import Testing

@testable import PlaybookRunning

@Suite("the way of hosts through a play")
struct CursorTests {
    @Test("a host that fails takes no part any more")
    func failure() throws {
        let walk = try CursorWalk(
            """
            - {name: one, debug: {}}
            - {name: two fails on a, debug: {}}
            - {name: three, debug: {}}
            """
        )
        #expect(walk.steps() == ["one: a b", "two: a b", "three: b", "failed: a"])
    }

    @Test("rescue is for those that failed, always for all, and rescued hosts go on")
    func rescue() throws {
        let walk = try CursorWalk(
            """
            - block:
                - {name: one fails on a, debug: {}}
                - {name: two, debug: {}}
              rescue:
                - {name: three, debug: {}}
              always:
                - {name: four, debug: {}}
            - {name: five, debug: {}}
            """
        )
        #expect(
            walk.steps() == [
                "one: a b", "two: b", "three: a", "four: a b", "five: a b", "failed: ",
            ]
        )
    }

    @Test("a failure in rescue or always is one of the play, after always has run")
    func failureInRescue() throws {
        let walk = try CursorWalk(
            """
            - block:
                - {name: one fails on a b, debug: {}}
              rescue:
                - {name: two fails on b, debug: {}}
              always:
                - {name: three, debug: {}}
            - {name: four, debug: {}}
            """
        )
        #expect(walk.steps() == ["one: a b", "two: a b", "three: a b", "four: a", "failed: b"])
    }

    @Test("an outer rescue takes what inner blocks let through")
    func nested() throws {
        let walk = try CursorWalk(
            """
            - block:
                - block:
                    - {name: one fails on a, debug: {}}
                  always:
                    - {name: two, debug: {}}
                - {name: three, debug: {}}
              rescue:
                - {name: four, debug: {}}
            - {name: five, debug: {}}
            """
        )
        #expect(
            walk.steps() == [
                "one: a b", "two: a b", "three: b", "four: a", "five: a b", "failed: ",
            ]
        )
    }

    @Test("a host that is lost gets neither rescue nor always")
    func lost() throws {
        let walk = try CursorWalk(
            """
            - block:
                - {name: one loses a, debug: {}}
              rescue:
                - {name: two, debug: {}}
              always:
                - {name: three, debug: {}}
            """
        )
        #expect(walk.steps() == ["one: a b", "three: b", "failed: "])
    }

    @Test("the run starts at a task, wherever it stands")
    func start() throws {
        let walk = try CursorWalk(
            """
            - {name: one, debug: {}}
            - block:
                - {name: two, debug: {}}
                - {name: three, debug: {}}
            - {name: one, debug: {}}
            """,
            startAt: "three"
        )
        #expect(walk.steps() == ["three: a b", "one: a b", "failed: "])
    }

    private static let handlers = """
        - {name: first notifies 2, debug: {}}
        - {name: second, debug: {}}
        - {name: third, debug: {}}
        """

    @Test("handlers run once each in their order, and those that they notify if they come later")
    func handlers() throws {
        let walk = try CursorWalk(
            """
            - {name: one notifies 1 0, debug: {}}
            - {name: two notifies 0, debug: {}}
            """,
            handlers: Self.handlers
        )
        #expect(
            walk.steps() == [
                "one: a b", "two: a b", "first: a b", "second: a b", "third: a b", "failed: ",
            ]
        )
    }

    @Test("handlers run where they are flushed, before what comes next")
    func flush() throws {
        let walk = try CursorWalk(
            """
            - {name: one notifies 2, debug: {}}
            - {name: two flushes on a, debug: {}}
            - {name: three, debug: {}}
            """,
            handlers: Self.handlers
        )
        #expect(
            walk.steps() == [
                "one: a b", "two: a b", "third: a", "three: a b", "third: b", "failed: ",
            ]
        )
    }

    @Test(
        "a host that fails leaves its handlers, unless they are forced",
        arguments: [false, true]
    )
    func forced(_ isForced: Bool) throws {
        let walk = try CursorWalk(
            """
            - {name: one notifies 2, debug: {}}
            - {name: two fails on a, debug: {}}
            - {name: three, debug: {}}
            """,
            handlers: Self.handlers,
            forcesHandlers: isForced
        )
        let last = isForced ? "third: a b" : "third: b"
        #expect(walk.steps() == ["one: a b", "two: a b", "three: b", last, "failed: a"])
    }

    @Test("a handler that fails ends the flushing, and a block around it rescues")
    func failingHandler() throws {
        let walk = try CursorWalk(
            """
            - block:
                - {name: one notifies 0 1, debug: {}}
                - {name: two flushes on a b, debug: {}}
                - {name: three, debug: {}}
              rescue:
                - {name: four, debug: {}}
            """,
            handlers: """
                - {name: first fails on a, debug: {}}
                - {name: second, debug: {}}
                """
        )
        #expect(
            walk.steps() == [
                "one: a b", "two: a b", "first: a b", "second: b", "three: b", "four: a",
                "second: a", "failed: ",
            ]
        )
    }
}
