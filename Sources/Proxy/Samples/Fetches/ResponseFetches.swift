/// Status and version of the response.
extension FetchKeyword {
    static let responses: [FetchKeyword] = [
        FetchKeyword("status", .none, .sint, .response) { _, context in
            if let response = context.response { return .integer(response.status) }
            return context.fact(.status)
        },
        .fact("server_status", .sint, .response, .serverStatus),
        .fact("txn.status", .sint, .response, .status),
        version("res.ver"), version("resp_ver"),
    ]

    private static func version(_ name: String) -> FetchKeyword {
        FetchKeyword(name, .none, .str, .response) { _, context in
            guard let response = context.response else { return context.fact(.responseVersion) }
            if context.fact(.serverHTTPMajorVersion)?.integer == 2 { return .text("2.0") }
            return response.minorVersion == 0 ? .text("1.0") : .text("1.1")
        }
    }
}
