public import Diagnostics
public import DocumentValues
internal import LinuxSystem
internal import YAMLReading

/// A YAML or JSON file that may be vaulted as a whole.
public enum VariableFile {
    /// A file's text, decrypted if it is vaulted.
    ///
    /// - Returns: the text, whether it was encrypted, and the source for places in it: that of a
    ///   vaulted file shows no line of it.
    public static func readText(
        _ path: String,
        keyring: VaultKeyring,
        at place: SourcePlace? = nil
    ) throws(DiagnosticList) -> (source: SourceText, isSecret: Bool) {
        let text: String
        do throws(SystemError) {
            text = try FileSystem.readText(path)
        } catch {
            throw DiagnosticList([Diagnostic("'\(path)' can't be read: \(error.code)", at: place)])
        }
        guard VaultKeyring.isVault(text) else {
            return (SourceText(name: path, text: text), false)
        }
        let start = SourcePlace(SourceText(name: path, text: ""), line: 1, column: 1)
        do throws(Diagnostic) {
            let plain = try keyring.decrypt(text, at: start)
            return (SourceText(name: path, text: plain), true)
        } catch {
            throw DiagnosticList([error])
        }
    }

    /// The only document of a file; nil when it is empty.
    public static func readDocument(
        _ path: String,
        keyring: VaultKeyring,
        at place: SourcePlace? = nil
    ) throws(DiagnosticList) -> (node: Node?, isSecret: Bool) {
        let (source, isSecret) = try readText(path, keyring: keyring, at: place)
        guard isSecret else { return (try YAMLReader.readDocument(source), false) }
        let concealed = SourceText(name: path, text: "")
        do throws(DiagnosticList) {
            return (try YAMLReader.readDocument(source)?.moved(into: concealed), true)
        } catch {
            let diagnostics = error.diagnostics.map { diagnostic in
                var diagnostic = diagnostic
                diagnostic.place = diagnostic.place?.moved(into: concealed)
                diagnostic.message = "this vaulted file is not valid YAML"
                diagnostic.expected = nil
                diagnostic.hint = "see it with 'ansible-vault view \(path)'"
                return diagnostic
            }
            throw DiagnosticList(diagnostics)
        }
    }

    /// The variables of a file: a mapping, or nothing.
    public static func read(
        _ path: String,
        keyring: VaultKeyring,
        at place: SourcePlace? = nil
    ) throws(DiagnosticList) -> VariableSet {
        let (node, isSecret) = try readDocument(path, keyring: keyring, at: place)
        guard let node, !node.isNull else { return VariableSet(origin: path, isSecret: isSecret) }
        guard let pairs = node.map else {
            let diagnostic = Diagnostic(
                "a file of variables holds \(node.kindDescription)",
                at: node.place,
                expected: "a mapping of names to values"
            )
            throw DiagnosticList([diagnostic])
        }
        return VariableSet(origin: path, pairs: pairs, isSecret: isSecret)
    }
}

extension Node {
    /// The same node, its places in another text.
    fileprivate func moved(into source: SourceText) -> Node {
        let content: Content =
            switch self.content {
            case .list(let elements):
                .list(elements.map { $0.moved(into: source) })
            case .map(let pairs):
                .map(
                    pairs.map {
                        Pair(key: $0.key.moved(into: source), value: $0.value.moved(into: source))
                    }
                )
            default: self.content
            }
        return Node(content, at: place.moved(into: source), layout: layout)
    }
}

extension SourcePlace {
    fileprivate func moved(into source: SourceText) -> SourcePlace {
        SourcePlace(source, line: line, column: column)
    }
}
