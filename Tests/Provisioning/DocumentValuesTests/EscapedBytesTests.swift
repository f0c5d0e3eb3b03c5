import DocumentValues
import Testing

@Suite("bytes within a text")
struct EscapedBytesTests {
    @Test(
        "come back as they were",
        arguments: [
            [], Array("zw\u{F6}lf \u{1F600}".utf8), [0xE9], [0xC3], [0x61, 0xFF, 0xFE, 0x62],
            [0xF4, 0x8F, 0xBE, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xED, 0xA0, 0x80],
            [0xF0, 0x9F, 0x98], Array(0...255),
        ] as [[UInt8]]
    )
    func back(_ bytes: [UInt8]) {
        #expect(EscapedBytes.bytes(EscapedBytes.text(bytes)) == bytes)
    }

    @Test("text that is UTF-8 is the same text")
    func plain() {
        #expect(EscapedBytes.text(Array("zw\u{F6}lf".utf8)) == "zw\u{F6}lf")
    }
}
