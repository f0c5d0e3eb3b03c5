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
