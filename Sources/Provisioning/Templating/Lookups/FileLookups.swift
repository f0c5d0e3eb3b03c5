internal import Diagnostics
internal import DocumentValues

/// Lookups of the controller's files.
enum FileLookups {
    static let entries: [LookupEntry] = [
        LookupEntry("file", options: ["lstrip", "rstrip"], about: "the contents of files") { call in
            try call.terms.map { term in
                let text = try contents(term.pythonText, in: .files, call)
                return .string(
                    stripped(
                        text,
                        nil,
                        atStart: call.flag("lstrip", default: false),
                        atEnd: call.flag("rstrip", default: true)
                    )
                )
            }
        },
        LookupEntry("unvault", about: "the contents of files, vaulted or not") { call in
            try call.terms.map { term in
                let path = term.pythonText
                guard call.controller.locate(path, in: .files) != nil else {
                    throw OperationFailure("Unable to find file matching \"\(path)\"")
                }
                return .string(try contents(path, in: .files, call))
            }
        },
        LookupEntry("lines", about: "the lines that commands print") { call in
            try call.terms.flatMap { term in
                lines(try output(of: term.pythonText, call)).map { .string($0) }
            }
        },
        LookupEntry("pipe", about: "what commands print") { call in
            try call.terms.map { term in
                let text = try output(of: term.pythonText, call)
                return .string(stripped(text, nil, atStart: false, atEnd: true))
            }
        },
        LookupEntry(
            "template",
            options: [
                "convert_data", "template_vars", "variable_start_string", "variable_end_string",
                "comment_start_string", "comment_end_string", "trim_blocks", "lstrip_blocks",
            ],
            about: "rendered templates",
            rendered
        ),
        LookupEntry("fileglob", about: "the files that patterns match") { call in
            let found = call.terms.flatMap { term -> [String] in
                let pattern = term.pythonText
                guard !pattern.hasPrefix("/") else {
                    return FilePatterns.matches(pattern, call.controller)
                }
                return call.controller.searchPaths(for: .files).lazy
                    .map { FilePatterns.matches($0 + "/" + pattern, call.controller) }
                    .first { !$0.isEmpty } ?? []
            }
            return found.map { .string($0) }
        },
        LookupEntry(
            "first_found",
            options: ["files", "paths", "skip"],
            about: "the first file that exists",
            firstFound
        ),
    ]

    static func contents(
        _ path: String,
        in folder: SearchFolder,
        _ call: LookupCall
    ) throws -> String {
        guard let found = call.controller.locate(path, in: folder) else {
            let searched = call.controller.searchPaths(for: folder)
            throw OperationFailure(
                "there is no file '\(path)'",
                hint: searched.isEmpty ? nil : "searched in \(searched.joined(separator: ", "))"
            )
        }
        do throws(Diagnostic) {
            return EscapedBytes.text(try call.controller.read(found))
        } catch {
            throw OperationFailure(error.message)
        }
    }

    private static func output(of command: String, _ call: LookupCall) throws -> String {
        do throws(Diagnostic) {
            return try call.controller.output(of: command)
        } catch {
            throw OperationFailure(error.message, hint: error.hint)
        }
    }

    @Sendable
    private static func rendered(_ call: LookupCall) throws -> [Value] {
        var options = RenderOptions()
        if let start = call["variable_start_string"] { options.variableStart = start.pythonText }
        if let end = call["variable_end_string"] { options.variableEnd = end.pythonText }
        if let start = call["comment_start_string"] { options.commentStart = start.pythonText }
        if let end = call["comment_end_string"] { options.commentEnd = end.pythonText }
        options.trimsBlocks = call.flag("trim_blocks", default: options.trimsBlocks)
        options.stripsBeforeBlocks = call.flag("lstrip_blocks", default: false)
        return try call.terms.map { term in
            let path = term.pythonText
            guard let found = call.controller.locate(path, in: .templates) else {
                let searched = call.controller.searchPaths(for: .templates)
                throw OperationFailure(
                    "there is no template '\(path)'",
                    hint: searched.isEmpty ? nil : "searched in \(searched.joined(separator: ", "))"
                )
            }
            let text = try contents(found, in: .templates, call)
            let source = SourceText(name: found, text: text)
            let template = try ParsedTemplate.file(source, options)
            let evaluator = Evaluator(
                engine: call.evaluator.engine,
                context: call.evaluator.context,
                budget: call.evaluator.budget,
                origin: .source(source, skipped: template.skippedByteCount),
                options: template.options
            )
            let own = TemplateFileVariables.of(path, at: found)
            for entry in own.merging(call["template_vars"]?.map ?? ValueMap()) {
                evaluator.frame.variables[entry.key.pythonText] = .value(entry.value)
            }
            try evaluator.deeper(0) { try evaluator.run(template.statements) }
            let engine = call.evaluator.engine
            let result = engine.withTrailingNewlines(evaluator.output, template)
            guard call.flag("convert_data", default: true) else { return .string(result) }
            return PythonLiteral.read(result) ?? .string(result)
        }
    }

    @Sendable
    private static func firstFound(_ call: LookupCall) throws -> [Value] {
        var candidates: [String] = []
        var skips = call.flag("skip", default: false)
        func add(_ files: Value?, _ paths: Value?) {
            let files = texts(files, separators: ",;")
            let paths = texts(paths, separators: ",;:")
            let joined =
                paths.isEmpty ? files : paths.flatMap { path in files.map { path + "/" + $0 } }
            candidates += joined
        }
        for term in call.terms.flatMap({ $0.list ?? [$0] }) {
            if let map = term.map {
                add(map["files"], map["paths"])
                skips = skips || map["skip"]?.isTruthy ?? false
            } else {
                candidates += texts(term, separators: ",;")
            }
        }
        add(call["files"], call["paths"])
        for candidate in candidates {
            for folder in [SearchFolder.files, .templates, .vars, .tasks] {
                if let found = call.controller.locate(candidate, in: folder) {
                    return [.string(found)]
                }
            }
        }
        if skips { return [] }
        throw OperationFailure(
            "none of the files exists: \(candidates.joined(separator: ", "))",
            hint: "give 'skip: true' to go on without"
        )
    }

    private static func texts(_ value: Value?, separators: String) -> [String] {
        guard let value, value != .null else { return [] }
        if let list = value.list {
            return list.flatMap { texts(.string($0.pythonText), separators: separators) }
        }
        return value.pythonText.split { separators.contains($0) }.map {
            stripped(String($0), nil, atStart: true, atEnd: true)
        }
    }
}
