internal import Balancing

/// Method, target and version of the request.
extension FetchKeyword {
    static let requestLine: [FetchKeyword] = [
        FetchKeyword("method", .none, .meth, .request) { _, context in
            if let request = context.request { return .method(request.method) }
            return context.fact(.method).map { $0.retyped(.meth) }
        },
        FetchKeyword("path", .none, .str, .requestHead) { _, context in path(context) },
        FetchKeyword("pathq", .none, .str, .requestHead) { _, context in
            context.request?.pathAndQuery.map { .text($0) }
        },
        FetchKeyword("url", .none, .str, .requestHead) { _, context in
            context.request.map { .text($0.target) }
        },
        FetchKeyword("query", .init(required: 0, .text), .str, .requestHead) { arguments, context in
            guard let query = context.request?.query else { return nil }
            guard arguments.has(0), !query.isEmpty, let start = query.baseAddress else {
                return .text(query)
            }
            return .text(UnsafeRawBufferPointer(start: start - 1, count: query.count + 1))
        },
        FetchKeyword("base", .none, .str, .requestHead) { _, context in
            base(&context, context.request?.path)
        },
        FetchKeyword("baseq", .none, .str, .requestHead) { _, context in
            base(&context, context.request?.pathAndQuery)
        },
        FetchKeyword("base32", .none, .sint, .requestHead) { _, context in
            hash(&context, context.request?.path).map { .integer(Int64($0)) }
        },
        FetchKeyword("url32", .none, .sint, .requestHead) { _, context in
            hash(&context, context.request?.pathAndQuery).map { .integer(Int64($0)) }
        },
        FetchKeyword("base32+src", .none, .bin, .requestHead) { _, context in
            hashWithSource(&context, context.request?.path)
        },
        FetchKeyword("url32+src", .none, .bin, .requestHead) { _, context in
            hashWithSource(&context, context.request?.pathAndQuery)
        },
        FetchKeyword("url_ip", .none, .ipv4, .requestHead) { _, context in
            guard let authority = authority(context) else { return nil }
            return AddressText.ipv4(authority)
        },
        FetchKeyword("url_port", .none, .sint, .requestHead) { _, context in
            guard let authority = authority(context),
                let colon = authority.lastIndex(of: 0x3A)
            else { return nil }
            return .integer(authority.part((colon + 1)..<authority.count).leadingInteger)
        },
        .fact("req.ver", .str, .request, .version), .fact("req_ver", .str, .request, .version),
        protocolTest("req.proto_http"), protocolTest("req_proto_http"),
        .fact("http_first_req", .bool, .request, .isFirstRequest),
    ]

    /// Whether a request of HTTP has begun.
    private static func protocolTest(_ name: String) -> FetchKeyword {
        FetchKeyword(name, .none, .bool, .request) { _, context in
            if context.request != nil { return .bool(true) }
            guard let (bytes, _) = context.rawBytes else { return nil }
            return bytes.starts(with: "PRI * HTTP/2.0\r\n\r\n".utf8) ? .bool(true) : nil
        }
    }

    private static func path(_ context: SampleContext) -> Sample? {
        guard let path = context.request?.path, !path.isEmpty else { return nil }
        return .text(path)
    }

    /// The host and then a path that begins with a slash; the path alone without a host.
    private static func base(
        _ context: inout SampleContext,
        _ path: UnsafeRawBufferPointer?
    ) -> Sample? {
        guard let host = context.request?.host, !host.isEmpty else {
            return Self.path(context)
        }
        guard let path, path.first == 0x2F else { return .text(host) }
        return context.arena.join(host, path).map { .text($0) }
    }

    /// The hash of the host and a path that begins with a slash.
    private static func hash(
        _ context: inout SampleContext,
        _ path: UnsafeRawBufferPointer?
    ) -> UInt32? {
        guard let request = context.request else { return nil }
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        let usable = path.flatMap { $0.first == 0x2F ? $0 : nil } ?? none
        guard let whole = context.arena.join(request.host ?? none, usable) else { return nil }
        return HashFunction.sdbm.hash(whole).avalanched
    }

    private static func hashWithSource(
        _ context: inout SampleContext,
        _ path: UnsafeRawBufferPointer?
    ) -> Sample? {
        guard let hash = hash(&context, path), let word = context.arena.take(4) else { return nil }
        word.storeBytes(of: hash.bigEndian, as: UInt32.self)
        let left = UnsafeRawBufferPointer(word)
        guard let source = context.fact(.sourceAddress),
            let address = context.arena.addressBytes(source)
        else { return .binary(left) }
        return context.arena.join(left, address).map { .binary($0) }
    }

    /// What stands between `://` and the path of an absolute target.
    private static func authority(_ context: SampleContext) -> UnsafeRawBufferPointer? {
        guard let target = context.request?.target, target.first != 0x2F,
            let colon = target.firstIndex(of: 0x3A), colon + 2 < target.count,
            target[colon + 1] == 0x2F, target[colon + 2] == 0x2F
        else { return nil }
        let start = colon + 3
        let end = target[start...].firstIndex { $0 == 0x2F || $0 == 0x3F } ?? target.count
        return target.part(start..<end)
    }
}
