import Diagnostics
import DocumentValues
import Foundation
import Templating
import TestSupport
import Testing
import YAMLReading

/// Templates rendered by ansible-core's own Templar and by ours.
@Suite("templates against ansible-core")
struct TemplatingDifferentialTests {
    @Test("expressions have the same values, and print the same")
    func expressions() throws {
        let templates = TemplatingCases.expressions.flatMap { expression in
            ["{{ (\(expression)) | to_json }}", "<{{ \(expression) }}>"]
        }
        try compare(templates)
    }

    @Test("templates render the same text, or are refused by both")
    func templates() throws {
        try compare(TemplatingCases.templates + TemplatingCases.numbers)
    }

    private func compare(_ templates: [String]) throws {
        let theirs = try renderedByAnsible(templates)
        let engine = try engine()
        for (template, expected) in zip(templates, theirs) {
            let source = SourceText(name: "case.j2", text: template)
            do throws(Diagnostic) {
                let rendered = try engine.render(source)
                let ours = withoutTuples(rendered)
                #expect(ours == expected.map(withoutTuples), "\(template)")
            } catch {
                #expect(expected == nil, "\(template): \(error)")
            }
        }
    }

    /// Tuples are lists for us, and print as such.
    private func withoutTuples(_ text: String) -> String {
        text.replacing("(", with: "[").replacing(")", with: "]")
            .replacing("dict_items[", with: "[").replacing("dict_keys[", with: "[")
    }

    private func engine() throws -> TemplateEngine {
        let source = SourceText(name: "vars.yml", text: TemplatingCases.variables)
        let document = try #require(try YAMLReader.readDocument(source))
        var bindings: [String: Binding] = [:]
        for pair in document.map ?? [] {
            bindings[pair.key.string ?? ""] = .node(pair.value)
        }
        return TemplateEngine(
            scope: LayeredScope(bindings),
            controller: LocalController(roots: [])
        )
    }

    /// What ansible-core renders; nil where it fails.
    private func renderedByAnsible(_ templates: [String]) throws -> [String?] {
        try withScratchDirectory { folder in
            let input: Value = .list(templates.map { .string($0) })
            try write(
                [
                    "cases.json": input.json(.python), "vars.yml": TemplatingCases.variables,
                    "render.py": Self.script,
                ],
                below: folder
            )
            let python =
                ProcessInfo.processInfo.environment["SWITCHYARD_ANSIBLE_PYTHON"]
                ?? "/usr/bin/python3"
            let process = Process()
            process.executableURL = URL(filePath: python)
            process.arguments = ["\(folder)/render.py", folder]
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0, "install ansible-core")
            let text = try String(contentsOfFile: "\(folder)/out.json", encoding: .utf8)
            let results = try #require(try JSONReader.read(text).list)
            return results.map(\.string)
        }
    }

    private static let script = """
        import json, sys, time
        folder = sys.argv[1]
        from ansible.parsing.dataloader import DataLoader
        from ansible.template import Templar
        loader = DataLoader()
        variables = loader.load_from_file(folder + '/vars.yml')
        templar = Templar(loader=loader, variables=variables)
        results = []
        for case in json.load(open(folder + '/cases.json')):
            try:
                results.append(str(templar.do_template(case, escape_backslashes=False)))
            except Exception as problem:
                results.append(None)
        json.dump(results, open(folder + '/out.json', 'w'))
        """
}
