internal import Diagnostics
internal import DocumentValues
internal import YAMLReading

/// Filters from and to JSON and YAML.
enum FormatFilters {
    static let entries: [FilterEntry] = [
        FilterEntry("to_json", parameters: jsonParameters, about: "as JSON") { call in
            .string(try call.value().json(try jsonLayout(call, .python)))
        },
        FilterEntry("to_nice_json", parameters: jsonParameters, about: "as JSON for people") {
            call in
            .string(try call.value().json(try jsonLayout(call, .nice)))
        },
        FilterEntry("tojson", parameters: ["indent"], about: "as JSON for HTML") { call in
            var layout = JSONLayout.python
            layout.sortsKeys = true
            if let indent = try call.arguments.integer("indent") {
                layout = JSONLayout(indent: indent, sortsKeys: true)
            }
            let escapes: [Character: String] = [
                "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027",
            ]
            let text = try call.value().json(layout)
            return .string(text.map { escapes[$0] ?? String($0) }.joined())
        },
        FilterEntry("from_json", about: "the value that a JSON text holds") { call in
            .value(
                try reading { () throws(Diagnostic) in try JSONReader.read(try call.plainText()) }
            )
        },
        FilterEntry("to_yaml", parameters: yamlParameters, about: "as YAML") { call in
            .string(YAMLWriter.write(try call.value(), try yamlLayout(call, .python)))
        },
        FilterEntry("to_nice_yaml", parameters: yamlParameters, about: "as YAML for people") {
            call in
            .string(YAMLWriter.write(try call.value(), try yamlLayout(call, .nice)))
        },
        FilterEntry("from_yaml", about: "the value that a YAML text holds") { call in
            let value = try call.value()
            guard case .string(let text) = value else { return .value(value) }
            return .value(try documents(text).first ?? .null)
        },
        FilterEntry("from_yaml_all", about: "the values that YAML documents hold") { call in
            .value(.list(try documents(try call.text())))
        },
    ]

    private static let jsonParameters = ["indent", "sort_keys", "ensure_ascii"]
    private static let yamlParameters = ["indent", "width", "sort_keys", "explicit_start"]

    private static func jsonLayout(_ call: FilterCall, _ base: JSONLayout) throws -> JSONLayout {
        let indent = try call.arguments.integer("indent") ?? base.indent
        return JSONLayout(
            indent: indent,
            sortsKeys: try call.arguments.flag("sort_keys", default: base.sortsKeys),
            isASCII: try call.arguments.flag("ensure_ascii", default: true)
        )
    }

    private static func yamlLayout(_ call: FilterCall, _ base: YAMLLayout) throws -> YAMLLayout {
        YAMLLayout(
            indent: try call.arguments.integer("indent", default: base.indent),
            width: try call.arguments.integer("width", default: base.width),
            sortsKeys: try call.arguments.flag("sort_keys", default: base.sortsKeys),
            bracketsInnermost: base.bracketsInnermost,
            startsDocument: try call.arguments.flag("explicit_start")
        )
    }

    private static func documents(_ text: String) throws -> [Value] {
        do throws(DiagnosticList) {
            return try YAMLReader.read(SourceText(name: "<text>", text: text)).map {
                Value(plain: $0)
            }
        } catch {
            throw OperationFailure(
                "the text is no YAML: \(error.diagnostics.first?.message ?? "it cannot be read")"
            )
        }
    }

    private static func reading(
        _ read: () throws(Diagnostic) -> Value
    ) throws -> Value {
        do throws(Diagnostic) {
            return try read()
        } catch {
            let place = error.place.map { ", line \($0.line), column \($0.column)" } ?? ""
            throw OperationFailure("the text is no JSON: \(error.message)\(place)")
        }
    }
}

extension FilterCall {
    /// The input as text, what is undefined told as a diagnostic.
    fileprivate func plainText() throws(Diagnostic) -> String {
        do {
            return try text()
        } catch let failure as TemplateFailure {
            throw failure.diagnostic
        } catch {
            throw Diagnostic("\(error)")
        }
    }
}
