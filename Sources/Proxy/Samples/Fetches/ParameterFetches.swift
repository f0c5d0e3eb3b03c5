/// Parameters in the query of a request's target, or in its body.
extension FetchKeyword {
    static let parameters: [FetchKeyword] =
        ["url_param", "urlp"].map { name in
            FetchKeyword(name, .init(required: 0, .text, .text, .text), .str, .requestHead) {
                query($0, &$1)
            }
        } + [
            FetchKeyword(
                "urlp_val",
                .init(required: 0, .text, .text, .text),
                .sint,
                .requestHead
            ) { arguments, context in
                guard let text = query(arguments, &context) else { return nil }
                var number = Sample.integer(text.bytes.leadingInteger)
                number.hasMore = text.hasMore
                return number
            },
            FetchKeyword("req.body_param", .init(required: 0, .text, .text), .str, .requestHead) {
                arguments,
                context in
                guard let body = context.fact(.requestBody)?.bytes else { return nil }
                let ignoresCase = arguments.text(1).first == 0x69
                return parameter(arguments, body, 0x26, ignoresCase, &context)
            },
        ]

    private static func query(
        _ arguments: ArgumentList,
        _ context: inout SampleContext
    ) -> Sample? {
        guard let target = context.request?.target else { return nil }
        let delimiter = arguments.text(1).first ?? 0x3F
        guard let start = target.firstIndex(of: delimiter) else { return nil }
        let ignoresCase = arguments.text(2).first == 0x69
        let list = target.part((start + 1)..<target.count)
        return parameter(arguments, list, delimiter, ignoresCase, &context)
    }

    /// The first parameter of a name, or one by one for a test.
    private static func parameter(
        _ arguments: ArgumentList,
        _ list: UnsafeRawBufferPointer,
        _ delimiter: UInt8,
        _ ignoresCase: Bool,
        _ context: inout SampleContext
    ) -> Sample? {
        let name = arguments.text(0)
        var position = context.iterates ? context.cursor.offset : 0
        while position < list.count {
            let end = list[position...].firstIndex { ends($0, delimiter) } ?? list.count
            let pair = list.part(position..<end)
            position = end + 1
            let isNamed =
                name.isEmpty
                ? pair.contains(0x3D)
                : pair.count > name.count && pair[name.count] == 0x3D
                    && pair.holds(name, at: 0, ignoringCase: ignoresCase)
            guard isNamed, let equals = name.isEmpty ? pair.firstIndex(of: 0x3D) : name.count
            else { continue }
            context.cursor.offset = position
            var sample = Sample.text(pair.part((equals + 1)..<pair.count))
            sample.hasMore = context.iterates && position < list.count
            return sample
        }
        return nil
    }

    /// Whether a byte ends a parameter.
    private static func ends(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
        byte == 0x26 || byte == 0x3B || byte == delimiter
    }
}
