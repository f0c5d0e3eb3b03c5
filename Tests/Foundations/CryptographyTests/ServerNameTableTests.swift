import Cryptography
import Testing

@Suite("certificates by name")
struct ServerNameTableTests {
    /// A client and the number of the certificate that it is shown.
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String?
        var takesRSA = true
        var takesECDSA = true
        var isStrict = false
        var chosen: Int?

        var testDescription: String {
            "\(name ?? "no name")\(takesRSA ? "" : ", no RSA")\(takesECDSA ? "" : ", no ECDSA")"
                + "\(isStrict ? ", strict" : "") -> \(chosen.map(String.init) ?? "none")"
        }
    }

    static let table: ServerNameTable = {
        var table = ServerNameTable()
        let lines: [(KeyKind, String)] = [
            (.rsa, "default.lab *"),
            (.rsa, "www.example.com"),
            (.ecdsa, "*.example.com !private.example.com"),
            (.rsa, "*.example.com"),
            (.ecdsa, "Both.Lab"),
            (.rsa, "both.lab"),
            (.other, "odd.lab"),
            (.ecdsa, "curve.lab"),
        ]
        for (number, line) in lines.enumerated() {
            let filters = line.1.split(separator: " ").map { Array($0.utf8) }
            table.add(number, line.0, filters: filters)
        }
        return table
    }()

    static let cases = [
        Case(name: "default.lab", chosen: 0),
        Case(name: nil, chosen: 0),
        Case(name: "unknown.lab", chosen: 0),
        Case(name: "unknown.lab", isStrict: true, chosen: nil),
        Case(name: nil, isStrict: true, chosen: nil),
        Case(name: "default.lab", isStrict: true, chosen: 0),
        // A better key of a wildcard goes before the name itself.
        Case(name: "www.example.com", chosen: 2),
        Case(name: "WWW.Example.COM", takesECDSA: false, chosen: 1),
        Case(name: "mail.example.com", chosen: 2),
        Case(name: "mail.example.com", takesECDSA: false, chosen: 3),
        // An exception holds for its own line only.
        Case(name: "private.example.com", chosen: 3),
        // A wildcard is for one label.
        Case(name: "a.b.example.com", chosen: 0),
        Case(name: "example.com", chosen: 0),
        Case(name: "both.lab", chosen: 4),
        Case(name: "both.lab", takesECDSA: false, chosen: 5),
        Case(name: "both.lab", takesRSA: false, chosen: 4),
        Case(name: "odd.lab", takesRSA: false, takesECDSA: false, chosen: 6),
        // Who can check nothing that there is gets what there is.
        Case(name: "curve.lab", takesECDSA: false, chosen: 7),
        Case(name: "", chosen: 0),
    ]

    @Test("each client is shown what HAProxy would show it", arguments: cases)
    func choice(_ one: Case) {
        let chosen = Self.table.choose(
            one.name.map { Array($0.utf8) },
            takesRSA: one.takesRSA,
            takesECDSA: one.takesECDSA,
            isStrict: one.isStrict
        )
        #expect(chosen == one.chosen)
    }

    @Test("filters that do nothing are told")
    func idleFilters() {
        var table = ServerNameTable()
        func add(_ filters: String...) -> [ServerNameTable.IdleFilter] {
            table.add(0, .rsa, filters: filters.map { Array($0.utf8) })
        }
        #expect(add("a.lab", "!b.lab") == [.exceptionsAlone])
        #expect(add("*.lab", "!b.lab").isEmpty)
        #expect(add("*.lab", "!*.b.lab") == [.exceptionForWildcard("!*.b.lab")])
        #expect(add("!*").isEmpty)
    }
}

@Suite("the cache of sessions")
struct SessionCacheTests {
    @Test("the session that was not asked for the longest makes room")
    func eviction() {
        // Each takes one block of 200 bytes.
        let cache = TLSSessionCache(blocks: 2)
        cache.store([1], under: [1])
        cache.store([2], under: [2])
        #expect(cache.bytes(under: [1]) == [1])
        cache.store([3], under: [3])
        #expect(cache.bytes(under: [2]) == nil)
        #expect(cache.bytes(under: [1]) == [1])
        #expect(cache.bytes(under: [3]) == [3])
        #expect(cache.count == 2)
        #expect(cache.lookups == 4)
        #expect(cache.misses == 1)
        cache.store([UInt8](repeating: 0, count: 500), under: [4])
        #expect(cache.count == 2, "what is larger than all room is not kept")
    }
}
