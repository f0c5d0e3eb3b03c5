/// Names, numbers and limits of frontends, backends and servers.
extension FetchKeyword {
    static let proxies: [FetchKeyword] = [
        .fact("fe_name", .str, .frontend, .frontendName),
        .fact("fe_id", .sint, .frontend, .frontendID),
        .fact("fe_defbe", .str, .frontend, .defaultBackend),
        .fact("be_name", .str, .backend, .backendName),
        .fact("be_id", .sint, .backend, .backendID),
        .fact("srv_name", .str, .server, .serverName),
        .fact("srv_id", .sint, .server, .serverID),
        frontend("fe_conn", .frontendConnections),
        frontend("fe_req_rate", .frontendRequestRate),
        frontend("fe_sess_rate", .frontendSessionRate),
        backend("be_conn", .backendConnections),
        backend("be_conn_free", .backendFreeConnections),
        backend("be_sess_rate", .backendSessionRate),
        backend("connslots", .backendSlots),
        backend("queue", .backendQueue),
        backend("avg_queue", .averageQueue),
        backend("nbsrv", .usableServers),
        server("srv_conn", .sint, .serverConnections),
        server("srv_conn_free", .sint, .serverFreeConnections),
        server("srv_is_up", .bool, .serverIsUp),
        server("srv_queue", .sint, .serverQueue),
        server("srv_sess_rate", .sint, .serverSessionRate),
        server("srv_weight", .sint, .serverWeight),
        server("srv_iweight", .sint, .serverInitialWeight),
        server("srv_uweight", .sint, .serverUserWeight),
    ]

    static let timeouts: [FetchKeyword] = [
        .fact("cur_client_timeout", .sint, .frontend, .clientTimeout),
        .fact("cur_server_timeout", .sint, .backend, .serverTimeout),
        .fact("cur_tunnel_timeout", .sint, .backend, .tunnelTimeout),
        .fact("cur_connect_timeout", .sint, .backend, .connectTimeout),
        .fact("cur_queue_timeout", .sint, .backend, .queueTimeout),
        .fact("cur_tarpit_timeout", .sint, [.frontend, .backend], .tarpitTimeout),
        .fact("cur_max_retries", .sint, .backend, .maximumRetries),
        .fact("fe_client_timeout", .sint, .frontend, .frontendClientTimeout),
        .fact("fe_tarpit_timeout", .sint, .frontend, .frontendTarpitTimeout),
        .fact("be_server_timeout", .sint, .backend, .backendServerTimeout),
        .fact("be_tunnel_timeout", .sint, .backend, .backendTunnelTimeout),
        .fact("be_connect_timeout", .sint, .backend, .backendConnectTimeout),
        .fact("be_queue_timeout", .sint, .backend, .backendQueueTimeout),
        .fact("be_tarpit_timeout", .sint, .backend, .backendTarpitTimeout),
        .fact("be_max_retries", .sint, .backend, .maximumRetries),
    ]

    private static func frontend(_ name: String, _ fact: StreamFact) -> FetchKeyword {
        FetchKeyword(name, .init(required: 0, .frontend), .sint, .state) { arguments, context in
            context.fact(fact, of: FactSubject(proxy: arguments.text(0)))
        }
    }

    private static func backend(_ name: String, _ fact: StreamFact) -> FetchKeyword {
        FetchKeyword(name, .init(required: 0, .backend), .sint, .state) { arguments, context in
            context.fact(fact, of: FactSubject(proxy: arguments.text(0)))
        }
    }

    private static func server(
        _ name: String,
        _ output: SampleType,
        _ fact: StreamFact
    ) -> FetchKeyword {
        FetchKeyword(name, .init(required: 1, .server), output, .state) { arguments, context in
            let text = arguments.text(0)
            guard let slash = text.firstIndex(of: 0x2F) else {
                return context.fact(fact, of: FactSubject(server: text))
            }
            let subject = FactSubject(
                proxy: text.part(0..<slash),
                server: text.part((slash + 1)..<text.count)
            )
            return context.fact(fact, of: subject)
        }
    }
}
