internal import CLibYAML
public import Diagnostics
public import DocumentValues

/// Reads YAML text into marked nodes, by libyaml.
///
/// Plain scalars get YAML 1.1's types as PyYAML gives them. Duplicate keys are refused, aliases are
/// expanded up to a limit, `<<` merges. `!vault` and `!unsafe` are the only tags beside YAML's own.
public enum YAMLReader {
    /// How deep collections may nest.
    public static let depthLimit = 200

    /// How many nodes a text may hold, those that aliases repeat counted each time.
    public static let nodeLimit = 2_000_000

    /// The documents of a text; an empty text has none.
    public static func read(_ source: SourceText) throws(DiagnosticList) -> [Node] {
        var text = source.text
        guard !text.isEmpty else { return [] }
        let result = text.withUTF8 { bytes in
            YAMLComposer(source, bytes: bytes).documents()
        }
        guard result.diagnostics.isEmpty else { throw DiagnosticList(result.diagnostics) }
        return result.nodes
    }

    /// The only document of a text; nil when the text is empty, refused when there are several.
    public static func readDocument(_ source: SourceText) throws(DiagnosticList) -> Node? {
        let documents = try read(source)
        guard documents.count > 1 else { return documents.first }
        let diagnostic = Diagnostic(
            "this text holds \(documents.count) YAML documents",
            at: documents[1].place,
            expected: "one document",
            hint: "remove the '---' before this line, or put what follows into a file of its own"
        )
        throw DiagnosticList([diagnostic])
    }
}
