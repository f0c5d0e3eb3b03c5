/// TLS of both sides.
extension FetchKeyword {
    static let encryption: [FetchKeyword] =
        sides.flatMap { prefix, side in
            connectionFacts.map { .encryption("\(prefix)_\($0.name)", $0.type, side, $0.fact) }
        } + [
            .fact("ssl_fc", .bool, .clientConnection, .clientUsesTLS),
            .fact("ssl_fc_sni", .str, .clientConnection, .clientServerName),
            FetchKeyword("ssl_fc_has_sni", .none, .bool, .clientConnection) { _, context in
                guard context.fact(.clientUsesTLS)?.isTrue == true else { return .bool(false) }
                return .bool(context.fact(.clientServerName) != nil)
            },
            .fact("ssl_bc", .bool, .serverConnection, .serverUsesTLS),
        ]

    private static let sides: [(prefix: String, side: EncryptionQuestion.Side)] = [
        ("ssl_fc", .client(.peer)), ("ssl_bc", .server(.peer)),
    ]

    /// What can be asked of either side's connection.
    private static let connectionFacts: [(name: String, type: SampleType, fact: EncryptionFact)] = [
        ("protocol", .str, .version), ("cipher", .str, .cipher),
        ("alpn", .str, .applicationProtocol), ("is_resumed", .bool, .isResumed),
        ("use_keysize", .sint, .usedBits), ("alg_keysize", .sint, .algorithmBits),
        ("curve", .str, .group), ("session_id", .bin, .sessionIdentity),
        ("session_key", .bin, .sessionSecret), ("client_random", .bin, .clientRandom),
        ("server_random", .bin, .serverRandom), ("unique_id", .bin, .uniqueIdentity),
        ("err", .sint, .faultNumber), ("err_str", .str, .faultDescription),
    ]
}
