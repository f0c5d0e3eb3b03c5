internal import Diagnostics
internal import DocumentValues
internal import LinuxSystem
internal import ModuleContract
internal import Templating
internal import Vaulting

/// The controller as the module of one task sees it: its files, and the variables of its host.
struct TaskFiles: ControllerFiles {
    let paths: ControllerPaths
    let evaluator: KeywordEvaluator
    let keyring: VaultKeyring
    let vaults: VaultOpener

    func find(_ name: String, in folder: String) throws(ModuleFailure) -> String {
        if let path = paths.locate(name, in: folder) { return path }
        let searched = paths.candidates(for: name, in: folder).joined(separator: "\n\t")
        throw ModuleFailure(
            "Could not find or access '\(name)'\nSearched in:\n\t\(searched)\non the controller"
        )
    }

    func read(_ path: String) throws(ModuleFailure) -> [UInt8] {
        do throws(Diagnostic) {
            return try files.read(path)
        } catch {
            throw ModuleFailure(error.rendered())
        }
    }

    func list(_ directory: String) throws(ModuleFailure) -> [String] {
        var found: [String] = []
        for name in try entries(of: directory) {
            let path = "\(directory)/\(name)"
            if isDirectory(path), linkText(path) == nil {
                found.append("\(name)/")
                found += try list("\(directory)/\(name)").map { "\(name)/\($0)" }
            } else {
                found.append(name)
            }
        }
        return found.sorted()
    }

    func linkText(_ path: String) -> String? {
        guard FileStatus.ofLink(at: path)?.kind == .link else { return nil }
        guard let target = try? FileSystem.resolved(path) else { return FileSystem.linkText(path) }
        let folder = (try? FileSystem.resolved(ControllerPaths.directory(of: path))) ?? "/"
        let isAround = "\(folder)/".hasPrefix(target == "/" ? "/" : "\(target)/")
        return isAround ? FileSystem.linkText(path) : nil
    }

    func isDirectory(_ path: String) -> Bool { FileStatus.of(path)?.kind == .directory }

    func mode(_ path: String) throws(ModuleFailure) -> Int {
        guard let status = FileStatus.of(path) else {
            throw ModuleFailure("'\(path)' can't be read on the controller: \(Self.why(path))")
        }
        return Int(status.mode)
    }

    /// Why nothing is to be seen at a path: it is not there, or a folder above may not be entered.
    private static func why(_ path: String) -> String {
        do throws(SystemError) {
            try FileSystem.open(path).close()
            return "it can't be looked at"
        } catch {
            return "\(error.code)"
        }
    }

    func render(_ path: String, options: TemplateOptions) throws(ModuleFailure) -> [UInt8] {
        let bytes = try read(path)
        let source = SourceText(name: path, text: EscapedBytes.text(bytes))
        let markers = (options.variableMarkers, options.blockMarkers)
        let render = RenderOptions(
            trimsBlocks: options.trimsBlocks,
            stripsBeforeBlocks: options.stripsLeft,
            blockStart: markers.1.first ?? "{%",
            blockEnd: markers.1.last ?? "%}",
            variableStart: markers.0.first ?? "{{",
            variableEnd: markers.0.last ?? "}}",
            newline: options.newlineSequence
        )
        let extra = TemplateFileVariables.of(
            options.sourceName ?? path,
            at: path,
            destination: options.destination
        )
        do throws(Diagnostic) {
            let text = try evaluator.engine.adding(extra).render(source, options: render)
            return EscapedBytes.bytes(text)
        } catch {
            throw ModuleFailure(error.rendered())
        }
    }

    func evaluate(condition: String) throws(ModuleFailure) -> Bool {
        let source = SourceText(name: "<condition>", text: condition)
        let node = Node(.string(condition), at: SourcePlace(source, line: 1, column: 1))
        do throws(Diagnostic) {
            return try evaluator.engine.condition(node)
        } catch {
            throw ModuleFailure(
                "The conditional check '\(condition)' failed. The error was: \(error.message)"
            )
        }
    }

    func variable(_ name: String) throws(ModuleFailure) -> Value? {
        guard let binding = evaluator.engine.scope.binding(of: name) else { return nil }
        do throws(Diagnostic) {
            switch binding {
            case .value(let value): return value
            case .node(let node): return try evaluator.value(node)
            case .scope, .mapping: return try evaluator.engine.expression(node(of: name))
            }
        } catch {
            throw ModuleFailure(error.rendered())
        }
    }

    func expression(_ text: String) throws(ModuleFailure) -> Value? {
        do throws(Diagnostic) {
            return try evaluator.engine.definedValue(of: node(of: text))
        } catch {
            throw ModuleFailure(error.rendered())
        }
    }

    private func node(of expression: String) -> Node {
        let source = SourceText(name: "<variable>", text: expression)
        return Node(.string(expression), at: SourcePlace(source, line: 1, column: 1))
    }

    func variables(in path: String) throws(ModuleFailure) -> VariableSet {
        do throws(DiagnosticList) {
            let set = try VariableFile.read(path, keyring: keyring)
            vaults.conceal(set)
            let pairs = set.pairs.map { Node.Pair(key: $0.key, value: vaults.open($0.value)) }
            return VariableSet(origin: set.origin, pairs: pairs, isSecret: set.isSecret)
        } catch {
            throw ModuleFailure(error.description)
        }
    }

    private var files: TemplateFiles { TemplateFiles(paths: paths, vaults: vaults) }

    private func entries(of directory: String) throws(ModuleFailure) -> [String] {
        do throws(SystemError) {
            return try FileSystem.entries(of: directory)
        } catch {
            throw ModuleFailure("'\(directory)' can't be read: \(error.code)")
        }
    }
}
