internal import Diagnostics
internal import Samples

/// `option forwarded`.
enum ForwardedKeyword {
    static let keyword = Keyword.proxy(
        "option forwarded",
        "[proto] [host|host-expr <e>] [by|by-expr <e>] [by_port|by_port-expr <e>]"
            + " [for|for-expr <e>] [for_port|for_port-expr <e>]",
        in: .serverSide,
        canBeNegated: true
    ) { arguments, proxy, tools throws(Diagnostic) in
        proxy.settings.forwarded = try arguments.readForwarded(tools)
    }
}

extension Arguments {
    fileprivate mutating func readForwarded(
        _ tools: ReadingTools
    ) throws(Diagnostic) -> ForwardedHeader? {
        if isNegated { return nil }
        var header = ForwardedHeader()
        guard upcoming != nil else {
            header.tellsProtocol = true
            header.client.name = .own
            return header
        }
        while let word = take() {
            var part = ForwardedHeader.Part.own
            var name = word.text
            if name.hasSuffix("-expr") {
                name.removeLast("-expr".count)
                let text = try need("an expression")
                let reader = SampleReader(tools.samples, at: [.backendRequestHead])
                part = .expression(try reader.expression(text.text, at: text.place))
            }
            switch name {
            case "proto" where part == .own: header.tellsProtocol = true
            case "host": header.host = part
            case "by": header.by.name = part
            case "by_port": header.by.port = part
            case "for": header.client.name = part
            case "for_port": header.client.port = part
            default:
                throw .unknown(
                    "argument of 'option forwarded'",
                    word.text,
                    among: [
                        "proto", "host", "host-expr", "by", "by-expr", "by_port", "by_port-expr",
                        "for", "for-expr", "for_port", "for_port-expr",
                    ],
                    at: word.place
                )
            }
        }
        for (port, node) in [("by_port", header.by), ("for_port", header.client)]
        where node.port != nil && node.name == nil {
            throw Diagnostic(
                "'\(port)' needs '\(port.prefix { $0 != "_" })' too",
                at: place,
                expected: usage
            )
        }
        return header
    }
}
