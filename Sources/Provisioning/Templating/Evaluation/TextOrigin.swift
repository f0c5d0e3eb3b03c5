internal import Diagnostics
internal import DocumentValues

/// The text that a template was parsed from, to turn byte offsets into places.
enum TextOrigin {
    case node(Node)
    /// A file, of which `skipped` bytes stand before the template itself.
    case source(SourceText, skipped: Int)

    func place(ofByte offset: Int) -> SourcePlace {
        switch self {
        case .node(let node):
            let text = node.string ?? ""
            return node.place(ofOffset: characters(text, offset))
        case .source(let source, let skipped):
            return SourcePlace(source, offset: characters(source.text, skipped + offset))
        }
    }

    private func characters(_ text: String, _ byteOffset: Int) -> Int {
        String(decoding: text.utf8.prefix(byteOffset), as: UTF8.self).count
    }
}
