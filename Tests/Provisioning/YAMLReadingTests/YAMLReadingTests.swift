import Diagnostics
import DocumentValues
import Testing
import YAMLReading

/// Reads one document of a text that is well-formed.
func document(_ text: String) throws -> Node {
    try #require(try YAMLReader.readDocument(SourceText(name: "t.yml", text: text)))
}

/// The rendered diagnostics of a text; empty when there are none.
func complaints(_ text: String) -> String {
    do throws(DiagnosticList) {
        _ = try YAMLReader.read(SourceText(name: "t.yml", text: text))
        return ""
    } catch {
        return error.description
    }
}

@Suite("reading YAML")
struct YAMLReadingTests {
    @Test("plain scalars get the types that PyYAML gives them")
    func plainScalars() throws {
        let text = """
            [yes, Off, 0644, 0x1F, 0b11, 1_000, 1:30, 8080:80, 1e3, 1.5e+3, .5, -.inf, ~, null, Null,
             2026-11-21, 08, +7, -3, y, 1., 0o17, "yes", '12']
            """
        let values = try #require(Value(plain: try document(text)).list)
        #expect(
            values == [
                true, false, 420, 31, 3, 1000, 90, "8080:80", "1e3", 1500.0, 0.5,
                .float(-.infinity), nil, nil, nil, "2026-11-21", "08", 7, -3, "y", 1.0, "0o17",
                "yes", "12",
            ]
        )
    }

    @Test("aliases repeat their anchor and '<<' merges under the mapping's own keys")
    func anchors() throws {
        let text = """
            base: &base {inter: 2s, rise: 2}
            server:
              <<: *base
              rise: 3
            copy: *base
            """
        let value = Value(plain: try document(text))
        #expect(value["server"] == ["inter": "2s", "rise": 3])
        #expect(value["copy"] == ["inter": "2s", "rise": 2])
    }

    @Test("tags '!vault' and '!unsafe' mark their texts")
    func tags() throws {
        let node = try document("a: !vault |\n  $ANSIBLE_VAULT;1.1\n  33\nb: !unsafe '{{ x }}'\n")
        guard case .vault(let text)? = node["a"]?.content,
            case .literal(let plain)? = node["b"]?.content
        else {
            Issue.record("the tags are lost")
            return
        }
        #expect(text == "$ANSIBLE_VAULT;1.1\n33\n")
        #expect(plain == "{{ x }}")
    }

    @Test("an empty text has no document, and a second document is refused where one is wanted")
    func documents() throws {
        #expect(try YAMLReader.readDocument(SourceText(name: "t.yml", text: "# nothing\n")) == nil)
        #expect(throws: DiagnosticList.self) { try document("a: 1\n---\nb: 2\n") }
    }

    @Test(
        "a character of a text is found in the source",
        arguments: [
            "k: a ❯{{ x", "k: 'a ❯{{ x'", "k: \"a ❯{{ x\"", "k: |\n  one\n    two ❯{{ x\n",
            "k: >-\n  one\n  two\n  three ❯{{ x\n", "k: one\n  two ❯{{ x", "k: \"\\t\\\\d ❯{{ x\"",
            "k: 'it''s ❯{{ x'", "k: !unsafe 'a' \nj: 'a ❯{{ x'", "k:\n  - &a b ❯{{ x\n",
        ]
    )
    func placesInside(marked: String) throws {
        let text = marked.replacing("❯", with: "")
        let offset = try #require(marked.split(separator: "❯").first).count
        let source = SourceText(name: "t.yml", text: text)
        var node = try #require(try document(text).map?.last?.value)
        if let element = node.list?.first { node = element }
        let scalar = try #require(node.string)
        let inner = try #require(scalar.firstRange(of: "{{")).lowerBound
        let place = node.place(ofOffset: scalar.distance(from: scalar.startIndex, to: inner))
        #expect(place == SourcePlace(source, offset: offset))
    }
}

@Suite("what is wrong with YAML")
struct YAMLDiagnosticsTests {
    @Test("a key that repeats is refused, with the place of both")
    func duplicateKey() {
        #expect(
            complaints("port: 80\nname: a\nport: 81\n") == """
                t.yml:3:1: error: the key 'port' is given twice in this mapping
                 3 | port: 81
                   | ^
                  hint: it is given first at t.yml:1:1; keep one of the two
                """
        )
    }

    @Test("a template that is not quoted says so")
    func unquotedTemplate() {
        #expect(
            complaints("port: {{ prt }}\n") == """
                t.yml:1:7: error: a template at the start of a value must be quoted
                 1 | port: {{ prt }}
                   |       ^
                  hint: YAML reads '{' as the start of a mapping; put the whole value in quotes
                """
        )
        #expect(
            complaints("path: {{ dir }}/x\nb: 1\n") == """
                t.yml:1:7: error: a template at the start of a value must be quoted
                 1 | path: {{ dir }}/x
                   |       ^
                  hint: YAML reads '{' as the start of a mapping; put the whole value in quotes
                """
        )
    }

    @Test("wrong indentation is shown where YAML stops to make sense")
    func indentation() {
        #expect(
            complaints("tasks:\n  - name: x\n    copy:\n   dest: y\n") == """
                t.yml:4:4: error: wrong indentation in a list
                 4 |    dest: y
                   |    ^
                  expected: '- ' in the column of the elements above
                  hint: it belongs to what starts on line 2
                """
        )
    }

    @Test("a tab in the indentation is named")
    func tab() {
        #expect(
            complaints("a:\n\tb: 1\n") == """
                t.yml:2:1: error: a tab cannot indent YAML
                 2 | \tb: 1
                   | ^
                  expected: spaces
                """
        )
    }

    @Test("a colon inside a plain text asks for quotes")
    func colon() {
        #expect(
            complaints("- name: Install: all\n") == """
                t.yml:1:16: error: a value that holds ': ' must be quoted
                 1 | - name: Install: all
                   |                ^
                  hint: YAML reads what stands before ': ' as a key; put the whole value in quotes
                """
        )
    }

    @Test("an unknown tag and an unknown alias are refused together")
    func collected() {
        #expect(
            complaints("a: !vaul x\nb: *c\n") == """
                t.yml:1:4: error: unknown tag '!vaul'; did you mean '!vault'?
                 1 | a: !vaul x
                   |    ^
                  expected: one of !!str, !unsafe, !vault
                t.yml:2:4: error: unknown alias '*c'
                 2 | b: *c
                   |    ^
                """
        )
    }

    @Test("aliases that multiply stop at the limit")
    func aliasBomb() {
        var text = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...9 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        #expect(complaints(text).contains("more than 2000000 nodes once its aliases are expanded"))
    }

    @Test("nesting is limited")
    func nesting() {
        let deep = String(repeating: "[", count: 201) + String(repeating: "]", count: 201)
        #expect(complaints(deep).contains("this nests deeper than 200 levels"))
        let possible = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(complaints(possible).isEmpty)
    }
}

@Suite("writing YAML")
struct YAMLWritingTests {
    @Test("a document looks as PyYAML's, keys sorted")
    func nice() {
        let value: Value = [
            "b": ["x", 1, nil, true], "a": ["s": "yes", "n": "12", "d": "2026-01-01", "f": 1.5],
            "empty": [], "text": "two\nlines", "colon": "a: b",
        ]
        #expect(
            YAMLWriter.write(value) == """
                a:
                    d: '2026-01-01'
                    f: 1.5
                    n: '12'
                    s: 'yes'
                b:
                - x
                - 1
                - null
                - true
                colon: 'a: b'
                empty: []
                text: 'two

                    lines'

                """
        )
    }

    @Test("to_yaml writes the innermost collections in brackets")
    func brackets() {
        #expect(
            YAMLWriter.write(["a": [1, 2], "b": ["c": 1]], .python) == "a: [1, 2]\nb: {c: 1}\n"
        )
    }
}
