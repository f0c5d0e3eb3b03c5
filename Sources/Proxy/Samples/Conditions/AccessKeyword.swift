/// The names of ACL criteria: those of fetches, some of which may end with a match method.
enum AccessKeyword {
    /// The fetches whose name may be followed by a method, as `path_beg`, and the fetch that is meant:
    /// in an ACL `hdr` is always of the request.
    private static let bases: [String: String] = [
        "base": "base", "cook": "req.cook", "hdr": "req.hdr", "path": "path", "url": "url",
        "urlp": "urlp", "url_param": "url_param", "scook": "res.cook", "shdr": "res.hdr",
        "req.cook": "req.cook", "req.hdr": "req.hdr", "req.fhdr": "req.fhdr",
        "res.cook": "res.cook", "res.hdr": "res.hdr", "res.fhdr": "res.fhdr",
        "ssl_fc_sni": "ssl_fc_sni", "req_ssl_sni": "req.ssl_sni", "req.ssl_sni": "req.ssl_sni",
    ]

    private static let methods: [MatchMethod] = [.beg, .dir, .dom, .end, .len, .reg, .sub]

    /// All names that end with a method.
    static let variants: [String] = bases.keys.flatMap { base in
        methods.map { "\(base)_\($0.rawValue)" }
    }

    /// The fetch that a criterion's name stands for, and the method that it ends with.
    static func find(_ name: String) -> (fetch: FetchKeyword, method: MatchMethod?)? {
        if let fetch = FetchKeyword.byName[bases[name] ?? name] { return (fetch, nil) }
        guard let underscore = name.lastIndex(of: "_"),
            let base = bases[String(name[..<underscore])],
            let method = MatchMethod(rawValue: String(name[name.index(after: underscore)...])),
            methods.contains(method), let fetch = FetchKeyword.byName[base]
        else { return nil }
        return (fetch, method)
    }
}
