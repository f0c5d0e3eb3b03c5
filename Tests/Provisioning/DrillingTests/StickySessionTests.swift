import Testing

@testable import Drilling

@Suite("sticky sessions")
struct StickySessionTests {
    private var session = StickySession()

    @Test("cookies are kept as they are given, replaced and taken away")
    mutating func cookies() {
        #expect(session.cookieLine == nil)
        _ = session.note(server: "a", setCookies: ["srv=a; Path=/; HttpOnly", "x=1=2"])
        #expect(session.cookieLine == "srv=a; x=1=2")
        _ = session.note(server: "a", setCookies: ["srv=b"])
        #expect(session.cookieLine == "x=1=2; srv=b")
        _ = session.note(server: "a", setCookies: ["x=; Max-Age=0"])
        #expect(session.cookieLine == "srv=b")
    }

    @Test("without a cookie nobody has a server of his own")
    mutating func stateless() {
        #expect(session.note(server: "a", setCookies: []) == nil)
        #expect(session.note(server: "b", setCookies: []) == nil)
    }

    @Test(
        "an answer of another server is one move, however long it lasts, and the way back is none"
    )
    mutating func moves() {
        _ = session.note(server: "a", setCookies: ["srv=a"])
        #expect(session.note(server: "a", setCookies: []) == nil)
        let move = session.note(server: "b", setCookies: [])
        #expect(move?.from == "a" && move?.to == "b")
        #expect(session.note(server: "b", setCookies: []) == nil)
        #expect(session.note(server: "a", setCookies: []) == nil)
    }

    @Test("a new cookie makes the server that sets it the session's own")
    mutating func newHome() {
        _ = session.note(server: "a", setCookies: ["srv=a"])
        #expect(session.note(server: "b", setCookies: ["srv=b"])?.from == "a")
        #expect(session.note(server: "b", setCookies: []) == nil)
        #expect(session.note(server: "a", setCookies: [])?.from == "b")
    }
}
