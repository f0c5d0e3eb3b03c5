import RegularExpressions
import Testing

@Suite("regular expressions")
struct RegularExpressionsTests {
    @Test("a broken pattern is refused with PCRE2's words and the offset")
    func brokenPattern() {
        #expect(
            throws: RegularExpressionError(message: "missing closing parenthesis", offset: 3)
        ) {
            try RegularExpression("a(b")
        }
    }

    @Test("anchors are those of Python's search, match and fullmatch")
    func anchors() throws {
        let expression = try RegularExpression("b+")
        #expect(try expression.matches("abbc"))
        #expect(try !expression.matches("abbc", anchor: .start))
        #expect(try expression.matches("bbc", anchor: .start))
        #expect(try !expression.matches("bbc", anchor: .whole))
        #expect(try expression.matches("bb", anchor: .whole))
    }

    @Test("replacement templates know numbers, names and escapes")
    func replacement() throws {
        let expression = try RegularExpression("(?P<key>\\w+)=(\\w+)", options: .python)
        let replaced = try expression.replacing(in: "a=1, b=2", with: "\\2:\\g<key>\\n")
        #expect(replaced.text == "1:a\n, 2:b\n")
        #expect(replaced.count == 2)
        #expect(throws: RegularExpressionError(message: "invalid group reference 3", offset: nil)) {
            try expression.replacing(in: "", with: "\\3")
        }
    }

    @Test("empty matches are replaced as Python does")
    func emptyMatches() throws {
        let expression = try RegularExpression("x*", options: .python)
        #expect(try expression.replacing(in: "abxd", with: "-").text == "-a-b--d-")
    }

    @Test("characters outside ASCII are one character, and offsets are bytes")
    func unicode() throws {
        let match = try #require(try RegularExpression("ü(.)").firstMatch(in: "aüß"))
        #expect(match.group(1) == "ß")
        #expect(match.byteRange == 1..<5)
    }

    @Test("Python's spelling of the end and of open counts is understood")
    func pythonSpelling() throws {
        #expect(try !RegularExpression("a\\Z", options: .python).matches("a\n"))
        #expect(try RegularExpression("^a{,2}$", options: .python).matches("aa"))
    }

    @Test("a group that took no part is empty in every use")
    func groupWithoutPart() throws {
        let expression = try RegularExpression("(a)(b)?", options: .python)
        let matches = try expression.allMatches(in: "ab a")
        #expect(matches.map { $0.group(2) } == ["b", nil])
        #expect(try expression.replacing(in: "ab a", with: "[\\1\\2]").text == "[ab] [a]")
        #expect(try expression.split("ab a-") == ["", "a", "b", " ", "a", "", "-"])
        let scratch = MatchScratch()
        Array("a".utf8).withUnsafeBytes { bytes in
            #expect(expression.matches(bytes, scratch: scratch))
        }
        #expect(scratch.range(ofGroup: 1) == 0..<1)
        #expect(scratch.range(ofGroup: 2) == nil)
        #expect(scratch.range(ofGroup: 3) == nil)
    }

    @Test("bytes that are no UTF-8 are replaced around, and kept")
    func bytesReplaced() throws {
        let expression = try RegularExpression("(.)x", options: [.python, .bytes])
        let replaced = try expression.replacing(in: [0xE9, 0x78, 0xFF], with: "<\\1>")
        #expect(replaced.bytes == [0x3C, 0xE9, 0x3E, 0xFF])
    }

    @Test("a combining mark in a pattern or a template hides no escape")
    func combiningMarks() throws {
        let expression = try RegularExpression("(a)\\Z\u{301}?", options: .python)
        #expect(try expression.replacing(in: "a", with: "\\1\u{301}").text == "a\u{301}")
    }

    @Test("an expression for several lines is known as one", arguments: ["(?m)^a", "(?im)a"])
    func multiline(_ pattern: String) throws {
        #expect(try RegularExpression(pattern).isMultiline)
        #expect(try RegularExpression("a", options: .multiline).isMultiline)
        #expect(try !RegularExpression("a").isMultiline)
    }

    @Test("a text is split at matches")
    func split() throws {
        #expect(try RegularExpression("\\s*,\\s*").split("a , b,c") == ["a", "b", "c"])
    }

    @Test("bytes that are not UTF-8 are matched without a text")
    func bytes() throws {
        let expression = try RegularExpression("^/api/([a-z]+)", options: [.bytes])
        let scratch = MatchScratch()
        let path: [UInt8] = Array("/api/users?x=".utf8) + [0xFF, 0xFE]
        path.withUnsafeBytes { bytes in
            #expect(expression.matches(bytes, scratch: scratch))
        }
        #expect(scratch.range(ofGroup: 1) == 5..<10)
    }

    @Test("a match that would take for ever is an error, not a hang")
    func limits() throws {
        let expression = try RegularExpression("^(a?){40}a{40}b|(a+a+)+$")
        #expect(throws: RegularExpressionError.self) {
            try expression.matches(String(repeating: "a", count: 40) + "!")
        }
    }
}
