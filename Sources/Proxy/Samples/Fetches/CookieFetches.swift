internal import HTTPWire

/// Cookies of requests and responses.
extension FetchKeyword {
    static let cookies: [FetchKeyword] =
        cookies("req.cook", .requestHead, .cookie) { $0.request }
        + cookies("cook", .requestHead, .cookie) { $0.request }
        + cookies("res.cook", .responseHead, .setCookie) { $0.response }
        + cookies("scook", .responseHead, .setCookie) { $0.response }
        + [
            FetchKeyword(
                "cookie",
                .init(required: 0, .text),
                .str,
                [.requestHead, .responseHead]
            ) { arguments, context in
                let field: HeaderField = context.point.looksAtResponse ? .setCookie : .cookie
                return value(arguments, &context, context.message, field)
            },
            FetchKeyword("req.cook_names", .init(required: 0, .text), .str, .requestHead) {
                names($0, &$1, $1.request, .cookie)
            },
            FetchKeyword("res.cook_names", .init(required: 0, .text), .str, .responseHead) {
                names($0, &$1, $1.response, .setCookie)
            },
        ]

    private static func cookies(
        _ name: String,
        _ sources: SampleSources,
        _ field: HeaderField,
        _ side: @escaping @Sendable (SampleContext) -> HeadView?
    ) -> [FetchKeyword] {
        [
            FetchKeyword(name, .init(required: 0, .text), .str, sources) {
                value($0, &$1, side($1), field)
            },
            FetchKeyword("\(name)_cnt", .init(required: 0, .text), .sint, sources) {
                arguments,
                context in
                guard let head = side(context) else { return nil }
                var cursor = SampleCursor()
                var count = 0
                while next(arguments.text(0), head, field, &cursor) != nil { count += 1 }
                return .integer(count)
            },
            FetchKeyword("\(name)_val", .init(required: 0, .text), .sint, sources) {
                arguments,
                context in
                guard let text = value(arguments, &context, side(context), field) else {
                    return nil
                }
                var number = Sample.integer(text.bytes.leadingInteger)
                number.hasMore = text.hasMore
                return number
            },
        ]
    }

    /// One by one for a test; else the last of that name, or the first of all.
    private static func value(
        _ arguments: ArgumentList,
        _ context: inout SampleContext,
        _ head: HeadView?,
        _ field: HeaderField
    ) -> Sample? {
        guard let head else { return nil }
        let name = arguments.text(0)
        if context.iterates {
            guard let pair = next(name, head, field, &context.cursor), let value = pair.value
            else { return nil }
            var sample = Sample.text(value)
            sample.hasMore = true
            return sample
        }
        var cursor = SampleCursor()
        var last: UnsafeRawBufferPointer?
        while let pair = next(name, head, field, &cursor) {
            last = pair.value
            if name.isEmpty { break }
        }
        return last.map { .text($0) }
    }

    /// The next cookie of a name after a place; of any name when it is empty.
    private static func next(
        _ name: UnsafeRawBufferPointer,
        _ head: HeadView,
        _ field: HeaderField,
        _ cursor: inout SampleCursor
    ) -> CookiePair? {
        while cursor.line < head.lineCount {
            if head.field(cursor.line) == field {
                if let pair = next(name, in: head.value(cursor.line), field, &cursor) {
                    return pair
                }
            }
            cursor = SampleCursor(line: cursor.line + 1, offset: 0)
        }
        return nil
    }

    /// The next cookie of a name in a line; one whose equals sign ends the line is none.
    private static func next(
        _ name: UnsafeRawBufferPointer,
        in line: UnsafeRawBufferPointer,
        _ field: HeaderField,
        _ cursor: inout SampleCursor
    ) -> CookiePair? {
        let start = cursor.offset
        var begin = start
        var pairs = CookiePairs(line.part(start..<line.count))
        while begin + name.count + 1 < line.count, let pair = pairs.next() {
            begin = min(line.count, start + pair.extent.end + 1)
            // A response's line sets one cookie; what follows are its attributes.
            cursor.offset = field == .setCookie ? line.count : begin
            if pair.value != nil, pair.name.first != 0x24,
                name.isEmpty || pair.name.elementsEqual(name)
            {
                return pair
            }
            if field == .setCookie { break }
        }
        return nil
    }

    private static func names(
        _ arguments: ArgumentList,
        _ context: inout SampleContext,
        _ head: HeadView?,
        _ field: HeaderField
    ) -> Sample? {
        guard let head else { return nil }
        let delimiter = arguments.text(0).first ?? 0x2C
        var writer = ArenaWriter(&context.arena, limit: 16_384)
        var cursor = SampleCursor()
        let any = UnsafeRawBufferPointer(start: nil, count: 0)
        while let pair = next(any, head, field, &cursor) {
            if writer.count > 0 { writer.write(delimiter) }
            writer.write(pair.name)
        }
        return .text(writer.finish(&context.arena))
    }
}
