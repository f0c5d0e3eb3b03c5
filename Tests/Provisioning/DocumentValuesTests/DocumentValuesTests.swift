import Diagnostics
import DocumentValues
import Testing

@Suite("values as Python prints them")
struct PythonTextTests {
    @Test("nested texts are quoted, a text alone is not")
    func printing() {
        let value: Value = ["a": [1, 2.0, nil, true, "it's", "q\"", "l\n\u{1}ü"]]
        #expect(value.pythonText == #"{'a': [1, 2.0, None, True, "it's", 'q"', 'l\n\x01ü']}"#)
        #expect(Value.string("it's").pythonText == "it's")
    }

    @Test(
        "floats change to exponents where Python's do",
        arguments: [
            (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1.25e16, "1.25e+16"), (1e22, "1e+22"),
            (0.0001, "0.0001"), (0.00001, "1e-05"), (-0.0, "-0.0"), (0.1, "0.1"),
        ]
    )
    func floats(value: Double, text: String) {
        #expect(value.pythonRepr == text)
    }
}

@Suite("JSON")
struct JSONTests {
    @Test("all kinds are read")
    func reading() throws {
        let text = #"{"a": [1, -2.5e3, null, true, "\u00fc\ud83d\ude00\n"], "b": {}}"#
        let value = try JSONReader.read(text)
        #expect(value == ["a": [1, -2500.0, nil, true, "ü😀\n"], "b": .map([:])])
    }

    @Test("a text that is no JSON is refused at its place")
    func broken() {
        do throws(Diagnostic) {
            _ = try JSONReader.read("{\n  \"a\": 1,\n  b: 2\n}", name: "f.json")
            Issue.record("it was read")
        } catch {
            #expect(
                error.rendered() == """
                    f.json:3:3: error: this is no key of a JSON object
                     3 |   b: 2
                       |   ^
                      expected: a text in '"'
                    """
            )
        }
    }

    @Test("to_json is Python's, to_nice_json is indented and sorted")
    func writing() {
        let value: Value = ["b": [1, "ü"], "a": [:], "c": [], "n": 1.0]
        #expect(value.json(.python) == #"{"b": [1, "\u00fc"], "a": {}, "c": [], "n": 1.0}"#)
        #expect(value.json() == #"{"b":[1,"ü"],"a":{},"c":[],"n":1.0}"#)
        #expect(
            value.json(.nice) == """
                {
                    "a": {},
                    "b": [
                        1,
                        "\\u00fc"
                    ],
                    "c": [],
                    "n": 1.0
                }
                """
        )
    }
}
