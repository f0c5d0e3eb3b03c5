internal import Diagnostics
internal import DocumentValues
internal import RegularExpressions

/// Lookups in tables that lie on the controller.
enum TableLookups {
    static let entries: [LookupEntry] = [
        LookupEntry(
            "csvfile",
            options: columnOptions,
            about: "fields of rows in files of comma-separated values",
            fields
        ),
        LookupEntry(
            "ini",
            options: sectionOptions,
            about: "options of sections in INI files and Java properties",
            options
        ),
    ]

    private static let columnOptions = [
        "file", "delimiter", "col", "keycol", "default", "encoding",
    ]
    private static let sectionOptions = [
        "file", "section", "type", "re", "default", "case_sensitive", "allow_no_value",
        "allow_none", "interpolation", "encoding",
    ]

    @Sendable
    private static func fields(_ call: LookupCall) throws -> [Value] {
        guard !call.terms.isEmpty else {
            throw OperationFailure("Search key is required but was not found")
        }
        return try call.terms.flatMap { term -> [Value] in
            let inline = InlineOptions(term.pythonText)
            guard let key = inline.key else {
                throw OperationFailure("Search key is required but was not found")
            }
            let options = try call.options(with: inline, among: columnOptions)
            let delimiter = options["delimiter"]?.pythonText ?? "TAB"
            let mark: Character? = delimiter == "TAB" ? "\t" : delimiter.first
            guard let mark, delimiter == "TAB" || delimiter.count == 1 else {
                throw OperationFailure("'delimiter' is '\(delimiter)'", expected: "one character")
            }
            let text = try contents(
                options["file"]?.pythonText ?? "ansible.csv",
                options,
                call
            )
            let keyColumn = try column("keycol", options, default: 0)
            let wanted = try column("col", options, default: 1)
            for row in CommaSeparatedRows(text, delimiter: mark).rows where !row.isEmpty {
                guard row.indices.contains(keyColumn), row.indices.contains(wanted) else {
                    if row.indices.contains(keyColumn), row[keyColumn] != key { continue }
                    throw OperationFailure("csvfile: a row has no column \(max(keyColumn, wanted))")
                }
                if row[keyColumn] == key { return [.string(row[wanted])] }
            }
            guard let fallback = options["default"], fallback != .null else { return [] }
            return fallback.list ?? [fallback]
        }
    }

    @Sendable
    private static func options(_ call: LookupCall) throws -> [Value] {
        try call.terms.flatMap { term -> [Value] in
            let text = term.pythonText
            let isPlain = !text.contains("=") && !text.contains(" ")
            let inline = InlineOptions(isPlain ? "" : text)
            let options = try call.options(with: inline, among: sectionOptions)
            guard let key = isPlain ? text : inline.key else {
                throw OperationFailure(
                    "No key to lookup was provided as first term with in string inline options: "
                        + text
                )
            }
            return try values(of: key, options, call)
        }
    }

    private static func values(
        of key: String,
        _ options: [String: Value],
        _ call: LookupCall
    ) throws -> [Value] {
        func flag(_ name: String, default value: Bool = false) -> Bool {
            options[name].map { pythonBoolean($0) ?? $0.isTruthy } ?? value
        }
        let path = options["file"]?.pythonText ?? "ansible.ini"
        var section = options["section"]?.pythonText ?? "global"
        var text = try contents(path, options, call)
        switch options["type"]?.pythonText ?? "ini" {
        case "ini":
            break
        case "properties":
            section = "java_properties"
            text = "[java_properties]\n" + text
        case let other:
            throw OperationFailure("'type' is '\(other)'", expected: "ini or properties")
        }
        let rules = InitializationFile.Rules(
            allowsNoValue: flag("allow_no_value") || flag("allow_none"),
            isCaseSensitive: flag("case_sensitive"),
            interpolates: flag("interpolation", default: true)
        )
        let file = try InitializationFile(text, named: path, rules)
        guard file.hasSection(section) else {
            throw OperationFailure("No section '\(section)' in \(path)")
        }
        if flag("re") {
            let expression = try ExpressionFilters.expression(key, .python)
            return try file.options(in: section).filter { option in
                try ExpressionFilters.refusing {
                    try expression.matches(option.name, anchor: .start)
                }
            }.map { $0.value.map { .string($0) } ?? .null }
        }
        let (isThere, value) = try file.option(key, in: section)
        if isThere { return value.map { [.string($0)] } ?? [] }
        let fallback = options["default"] ?? ""
        return fallback == .null ? [] : fallback.list ?? [fallback]
    }

    private static func column(
        _ name: String,
        _ options: [String: Value],
        default number: Int
    ) throws -> Int {
        guard let value = options[name] else { return number }
        guard let column = value.integer ?? Int(value.pythonText), column >= 0 else {
            throw OperationFailure(
                "'\(name)' is '\(value.pythonText)'",
                expected: "the number of a column, from 0"
            )
        }
        return column
    }

    private static func contents(
        _ path: String,
        _ options: [String: Value],
        _ call: LookupCall
    ) throws -> String {
        guard let found = call.controller.locate(path, in: .files) else {
            throw OperationFailure(
                "No such file or directory: '\(path)'",
                hint: "searched in "
                    + call.controller.searchPaths(for: .files).joined(separator: ", ")
            )
        }
        let encoding = try TextEncoding(options["encoding"]?.pythonText ?? "utf-8")
        do throws(Diagnostic) {
            return encoding.text(try call.controller.read(found))
        } catch {
            throw OperationFailure(error.message)
        }
    }
}
