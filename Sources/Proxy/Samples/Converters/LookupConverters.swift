/// What is known of the proxy or server of a name.
extension ConverterKeyword {
    static let lookups: [ConverterKeyword] = [
        ConverterKeyword("nbsrv", .none, .str, .sint) { input, _, context in
            context.fact(.usableServers, of: FactSubject(proxy: input.bytes))
        },
        ConverterKeyword("srv_queue", .none, .str, .sint) { input, _, context in
            context.fact(.serverQueue, of: server(input.bytes))
        },
        ConverterKeyword("srv_is_up", .none, .str, .bool) { input, _, context in
            context.fact(.serverIsUp, of: server(input.bytes))
        },
        ConverterKeyword("fe_exists", .none, .str, .bool) { input, _, context in
            .bool(context.fact(.frontendConnections, of: FactSubject(proxy: input.bytes)) != nil)
        },
    ]

    /// `backend/server`, or a server of the stream's backend.
    private static func server(_ text: UnsafeRawBufferPointer) -> FactSubject {
        guard let slash = text.firstIndex(of: 0x2F) else { return FactSubject(server: text) }
        return FactSubject(
            proxy: text.part(0..<slash),
            server: text.part((slash + 1)..<text.count)
        )
    }
}
