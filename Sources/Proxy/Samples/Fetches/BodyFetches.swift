/// Bodies, as far as they have come.
extension FetchKeyword {
    static let bodies: [FetchKeyword] = [
        .fact("req.body", .bin, .requestHead, .requestBody),
        FetchKeyword("req.body_len", .none, .sint, .requestHead) { _, context in
            context.fact(.requestBody).map { .integer($0.bytes.count) }
        },
        .fact("req.body_size", .sint, .requestHead, .requestBodySize),
    ]
}
