import Diagnostics
import DocumentValues
import Templating
import Testing
import YAMLReading

/// An engine over the variables of a YAML text.
func engine(
    _ variables: String = "{}",
    limits: TemplateLimits = TemplateLimits()
) throws -> TemplateEngine {
    let source = SourceText(name: "vars.yml", text: variables)
    var bindings: [String: Binding] = [:]
    for pair in try YAMLReader.readDocument(source)?.map ?? [] {
        bindings[pair.key.string ?? ""] = .node(pair.value)
    }
    return TemplateEngine(
        scope: LayeredScope(bindings),
        controller: LocalController(roots: []),
        limits: limits
    )
}

/// The node of a YAML text.
func node(_ text: String) throws -> Node {
    try #require(try YAMLReader.readDocument(SourceText(name: "t.yml", text: text)))
}

/// The rendered diagnostic of what is refused; empty when it is not.
func refusal(_ body: () throws -> Void) -> String {
    do {
        try body()
        return ""
    } catch {
        return "\(error)"
    }
}

@Suite("values of nodes")
struct NodeValueTests {
    @Test("one whole expression keeps lists, mappings and booleans; only names keep numbers")
    func types() throws {
        let engine = try engine("{port: 80, names: [a, b], flag: true, t: '7'}")
        let value = try engine.value(
            of: node(
                """
                a: "{{ port }}"
                b: "{{ names }}"
                c: "{{ flag }}"
                d: "{{ t }}"
                e: "{{ port }}/tcp"
                f: "{{ port + 1 }}"
                "k{{ port }}": 1
                g: |
                  {{ names }}
                """
            )
        )
        #expect(
            value == [
                "a": 80, "b": ["a", "b"], "c": true, "d": "7", "e": "80/tcp", "f": "81", "k80": 1,
                "g": ["a", "b"],
            ]
        )
    }

    @Test("a text that blocks print as a list becomes one, as in Ansible")
    func literals() throws {
        let text =
            "\"{% set l = [] %}{% for i in [1, 2] %}{{ l.append(i * 2) }}{% endfor %}{{ l }}\""
        #expect(try engine().value(of: node(text)) == [2, 4])
        #expect(try engine().value(of: node("'[{{ 1 }}, x]'")) == "[1, x]")
    }

    @Test("data is never read as a template")
    func dataIsData() throws {
        let base = try engine("used: '{{ fact }}'")
        let engine = base.adding(["fact": "{{ 1 + 1 }}"])
        #expect(try engine.value(of: node("'{{ used }}'")) == "{{ 1 + 1 }}")
    }

    @Test("omit leaves an argument out")
    func omit() throws {
        let arguments = try engine().value(of: node("{a: '{{ b | default(omit) }}', c: 1}"))
            .withoutOmitted
        #expect(arguments == ["c": 1])
    }

    @Test("an entry of a variable is evaluated alone, so that it may use its siblings")
    func siblings() throws {
        let engine = try engine("d: {a: 1, b: '{{ d.a }}', c: '{{ nowhere }}'}")
        #expect(try engine.value(of: node("'{{ d.b }}'")) == "1")
    }

    @Test("conditions are expressions; a list holds when all of it does")
    func conditions() throws {
        let engine = try engine("{n: 3, s: 'no'}")
        #expect(try engine.condition(node("n > 2 and s is defined")))
        #expect(try !engine.condition(node("[n > 2, n > 5]")))
        #expect(try engine.condition(node("'{{ n == 3 }}'")))
        #expect(try !engine.condition(node("false")))
        #expect(try engine.condition(node("s")))
    }
}

@Suite("what is wrong with templates")
struct TemplateDiagnosticsTests {
    @Test("an undefined variable is shown in the YAML, with a suggestion")
    func undefined() throws {
        let message = refusal {
            _ = try engine("port: 80").value(of: node("listen: \"*:{{ prt }}\""))
        }
        #expect(
            message == """
                t.yml:1:15: error: 'prt' is undefined; did you mean 'port'?
                 1 | listen: "*:{{ prt }}"
                   |               ^
                """
        )
    }

    @Test("what is undefined and may be costs no look at all other names")
    func undefinedIsCheap() throws {
        let engine = TemplateEngine(
            scope: NamelessScope(),
            controller: LocalController(roots: [])
        )
        #expect(try engine.value(of: node("'{{ a | default(1) }}{{ b is defined }}'")) == "1False")
    }

    /// A scope that nobody may ask for all of its names.
    private struct NamelessScope: VariableScope {
        func binding(of name: String) -> Binding? { nil }

        var names: [String] {
            Issue.record("all names were asked for")
            return []
        }
    }

    @Test("an undefined variable in a variable names who uses it")
    func chain() throws {
        let engine = try engine("url: http://{{ hst }}/\nhost: a")
        #expect(
            refusal { _ = try engine.value(of: node("x: '{{ url }}'")) } == """
                vars.yml:1:16: error: 'hst' is undefined; did you mean 'host'?
                 1 | url: http://{{ hst }}/
                   |                ^
                  hint: 'url' is used at t.yml:1:8
                """
        )
    }

    @Test("a variable that uses itself is found")
    func recursion() throws {
        let engine = try engine("a: '{{ b }}'\nb: '{{ a }}'")
        #expect(
            refusal { _ = try engine.value(of: node("'{{ a }}'")) } == """
                vars.yml:2:8: error: the variable 'a' is defined by itself
                 2 | b: '{{ a }}'
                   |        ^
                  hint: its evaluation started at t.yml:1:5; 'b' is used at vars.yml:1:8; \
                'a' is used at t.yml:1:5
                """
        )
    }

    @Test("an expression that is never closed is shown where it starts")
    func unclosed() throws {
        let source = SourceText(name: "web.cfg.j2", text: "listen {{ port\n")
        #expect(
            TemplateChecker.check(file: source).map { $0.rendered() } == [
                """
                web.cfg.j2:1:8: error: this expression is never closed
                 1 | listen {{ port
                   |        ^
                  expected: '}}' before the end of the template
                  hint: write '{{ '{{' }}' to print two braces
                """
            ]
        )
    }

    @Test("unknown filters, tests and lookups are all found before anything runs")
    func unknownNames() throws {
        let diagnostics = TemplateChecker.check(
            try node(
                """
                a: "{{ x | uper }}"
                b: "{{ x is defind }}"
                c: "{{ lookup('fil', 'x') }}"
                d: "{{ x | default('a', 'b', 'c') }}"
                """
            )
        )
        #expect(
            diagnostics.map { "\($0.place?.description ?? ""): \($0.message)" } == [
                "t.yml:1:12: unknown filter 'uper'; did you mean 'upper'?",
                "t.yml:2:13: unknown test 'defind'; did you mean 'defined'?",
                "t.yml:3:15: unknown lookup 'fil'; did you mean 'file'?",
                "t.yml:4:12: the filter 'default' takes not more than 2 arguments",
            ]
        )
    }

    @Test("a condition with '=' says how to compare")
    func assignment() throws {
        #expect(
            TemplateChecker.check(condition: try node("state = 'up'")).map { $0.rendered() } == [
                """
                t.yml:1:7: error: unexpected '='
                 1 | state = 'up'
                   |       ^
                  expected: the end of the expression, or an operator
                  hint: write '==' to compare
                """
            ]
        )
    }

    @Test("a place inside a template file counts the lines of the file")
    func filePlaces() throws {
        let source = SourceText(
            name: "a.j2",
            text: "#jinja2: lstrip_blocks: True\nx\n  {{ gone }}\n"
        )
        #expect(
            refusal { _ = try engine().render(source) } == """
                a.j2:3:6: error: 'gone' is undefined
                 3 |   {{ gone }}
                   |      ^
                """
        )
    }

    @Test("free names are those that a template does not set itself")
    func freeNames() throws {
        let text = "'{% for s in servers %}{{ s.name }}{{ port | default(1) }}{% endfor %}'"
        #expect(TemplateChecker.freeNames(in: try node(text)) == ["servers", "port"])
    }
}

@Suite("limits of templates")
struct TemplateLimitTests {
    @Test("loops stop at the limit of rounds, and not below it")
    func rounds() throws {
        let engine = try engine(limits: TemplateLimits(loopRounds: 10))
        let below = "'{% for i in range(10) %}x{% endfor %}'"
        #expect(try engine.value(of: node(below)) == "xxxxxxxxxx")
        let above = "'{% for i in range(11) %}x{% endfor %}'"
        #expect(
            refusal { _ = try engine.value(of: node(above)) }
                .contains("the loops make more than 10 rounds")
        )
    }

    @Test("output stops at its limit")
    func output() throws {
        let engine = try engine(limits: TemplateLimits(outputByteCount: 8))
        #expect(try engine.value(of: node("'a{{ \"bcdefgh\" }}'")) == "abcdefgh")
        #expect(
            refusal { _ = try engine.value(of: node("'a{{ \"bcdefghi\" }}'")) }
                .contains("the rendered text is longer than 8 bytes")
        )
    }

    @Test("macros that call themselves stop at the limit of depth")
    func depth() throws {
        let text = "'{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}'"
        #expect(
            refusal { _ = try engine().value(of: node(text)) }
                .contains("templates call each other deeper than 100 levels")
        )
    }
}

/// Two hosts' variables, as `hostvars`.
private struct Hosts: BindingMapping {
    let hosts: [String: any VariableScope]

    func binding(of key: String) -> Binding? { hosts[key].map { .scope($0) } }
    var keys: [String] { hosts.keys.sorted() }
    func missing(_ key: String) -> String? { "unknown host '\(key)'" }
}

@Suite("variables of other hosts")
struct HostVariablesTests {
    private func engine() throws -> TemplateEngine {
        let api = try TemplatingTests.engine("{port: 80, url: 'api:{{ port }}'}").scope
        let web = try TemplatingTests.engine("{port: 90, url: 'web:{{ port }}'}").scope
        return TemplateEngine(
            scope: LayeredScope(["hostvars": .mapping(Hosts(hosts: ["api": api, "web": web]))]),
            controller: LocalController(roots: [])
        )
    }

    @Test("a variable is evaluated among the variables of its own host")
    func ownScope() throws {
        let text = "\"{{ hostvars['api'].url }} {{ hostvars.web.url }} {{ hostvars | length }}\""
        #expect(try engine().value(of: node(text)) == "api:80 web:90 2")
        let listed = "\"{{ ['api', 'web'] | map('extract', hostvars, 'port') | list }}\""
        #expect(try engine().value(of: node(listed)) == [80, 90])
    }

    @Test("a host that is not there is named")
    func missingHost() throws {
        #expect(
            refusal { _ = try engine().value(of: node("\"{{ hostvars['ap'].url }}\"")) } == """
                t.yml:1:14: error: unknown host 'ap'; did you mean 'api'?
                 1 | "{{ hostvars['ap'].url }}"
                   |              ^
                """
        )
    }
}
