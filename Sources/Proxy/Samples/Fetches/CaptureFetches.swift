internal import Diagnostics

/// What was captured of a stream.
extension FetchKeyword {
    static let captures: [FetchKeyword] = [
        FetchKeyword("capture.req.hdr", .init(required: 1, .number), .str, .request) {
            arguments,
            context in
            let subject = FactSubject(index: Int(clamping: arguments.number(0)))
            return context.fact(.capturedRequestHeader, of: subject)
        },
        FetchKeyword("capture.res.hdr", .init(required: 1, .number), .str, .response) {
            arguments,
            context in
            let subject = FactSubject(index: Int(clamping: arguments.number(0)))
            return context.fact(.capturedResponseHeader, of: subject)
        },
        .fact("capture.req.method", .str, .request, .method),
        FetchKeyword("capture.req.uri", .none, .str, .request) { _, context in
            context.fact(.uri)
        },
        FetchKeyword("capture.req.ver", .none, .str, .request) { _, context in
            prefixed(context.fact(.version), &context)
        },
        FetchKeyword("capture.res.ver", .none, .str, .request) { _, context in
            prefixed(context.fact(.responseVersion), &context)
        },
    ]

    private static func prefixed(_ version: Sample?, _ context: inout SampleContext) -> Sample? {
        guard let version else { return nil }
        var writer = ArenaWriter(&context.arena, limit: 16)
        writer.write("HTTP/")
        writer.write(version.bytes)
        return .text(writer.finish(&context.arena))
    }
}
