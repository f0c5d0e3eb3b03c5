import BuiltinModules
import DocumentValues
import Foundation
import ModuleContract
import Testing

/// The reference of modules in `docs/modules.md`, written from the catalog itself.
///
/// With `SWITCHYARD_WRITE_DOCS=1` the test writes the file instead of comparing it.
@Suite("the reference of modules")
struct ModuleReferenceTests {
    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../../docs/modules.md").standardized

    @Test("docs/modules.md lists what the modules take")
    func reference() throws {
        let text = Self.text
        if ProcessInfo.processInfo.environment["SWITCHYARD_WRITE_DOCS"] != nil {
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(written == text, "write it anew with SWITCHYARD_WRITE_DOCS=1")
    }

    private static var text: String {
        var text = """
            # Modules

            Names, arguments and results are Ansible's where Ansible has the module; what `incus_*`
            and `proxy_runtime` do is written in their sections. An argument that
            nobody has is refused before any host is contacted; one that only Ansible has too where
            the task is certain to run, else it fails the task before it changes anything. Every
            module only plans: check mode prints the plan, a run applies it. Modules marked "skipped
            in check mode" cannot foresee what they do.

            This page is written from the modules' own tables
            (`SWITCHYARD_WRITE_DOCS=1 swift test --filter ModuleReferenceTests`).

            """
        for name in BuiltinModules.catalog.names {
            guard let description = BuiltinModules.catalog[name]?.description else { continue }
            text += section(description)
        }
        return text
    }

    private static func section(_ module: ModuleDescription) -> String {
        var text = "\n## \(module.name)\n\n"
        let others = module.otherNames.filter { !$0.contains(".") }
        if !others.isEmpty { text += "Also: \(others.map(code).joined(separator: ", ")).\n\n" }
        if let note = ModuleNotes.notes[module.name] { text += note + "\n\n" }
        if module.checkMode == .skipped { text += "Skipped in check mode.\n\n" }
        text += "| argument | type | default | choices |\n|---|---|---|---|\n"
        for argument in module.arguments.arguments {
            var name = argument.name == "_raw_params" ? "(free text)" : code(argument.name)
            if !argument.aliases.isEmpty {
                name += ", \(argument.aliases.map(code).joined(separator: ", "))"
            }
            let value =
                argument.isRequired
                ? "required" : argument.defaultValue.map { code($0.json(.compact)) } ?? ""
            let choices = argument.choices.map { code($0.json(.compact)) }.joined(separator: " ")
            let secret = argument.isSecret ? ", secret" : ""
            text += "| \(name) | \(kind(argument.kind))\(secret) | \(value) | \(choices) |\n"
        }
        if module.arguments.takesAnyName { text += "\nTakes arguments of any other name.\n" }
        return text
    }

    private static func code(_ text: String) -> String { "`\(text)`" }

    private static func kind(_ kind: ArgumentSpecification.Kind) -> String {
        switch kind {
        case .string: "text"
        case .integer: "whole number"
        case .float: "number"
        case .bool: "yes/no"
        case .path, .controllerPath: "path"
        case .raw: "anything"
        case .byteCount: "bytes"
        case .map: "mapping"
        case .list(let element): "list of \(self.kind(element))"
        }
    }
}
