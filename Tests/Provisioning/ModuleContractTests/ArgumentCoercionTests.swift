import Diagnostics
import DocumentValues
import ModuleContract
import Testing

@Suite("arguments and their table")
struct ArgumentCoercionTests {
    /// A value, its type, and what becomes of it.
    struct Conversion: Sendable, CustomTestStringConvertible {
        let kind: ArgumentSpecification.Kind
        let given: Value
        let result: Value?

        init(_ kind: ArgumentSpecification.Kind, _ given: Value, _ result: Value?) {
            self.kind = kind
            self.given = given
            self.result = result
        }

        var testDescription: String { "\(given) as \(kind)" }
    }

    @Test(
        "values become the table's types by Ansible's rules",
        arguments: [
            Conversion(.string, 5, "5"),
            Conversion(.string, true, "True"),
            Conversion(.string, ["a"], nil),
            Conversion(.integer, "42", 42),
            Conversion(.integer, "4.0", 4),
            Conversion(.integer, true, 1),
            Conversion(.integer, "x", nil),
            Conversion(.float, "1.5", 1.5),
            Conversion(.bool, "yes", true),
            Conversion(.bool, "Off", false),
            Conversion(.bool, 1, true),
            Conversion(.bool, "2", nil),
            Conversion(.byteCount, "1M", 1_048_576),
            Conversion(.byteCount, "512 KB", 524_288),
            Conversion(.list(.string), "a,b", ["a", "b"]),
            Conversion(.list(.integer), ["1", 2], [1, 2]),
            Conversion(.list(.integer), 7, [7]),
            Conversion(.list(.integer), ["x"], nil),
            Conversion(.map, "a=1,b=2", .map(["a": "1", "b": "2"])),
            Conversion(.map, "a", nil),
            Conversion(.raw, [1], [1]),
        ]
    )
    func conversion(_ example: Conversion) throws {
        let table = ArgumentTable([.init("it", example.kind)])
        let coercion = ArgumentCoercion(table, owner: "module 'x'")
        let result = try? coercion.coerce(["it": example.given]) { _ in nil }
        #expect(result?["it"] == example.result)
    }

    private static let table = ArgumentTable(
        [
            .init("path", .path, aliases: ["dest"], isRequired: true),
            .init("state", defaultValue: "present", choices: ["present", "absent", "yes"]),
            .init("src"), .init("content"), .init("force", .bool, defaultValue: false),
            .init("secret", .integer, isSecret: true),
        ],
        rules: [
            .mutuallyExclusive(["src", "content"]),
            .requiredIf("state", "present", ["src"]),
        ]
    )

    private func messages(_ values: ValueMap) -> [String] {
        let coercion = ArgumentCoercion(ArgumentCoercionTests.table, owner: "module 'x'")
        do throws(DiagnosticList) {
            _ = try coercion.coerce(values) { _ in nil }
            return []
        } catch {
            return error.diagnostics.map(\.message)
        }
    }

    @Test("aliases become names, defaults are added")
    func defaults() throws {
        let coercion = ArgumentCoercion(ArgumentCoercionTests.table, owner: "module 'x'")
        let result = try coercion.coerce(["dest": "/a", "src": "b"]) { _ in nil }
        #expect(result == ["path": "/a", "src": "b", "state": "present", "force": false])
    }

    @Test("all that does not fit is said together")
    func everything() {
        #expect(
            messages(["stat": "x", "force": "perhaps", "src": "a", "content": "b"]) == [
                "unknown argument 'stat' of module 'x'; did you mean 'state'?",
                "'force' of module 'x' is the string 'perhaps'",
                "missing argument 'path' of module 'x'",
                "'src', 'content' of module 'x' exclude each other",
            ]
        )
    }

    @Test("a name and its alias together are refused")
    func twice() {
        #expect(
            messages(["path": "/a", "dest": "/b", "src": "c"]) == [
                "'path' of module 'x' is given twice"
            ]
        )
    }

    @Test("a rule sees defaults")
    func conditionalRule() {
        #expect(messages(["path": "/a"]) == ["'state: present' of module 'x' needs 'src'"])
        #expect(messages(["path": "/a", "state": "absent"]) == [])
    }

    @Test("a secret's value is in no message")
    func secret() {
        #expect(
            messages(["path": "/a", "src": "b", "secret": "hunter2"]) == [
                "'secret' of module 'x' is a string"
            ]
        )
    }

    @Test("a truth value means the choice whose word YAML read")
    func choiceOfWords() throws {
        let coercion = ArgumentCoercion(ArgumentCoercionTests.table, owner: "module 'x'")
        let result = try coercion.coerce(["path": "/a", "src": "b", "state": true]) { _ in nil }
        #expect(result["state"] == "yes")
    }
}
