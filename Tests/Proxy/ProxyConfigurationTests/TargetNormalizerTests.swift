import Testing

@testable import ProxyConfiguration

@Suite("normal forms of targets")
struct TargetNormalizerTests {
    static let cases: [(TargetNormalizer, String, String?)] = [
        (.mergeSlashes, "//a///b/?x=//", "/a/b/?x=//"),
        (.stripDots, "/a/./b/.", "/a/b/"),
        (.stripDots, "/./a.b/..", "/a.b/.."),
        (.stripParents(isFull: false), "/a/../b", "/b"),
        (.stripParents(isFull: false), "/a/b/..", "/a/"),
        (.stripParents(isFull: false), "/../a/../b", "/../b"),
        (.stripParents(isFull: true), "/../a/../../b", "/b"),
        (.stripParents(isFull: true), "/..", "/"),
        (.stripParents(isFull: false), "/..", "/.."),
        (.decodeUnreserved(isStrict: false), "/%61%2f%7E?%62", "/a%2f~?b"),
        (.decodeUnreserved(isStrict: false), "/%zz%6", "/%zz%6"),
        (.decodeUnreserved(isStrict: true), "/%zz", nil),
        (.raiseDigits(isStrict: false), "/%aF%2f?%zz", "/%AF%2F?%zz"),
        (.raiseDigits(isStrict: true), "/%2", nil),
        (.sortQuery, "/?b=1&a=2&b=0&a", "/?a=2&a&b=1&b=0"),
        (.sortQuery, "/x", "/x"),
        (.encodeFragment, "/a#b", "/a%23b"),
        (.stripFragment, "/a?b#c", "/a?b"),
    ]

    @Test("a target is brought into its form", arguments: cases)
    func forms(normalizer: TargetNormalizer, target: String, expected: String?) {
        let found = normalizer.normalize(Array(target.utf8), pathStart: 0)
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test("what stands before the path is left alone")
    func absolute() {
        let target = Array("http://a//b//c".utf8)
        let found = TargetNormalizer.mergeSlashes.normalize(target, pathStart: 8)
        #expect(found.map { String(decoding: $0, as: UTF8.self) } == "http://a/b/c")
    }
}
