/// How far a transaction is, and how it went.
extension FetchKeyword {
    static let transaction: [FetchKeyword] = [
        .fact("unique-id", .str, .serverAddress, .uniqueID).withSources(.state),
        .fact("txn.id32", .sint, .state, .streamID),
        .fact("txn.conn_retries", .sint, .serverAddress, .retries),
        .fact("txn.redispatched", .bool, .serverAddress, .isRedispatched),
        .fact("txn.sess_term_state", .str, .state, .terminationState),
        .fact("last_rule_line", .sint, .state, .lastRuleLine),
        .fact("last_rule_file", .str, .state, .lastRuleFile),
        .fact("bytes_in", .sint, .requestEnd, .bytesIn),
        .fact("bytes_out", .sint, .responseEnd, .bytesOut),
        .fact("req.bytes_in", .sint, .requestEnd, .bytesIn),
        .fact("res.bytes_out", .sint, .responseEnd, .bytesOut),
        .fact("txn.timer.total", .sint, .transactionEnd, .activeTime),
        .fact("txn.timer.user", .sint, .transactionEnd, .userTime),
        .fact("bc.timer.connect", .sint, .serverAddress, .connectTime),
        .fact("fc.timer.handshake", .sint, .clientAddress, .handshakeTime),
        .fact("fc.timer.total", .sint, .sessionEnd, .totalTime),
        .fact("req.timer.idle", .sint, .requestHead, .idleTime),
        .fact("req.timer.tq", .sint, .requestHead, .requestTime),
        .fact("req.timer.hdr", .sint, .requestHead, .headTime),
        .fact("req.timer.queue", .sint, .serverAddress, .queueTime),
        .fact("res.timer.data", .sint, .responseEnd, .dataTime),
        .fact("res.timer.hdr", .sint, .responseHead, .responseTime),
        .fact("bc_be_queue", .sint, .serverAddress, .backendQueuePosition),
        .fact("bc_srv_queue", .sint, .serverAddress, .serverQueuePosition),
    ]

    private func withSources(_ sources: SampleSources) -> FetchKeyword {
        FetchKeyword(name, signature, output, sources, check: check, evaluate)
    }
}
