import Testing

@testable import Samples

@Suite("casts of samples")
struct CastTests {
    @Test("a number becomes the text of its digits")
    func numberToText() {
        withArena { arena in
            let text = Sample.integer(-42).cast(to: .str, &arena)
            #expect(text.map { String(decoding: $0.bytes, as: UTF8.self) } == "-42")
        }
    }

    @Test("what follows the digits of a text is left out, and an empty text is no number")
    func textToNumber() {
        withArena { arena in
            var words = "17abc"
            words.withUTF8 { bytes in
                let text = Sample.text(UnsafeRawBufferPointer(bytes))
                #expect(text.cast(to: .sint, &arena)?.integer == 17)
            }
            let empty = Sample.text(UnsafeRawBufferPointer(start: nil, count: 0))
            #expect(empty.cast(to: .sint, &arena) == nil)
        }
    }

    @Test("an address of IPv4 has a form in IPv6 and comes back from it")
    func addresses() {
        withArena { arena in
            let six = Sample.ipv4(0x7F00_0001).cast(to: .ipv6, &arena)
            #expect(six?.low == 0xFFFF_7F00_0001)
            #expect(six?.cast(to: .ipv4, &arena)?.ipv4 == 0x7F00_0001)
        }
    }

    private func withArena(_ body: (inout SampleArena) -> Void) {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 16)
        defer { memory.deallocate() }
        var arena = SampleArena(memory)
        body(&arena)
    }
}
