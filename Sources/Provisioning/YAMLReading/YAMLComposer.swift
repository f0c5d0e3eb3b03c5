internal import CLibYAML
internal import Diagnostics
internal import DocumentValues

/// Composes nodes from libyaml's events.
///
/// libyaml stops at the first error of syntax; what is wrong with complete nodes is collected.
final class YAMLComposer {
    let source: SourceText
    var diagnostics: [Diagnostic] = []
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private var anchors: [String: (node: Node, count: Int)] = [:]
    private var nodeCount = 0
    private var depth = 0

    /// Stops composing; the diagnostic is recorded already.
    struct Stop: Error {}

    /// Composes a text, whose bytes stay in place while the composer lives.
    init(_ source: SourceText, bytes: UnsafeBufferPointer<UInt8>) {
        self.source = source
        parser = .allocate(capacity: 1)
        invariant(yaml_parser_initialize(parser) == 1, "libyaml has no memory for a parser")
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    func documents() -> (nodes: [Node], diagnostics: [Diagnostic]) {
        var nodes: [Node] = []
        do throws(Stop) {
            while true {
                let event = try next()
                switch event.kind {
                case .streamEnd: return (nodes, diagnostics)
                case .documentStart:
                    anchors = [:]
                    nodes.append(try node(try next()))
                default: break
                }
            }
        } catch {
            return ([], diagnostics)
        }
    }

    func place(_ mark: YAMLEvent.Mark) -> SourcePlace {
        SourcePlace(source, line: mark.line, column: mark.column)
    }

    private func next() throws(Stop) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            let diagnostic = syntaxDiagnostic(parser.pointee, in: source)
            // An unquoted template is found as a key, and again as wrong syntax behind it.
            if !diagnostics.contains(diagnostic) { report(diagnostic) }
            throw Stop()
        }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }

    private func node(_ event: YAMLEvent) throws(Stop) -> Node {
        let countBefore = nodeCount
        try count(1, at: event)
        switch event.kind {
        case .alias(let name):
            guard let anchored = anchors[name] else {
                let known = anchors.keys.map { "*" + $0 }
                report(.unknown("alias", "*" + name, among: known, at: place(event.start)))
                return Node(.null, at: place(event.start))
            }
            try count(anchored.count, at: event)
            return anchored.node
        case .scalar(let scalar):
            let node = scalarNode(scalar, event)
            return remember(node, event.anchor, since: countBefore)
        case .listStart:
            let elements = try nested(event) { (composer) throws(Stop) in try composer.list() }
            let node = collection(.list(elements), event)
            return remember(node, event.anchor, since: countBefore)
        case .mapStart:
            let pairs = try nested(event) { (composer) throws(Stop) in try composer.map() }
            let node = collection(.map(pairs), event)
            return remember(node, event.anchor, since: countBefore)
        default:
            return Node(.null, at: place(event.start))
        }
    }

    func report(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    private func remember(_ node: Node, _ anchor: String?, since countBefore: Int) -> Node {
        if let anchor { anchors[anchor] = (node, nodeCount - countBefore) }
        return node
    }

    private func count(_ nodes: Int, at event: YAMLEvent) throws(Stop) {
        nodeCount += nodes
        guard nodeCount > YAMLReader.nodeLimit else { return }
        let limit = YAMLReader.nodeLimit
        let message = "this text holds more than \(limit) nodes once its aliases are expanded"
        report(Diagnostic(message, at: place(event.start)))
        throw Stop()
    }

    private func nested<Result>(
        _ event: YAMLEvent,
        _ compose: (YAMLComposer) throws(Stop) -> Result
    ) throws(Stop) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= YAMLReader.depthLimit else {
            let message = "this nests deeper than \(YAMLReader.depthLimit) levels"
            report(Diagnostic(message, at: place(event.start)))
            throw Stop()
        }
        return try compose(self)
    }

    private func list() throws(Stop) -> [Node] {
        var elements: [Node] = []
        while true {
            let event = try next()
            if case .listEnd = event.kind { return elements }
            elements.append(try node(event))
        }
    }

    private func map() throws(Stop) -> [Node.Pair] {
        var builder = YAMLMapBuilder()
        while true {
            let event = try next()
            if case .mapEnd = event.kind { return builder.pairs }
            let key = try node(event)
            let value = try node(try next())
            builder.add(key, value, isPlainKey: event.isPlain, to: self)
        }
    }
}
