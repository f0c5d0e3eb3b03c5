import Testing

@testable import HTTP2Wire

@Suite("header compression")
struct HeaderCompressionTests {
    /// Blocks that one peer sends one after another, and what they say.
    struct Conversation: CustomTestStringConvertible {
        var testDescription: String
        var blocks: [(hex: String, fields: String)]
    }

    static let conversations = [
        Conversation(
            testDescription: "requests, plain",
            blocks: [
                (
                    "8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d",
                    ":method=GET :scheme=http :path=/ :authority=www.example.com"
                ),
                (
                    "8286 84be 5808 6e6f 2d63 6163 6865",
                    ":method=GET :scheme=http :path=/ :authority=www.example.com "
                        + "cache-control=no-cache"
                ),
                (
                    "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
                    ":method=GET :scheme=https :path=/index.html :authority=www.example.com "
                        + "custom-key=custom-value"
                ),
            ]
        ),
        Conversation(
            testDescription: "requests, coded",
            blocks: [
                (
                    "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff",
                    ":method=GET :scheme=http :path=/ :authority=www.example.com"
                ),
                (
                    "8286 84be 5886 a8eb 1064 9cbf",
                    ":method=GET :scheme=http :path=/ :authority=www.example.com "
                        + "cache-control=no-cache"
                ),
                (
                    "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
                    ":method=GET :scheme=https :path=/index.html :authority=www.example.com "
                        + "custom-key=custom-value"
                ),
            ]
        ),
        Conversation(
            testDescription: "responses of a table of 256 bytes, plain",
            blocks: [
                (
                    "3fe101 4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 "
                        + "3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 "
                        + "7777 2e65 7861 6d70 6c65 2e63 6f6d",
                    ":status=302 cache-control=private date=Mon,_21_Oct_2013_20:13:21_GMT "
                        + "location=https://www.example.com"
                ),
                (
                    "4803 3330 37c1 c0bf",
                    ":status=307 cache-control=private date=Mon,_21_Oct_2013_20:13:21_GMT "
                        + "location=https://www.example.com"
                ),
                (
                    "88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 "
                        + "474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f "
                        + "5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 "
                        + "303b 2076 6572 7369 6f6e 3d31",
                    ":status=200 cache-control=private date=Mon,_21_Oct_2013_20:13:22_GMT "
                        + "location=https://www.example.com content-encoding=gzip "
                        + "set-cookie=foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU;_max-age=3600;_version=1"
                ),
            ]
        ),
        Conversation(
            testDescription: "responses of a table of 256 bytes, coded",
            blocks: [
                (
                    "3fe101 4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 "
                        + "66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3",
                    ":status=302 cache-control=private date=Mon,_21_Oct_2013_20:13:21_GMT "
                        + "location=https://www.example.com"
                ),
                (
                    "4883 640e ffc1 c0bf",
                    ":status=307 cache-control=private date=Mon,_21_Oct_2013_20:13:21_GMT "
                        + "location=https://www.example.com"
                ),
                (
                    "88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b "
                        + "d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 "
                        + "ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07",
                    ":status=200 cache-control=private date=Mon,_21_Oct_2013_20:13:22_GMT "
                        + "location=https://www.example.com content-encoding=gzip "
                        + "set-cookie=foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU;_max-age=3600;_version=1"
                ),
            ]
        ),
    ]

    @Test("blocks build on those before them", arguments: conversations)
    func conversation(_ conversation: Conversation) {
        var decoder = HeaderBlockDecoder(tableSize: 4096)
        let list = FieldList(byteCapacity: 4096, fieldCapacity: 100)
        for block in conversation.blocks {
            let isRead = bytes(block.hex).withUnsafeBytes { decoder.decode($0, into: list) }
            #expect(isRead)
            #expect(text(of: list) == block.fields)
        }
    }

    struct Literal: CustomTestStringConvertible {
        var hex: String
        var field: String?
        var testDescription: String { hex }
    }

    @Test(
        "literals of every kind are read, and what is none is refused",
        arguments: [
            Literal(hex: "400a 6375 7374 6f6d 2d6b 6579 0161", field: "custom-key=a"),
            Literal(hex: "040c 2f73 616d 706c 652f 7061 7468", field: ":path=/sample/path"),
            Literal(hex: "1008 7061 7373 776f 7264 0161", field: "password=a"),
            Literal(hex: "82", field: ":method=GET"),
            Literal(hex: "20 82", field: ":method=GET"),
            Literal(hex: "80", field: nil),  // number zero
            Literal(hex: "be", field: nil),  // an empty table
            Literal(hex: "82 20", field: nil),  // the table's size behind a field
            Literal(hex: "3fe2 1f", field: nil),  // a table of 4097 bytes
            Literal(hex: "40", field: nil),  // cut off
            Literal(hex: "4001", field: nil),
            Literal(hex: "4001 6101", field: nil),
            Literal(hex: "ff80 8080 8080 00", field: nil),  // more digits than a number may have
            Literal(hex: "0001 6182 ffff", field: nil),  // padding of more than seven bits
            Literal(hex: "0001 6181 18", field: nil),  // padding that is not all ones
            Literal(hex: "0001 6184 ffff fffc", field: nil),  // the end of a text within it
        ]
    )
    func literal(_ literal: Literal) {
        var decoder = HeaderBlockDecoder(tableSize: 4096)
        let list = FieldList(byteCapacity: 4096, fieldCapacity: 100)
        let isRead = bytes(literal.hex).withUnsafeBytes { decoder.decode($0, into: list) }
        #expect((isRead ? text(of: list) : nil) == literal.field)
    }

    @Test("every byte comes back from the code as it was")
    func everyByte() throws {
        for length in [1, 2, 3, 7, 64] {
            for first in 0...255 {
                let source = (0..<length).map { UInt8(truncatingIfNeeded: first + $0 * 37) }
                let coded = source.withUnsafeBytes { source in
                    let code = HuffmanCode.shared
                    var coded = [UInt8](repeating: 0, count: code.codedCount(source))
                    coded.withUnsafeMutableBytes { code.encode(source, into: $0) }
                    return coded
                }
                var back = [UInt8](repeating: 0, count: length)
                let count = coded.withUnsafeBytes { coded in
                    back.withUnsafeMutableBytes { HuffmanCode.shared.decode(coded, into: $0) }
                }
                #expect(count == length)
                #expect(back == source)
            }
        }
    }

    @Test("a list refuses the byte and the field too many")
    func limits() {
        var decoder = HeaderBlockDecoder(tableSize: 4096)
        let list = FieldList(byteCapacity: 8, fieldCapacity: 2)
        func decode(_ fields: [(String, String)]) -> Bool {
            FrameText.block(fields).withUnsafeBytes { decoder.decode($0, into: list) }
        }
        #expect(decode([("aaaa", "bbbb")]))
        #expect(!decode([("aaaa", "bbbbb")]))
        #expect(decode([("a", "b"), ("a", "b")]))
        #expect(!decode([("a", "b"), ("a", "b"), ("a", "b")]))
    }

    @Test("a full table loses its oldest fields, and keeps what it has over the ring's end")
    func ring() {
        var table = DynamicFields(capacity: 200)
        let list = FieldList(byteCapacity: 4096, fieldCapacity: 100)
        for number in 0..<500 {
            let name = Array("n\(number)".utf8)
            let value = [UInt8](repeating: UInt8(number % 251), count: number % 40)
            name.withUnsafeBytes { name in value.withUnsafeBytes { table.insert(name, $0) } }
            let size = table.size
            #expect(size <= 200)
            list.clear()
            #expect(list.begin())
            let hasNewest = table.copy(0, nameOnly: false, to: list)
            #expect(hasNewest)
            list.endField()
            #expect(list.name(0).elementsEqual(name))
            #expect(list.value(0).elementsEqual(value))
            list.clear()
            #expect(list.begin())
            let hasMore = table.copy(table.count, nameOnly: false, to: list)
            #expect(!hasMore)
        }
        let large = [UInt8](repeating: 0, count: 300)
        large.withUnsafeBytes { table.insert($0, $0) }
        let rest = (table.count, table.size)
        #expect(rest == (0, 0))
    }

    private func text(of list: FieldList) -> String {
        (0..<list.count).map { index in
            let name = String(decoding: list.name(index), as: UTF8.self)
            let value = String(decoding: list.value(index), as: UTF8.self)
            return "\(name)=\(value)".replacing(" ", with: "_")
        }.joined(separator: " ")
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.replacing(" ", with: ""))
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(digits[$0...($0 + 1)]), radix: 16)
        }
    }
}
