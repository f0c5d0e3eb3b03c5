import Testing

@testable import Samples

@Suite("lists of patterns")
struct PatternListTests {
    private func catalogue() -> PatternCatalogue { PatternCatalogue() }

    @Test("a change reaches whoever matches, and one that is no pattern changes nothing")
    func changes() throws {
        let list = catalogue().add(
            file: nil,
            title: "test",
            isMap: false,
            [PatternEntry(key: "10.0.0.0/8")]
        )
        let cell = try list.user(.ip, ignoresCase: false, giving: .str)
        #expect(matches(cell, .ipv4(0x0A01_0203)))
        #expect(!matches(cell, .ipv4(0xC0A8_0001)))
        try list.add(PatternEntry(key: "192.168.0.1"))
        #expect(matches(cell, .ipv4(0xC0A8_0001)))
        #expect(throws: PatternFault.self) { try list.add(PatternEntry(key: "nowhere")) }
        #expect(list.entries.count == 2)
        #expect(list.delete("10.0.0.0/8"))
        #expect(!list.delete("10.0.0.0/8"))
        #expect(!matches(cell, .ipv4(0x0A01_0203)))
    }

    @Test("of networks the smallest counts, of prefixes the longest")
    func longest() throws {
        let networks = catalogue().add(
            file: "a.map",
            title: "test",
            isMap: true,
            [
                PatternEntry(key: "10.0.0.0/8", value: "1"),
                PatternEntry(key: "10.1.0.0/16", value: "2"),
            ]
        )
        let cell = try networks.user(.ip, ignoresCase: false, giving: .sint)
        #expect(value(cell, .ipv4(0x0A01_0001))?.integer == 2)
        #expect(value(cell, .ipv4(0x0A02_0001))?.integer == 1)
        let prefixes = catalogue().add(
            file: "b.map",
            title: "test",
            isMap: true,
            [PatternEntry(key: "/a", value: "1"), PatternEntry(key: "/a/b", value: "2")]
        )
        let beginnings = try prefixes.user(.beg, ignoresCase: false, giving: .sint)
        withBytes("/a/b/c") { #expect(value(beginnings, .text($0))?.integer == 2) }
        withBytes("/a/c") { #expect(value(beginnings, .text($0))?.integer == 1) }
        withBytes("/") { #expect(value(beginnings, .text($0)) == nil) }
    }

    @Test("a version is used when it is put in place, all at once")
    func versions() throws {
        let list = catalogue().add(file: nil, title: "", isMap: false, [PatternEntry(key: "a")])
        let cell = try list.user(.str, ignoresCase: false, giving: .str)
        let version = list.prepare()
        let isThere = try list.change(version: version) {
            $0.append(NumberedPattern(PatternEntry(key: "b")))
        }
        #expect(isThere)
        #expect(try !list.change(version: version + 1) { $0 = [] })
        withBytes("b") { #expect(!matches(cell, .text($0))) }
        #expect(try !list.commit(version + 1))
        #expect(try list.commit(version))
        withBytes("b") { #expect(matches(cell, .text($0))) }
        withBytes("a") { #expect(!matches(cell, .text($0))) }
        #expect(list.versions == (version, version))
    }

    @Test("a list goes on with what an earlier one of the same file has become")
    func adopts() throws {
        let (old, new) = (catalogue(), catalogue())
        let first = old.add(file: "f", title: "", isMap: false, [PatternEntry(key: "a")])
        let second = new.add(file: "f", title: "", isMap: false, [PatternEntry(key: "a")])
        let cell = try second.user(.str, ignoresCase: false, giving: .str)
        try first.add(PatternEntry(key: "b"))
        new.adopt(old)
        withBytes("b") { #expect(matches(cell, .text($0))) }
        try first.add(PatternEntry(key: "c"))
        withBytes("c") { #expect(matches(cell, .text($0))) }
        // One whose file says something else begins anew.
        let other = catalogue()
        let third = other.add(file: "f", title: "", isMap: false, [PatternEntry(key: "z")])
        other.adopt(new)
        #expect(third.entries.map(\.key) == ["z"])
    }

    @Test("numbers of lists are given in order, and those that were taken are left out")
    func numbers() {
        let catalogue = catalogue()
        _ = catalogue.add(id: 1, file: nil, title: "", isMap: false, [])
        let first = catalogue.add(file: nil, title: "", isMap: false, [])
        let second = catalogue.add(file: nil, title: "", isMap: false, [])
        #expect([first.id, second.id] == [0, 2])
        #expect(catalogue.list("#2") === second)
    }

    private func matches(_ cell: PatternCell, _ sample: Sample) -> Bool {
        found(cell, sample) != nil
    }

    private func value(_ cell: PatternCell, _ sample: Sample) -> Sample? {
        found(cell, sample).flatMap { cell.set?.value(of: $0) }
    }

    private func found(_ cell: PatternCell, _ sample: Sample) -> Int? {
        withContext { cell.set?.match(sample, &$0) }
    }

    private func withBytes(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
        Array(text.utf8).withUnsafeBytes(body)
    }
}
