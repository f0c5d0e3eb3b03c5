internal import Diagnostics

/// Addresses and ports of both sides, the listener, times of a connection.
extension FetchKeyword {
    static let connection: [FetchKeyword] = [
        .fact("src", .address, .clientAddress, .sourceAddress),
        .fact("src_port", .sint, .clientAddress, .sourcePort),
        .fact("dst", .address, .clientAddress, .destinationAddress),
        .fact("dst_port", .sint, .clientAddress, .destinationPort),
        .fact("fc_src", .address, .clientAddress, .connectionSourceAddress),
        .fact("fc_src_port", .sint, .clientAddress, .connectionSourcePort),
        .fact("fc_dst", .address, .clientAddress, .connectionDestinationAddress),
        .fact("fc_dst_port", .sint, .clientAddress, .connectionDestinationPort),
        local("src_is_local", .sourceAddress),
        local("dst_is_local", .destinationAddress),
        local("fc_src_is_local", .connectionSourceAddress),
        local("fc_dst_is_local", .connectionDestinationAddress),
        .fact("so_id", .sint, .frontend, .listenerID),
        .fact("so_name", .str, .frontend, .listenerName),
        .fact("internal.strm.is_htx", .bool, .clientAddress, .isHTTP),
        .fact("fc_rcvd_proxy", .bool, .clientAddress, .hasProxyHeader),
        FetchKeyword("fc_pp_authority", .none, .str, .clientAddress) { _, context in
            context.fact(.proxyAttribute, of: FactSubject(index: 0x02))?.retyped(.str)
        },
        FetchKeyword("fc_pp_unique_id", .none, .str, .clientAddress) { _, context in
            context.fact(.proxyAttribute, of: FactSubject(index: 0x05))?.retyped(.str)
        },
        FetchKeyword(
            "fc_pp_tlv",
            .init(required: 1, .text),
            .str,
            .clientAddress,
            check: readAttributeNumber,
            { arguments, context in
                let subject = FactSubject(index: Int(arguments.number(0)))
                return context.fact(.proxyAttribute, of: subject)?.retyped(.str)
            }
        ),
        .fact("fc_http_major", .sint, .clientAddress, .httpMajorVersion),
        .fact("bc_src", .address, .serverAddress, .serverSourceAddress),
        .fact("bc_src_port", .sint, .serverAddress, .serverSourcePort),
        .fact("bc_dst", .address, .serverAddress, .serverDestinationAddress),
        .fact("bc_dst_port", .sint, .serverAddress, .serverDestinationPort),
        .fact("bc_reused", .bool, .serverAddress, .serverConnectionReused),
        .fact("bc_http_major", .sint, .serverAddress, .serverHTTPMajorVersion),
        date("accept_date", .clientAddress, .acceptDateMicroseconds),
        date("request_date", .request, .requestDateMicroseconds),
    ]

    /// The number of a value in a header of the PROXY protocol, or the name of one that has any.
    @Sendable
    private static func readAttributeNumber(_ draft: inout CallDraft) throws(Diagnostic) {
        let names: [String: Int64] = [
            "ALPN": 1, "AUTHORITY": 2, "CRC32C": 3, "NOOP": 4, "UNIQUE_ID": 5, "SSL": 0x20,
            "NETNS": 0x30,
        ]
        let text = draft.text(0) ?? ""
        var number = names[text]
        if number == nil {
            number =
                text.lowercased().hasPrefix("0x")
                ? Int64(text.dropFirst(2), radix: 16) : Int64(text)
        }
        guard let number, (0...255).contains(number) else {
            throw draft.error("'\(text)' is no type of a TLV", expected: "a number from 0 to 255")
        }
        draft.set(0, number: number)
    }

    private static func date(
        _ name: String,
        _ sources: SampleSources,
        _ fact: StreamFact
    ) -> FetchKeyword {
        FetchKeyword(
            name,
            .init(required: 0, .text),
            .sint,
            sources,
            check: { draft throws(Diagnostic) in try draft.readTimeUnit(0) },
            { arguments, context in
                guard let time = context.fact(fact)?.integer else { return nil }
                return .integer(time / (1_000_000 / max(1, arguments.number(0))))
            }
        )
    }

    /// Whether an address is one of this machine's, as far as it tells by itself.
    private static func local(_ name: String, _ fact: StreamFact) -> FetchKeyword {
        FetchKeyword(name, .none, .bool, .clientAddress) { _, context in
            guard let address = context.fact(fact) else { return nil }
            switch address.type {
            case .ipv4: return .bool(address.ipv4 >> 24 == 127)
            case .ipv6:
                let isMapped = address.high == 0 && address.low >> 24 == 0xFFFF7F
                return .bool(address.high == 0 && address.low == 1 || isMapped)
            default: return nil
            }
        }
    }
}
