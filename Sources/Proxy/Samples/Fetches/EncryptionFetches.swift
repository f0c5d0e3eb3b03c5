/// TLS of both sides.
extension FetchKeyword {
    static let encryption: [FetchKeyword] = [
        .fact("ssl_fc", .bool, .clientConnection, .clientUsesTLS),
        .fact("ssl_fc_sni", .str, .clientConnection, .clientServerName),
        .fact("ssl_fc_protocol", .str, .clientConnection, .clientProtocol),
        .fact("ssl_fc_cipher", .str, .clientConnection, .clientCipher),
        .fact("ssl_fc_alpn", .str, .clientConnection, .clientALPN),
        .fact("ssl_fc_is_resumed", .bool, .clientConnection, .clientIsResumed),
        FetchKeyword("ssl_fc_has_sni", .none, .bool, .clientConnection) { _, context in
            guard context.fact(.clientUsesTLS)?.isTrue == true else { return .bool(false) }
            return .bool(context.fact(.clientServerName) != nil)
        },
        .fact("ssl_bc", .bool, .serverConnection, .serverUsesTLS),
        .fact("ssl_bc_alpn", .str, .serverConnection, .serverALPN),
    ]
}
