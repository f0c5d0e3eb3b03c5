internal import Diagnostics

/// Words of HAProxy's language that are known and refused, each with the supported way if there is
/// one.
///
/// Nothing is accepted and then ignored; what is in these tables is told apart from a misspelling.
enum UnsupportedKeywords {
    /// A word and what to write instead.
    typealias Table = [String: String?]

    /// The refusal of a word that is in no table of supported ones.
    static func diagnostic(
        for word: Word,
        kind: String,
        among known: [String],
        unsupported: Table
    ) -> Diagnostic {
        if let hint = unsupported[word.text] {
            return Diagnostic(
                "the \(kind) '\(word.text)' is not supported by switchyard-proxy",
                at: word.place,
                hint: hint
            )
        }
        return .unknown(kind, word.text, among: known, at: word.place)
    }

    private static func table(_ words: String, hints: [String: String] = [:]) -> Table {
        var table: Table = [:]
        for word in words.split(whereSeparator: \.isWhitespace) {
            table[String(word)] = .some(nil)
        }
        for (word, hint) in hints { table[word] = .some(hint) }
        return table
    }

    /// First words of lines.
    static let keywords = table(
        """
        51degrees-data-file fullconn spread-checks tune.maxrewrite ssl-default-bind-curves
         51degrees-property-name-list bind-process busy-polling
        capture cluster-secret compression cpu-map crl-file debug declare deviceatlas-json-file
        dispatch email-alert monitor-net block reqadd rspadd external-check filter force-persist grace h1-case-adjust
        h1-case-adjust-file h2-workaround-bogus-websocket-clients http-send-name-header
        ignore-persist insecure-fork-wanted insecure-setuid-wanted issuers-chain-path
        load-server-state-from-file localpeer log-format log-format-sd lua-load
        lua-load-per-thread lua-prepend-path master-worker max-keep-alive-queue maxcompcpuusage
        maxcomprate maxconnrate maxpipes maxsessrate maxsslconn maxsslrate maxzlibmem mworker-max-reloads
        nbproc noepoll noevports nogetaddrinfo nokqueue nopoll noreuseport nosplice numa-cpu-mapping
        persist pp2-never-send-local presetenv profiling.tasks quiet rate-limit
        resetenv server-state-base server-state-file server-state-file-name server-template set-dumpable
        set-var set-var-fmt setenv source ssl-dh-param-file ssl-engine ssl-load-extra-del-ext
        ssl-load-extra-files ssl-mode-async ssl-propquery ssl-provider stick stick-table
        strict-limits tcp-check tcp-request tcp-response transparent unique-id-format
        unique-id-header unix-bind unsetenv use-fcgi-app use-server wurfl-data-file zero-warning
        ssl-skip-self-issued-ca thread-groups thread-group error-log-format errorloc errorloc302
        errorloc303 errorfiles http-error tune.comp.maxlevel tune.fd.edge-triggered
        tune.h2.header-table-size tune.h2.initial-window-size tune.h2.max-concurrent-streams
        tune.http.cookielen tune.http.logurilen tune.http.maxhdr tune.idle-pool.shared
        tune.idletimer tune.lua.maxmem tune.maxaccept tune.maxpollevents tune.pattern.cache-size
        tune.pipesize tune.pool-high-fd-ratio tune.rcvbuf.client tune.rcvbuf.server
        tune.recv_enough tune.runqueue-depth tune.sched.low-latency tune.sndbuf.client
        tune.sndbuf.server tune.ssl.cachesize tune.ssl.capture-buffer-size
        tune.ssl.default-dh-param tune.ssl.force-private-cache tune.ssl.keylog tune.ssl.lifetime
        tune.ssl.maxrecord tune.vars.global-max-size tune.zlib.memlevel
        """,
        hints: [
            "log-format": "use 'option httplog'",
            "nbproc": "use 'nbthread'",
            "server-template": "write a 'server' line for each",
            "use-server": "use ACLs with use_backend",
            "stats socket": "it belongs to 'global'",
            "errorloc": "use 'http-request redirect' or 'errorfile'",
            "errorloc302": "use 'http-request redirect' or 'errorfile'",
            "errorloc303": "use 'http-request redirect' or 'errorfile'",
            "http-error": "use 'errorfile'",
            "tune.ssl.default-dh-param": "leave it out: key exchange uses elliptic curves",
            "ssl-dh-param-file": "leave it out: key exchange uses elliptic curves",
            "monitor-net": "use 'monitor-uri'",
            "block": "use 'http-request deny'",
            "reqadd": "use 'http-request add-header'",
            "rspadd": "use 'http-response add-header'",
            "server-state-file": "drained servers are remembered over a reload, not over a restart",
            "load-server-state-from-file":
                "drained servers are remembered over a reload, not over a restart",
            "master-worker": "leave it out: one process reloads in place on SIGUSR2",
        ]
    )

    /// The second word after a first one.
    static func secondWords(after first: String) -> Table {
        switch first {
        case "option": return options
        case "timeout":
            return table(
                "tarpit client-fin server-fin",
                hints: ["clitimeout": "use 'timeout client'"]
            )
        case "http-request": return requestActions
        case "http-response", "http-after-response": return responseActions
        case "http-check": return table("comment connect send-state set-var unset-var")
        case "stats":
            return table(
                "bind-process http-request scope show-modules",
                hints: ["admin": "change servers on the stats socket"]
            )
        case "monitor": return [:]
        default: return [:]
        }
    }

    private static let options = table(
        """
        accept-invalid-http-request accept-invalid-http-response checkcache clitcpka
        contstats disable-h2-upgrade external-check h1-case-adjust-bogus-client
        h1-case-adjust-bogus-server http-buffer-request http-ignore-probes
        http-no-delay http-pretend-keepalive http-restrict-req-hdr-names http-use-htx
        http-use-proxy-header httpslog logasap independent-streams
        ldap-check log-health-checks mysql-check nolinger originalto pgsql-check
        prefer-last-server redis-check smtpchk socket-stats spop-check srvtcpka ssl-hello-chk
        splice-auto splice-request splice-response tcp-check tcp-smart-accept tcp-smart-connect
        tcpka transparent
        """,
        hints: [
            "httpslog": "use 'option httplog'",
            "tcp-check": "leave it out: a check without 'option httpchk' connects",
            "ssl-hello-chk": "use 'check-ssl' on the server",
            "forceclose": "use 'option httpclose'",
            "log-health-checks": "leave it out: changes of health are always logged",
        ]
    )

    private static let requestActions = table(
        """
        add-acl auth cache-use capture del-acl del-map do-resolve
        early-hint normalize-uri reject replace-header replace-path replace-pathq replace-uri
        replace-value sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt sc-set-gpt0 send-spoe-group
        set-dst set-dst-port set-log-level set-map set-mark set-nice set-pathq set-priority-class
        set-priority-offset set-query set-src set-src-port set-timeout set-tos set-uri set-var
        set-var-fmt silent-drop strict-mode tarpit track-sc0 track-sc1 track-sc2 unset-var
        use-service wait-for-body wait-for-handshake lua
        """,
        hints: ["block": "use 'deny'", "tarpit": "use 'deny'"]
    )

    private static let responseActions = table(
        """
        add-acl cache-store capture del-acl del-map redirect replace-header replace-value return
        sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt0 send-spoe-group set-log-level set-map set-mark
        set-nice set-tos set-var set-var-fmt silent-drop strict-mode track-sc0 track-sc1 track-sc2
        unset-var wait-for-body lua
        """,
        hints: ["block": "use 'deny'"]
    )

    /// Options of `bind` and `stats socket`.
    static let bindOptions = table(
        """
        accept-netscaler-cip strict-sni no-tls-tickets curves maxconn
         accept-proxy allow-0rtt ca-ignore-err ca-sign-file ca-sign-pass
        ca-verify-file crl-file crt-ignore-err crt-list defer-accept ecdhe
        force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates
        id interface mss namespace nbconn nice no-alpn no-ca-names npn
        ocsp-update prefer-client-ciphers process proto quic-cc-algo severity-output shards
        ssl-skip-self-issued-ca tcp-ut tfo thread tls-ticket-keys transparent
        """,
        hints: [
            "crt-list": "put all names into one certificate, and give it with 'crt'",
            "maxconn": "use 'maxconn' on a line of its own in the frontend",
            "strict-sni": "one certificate is shown for every name",
            "force-tlsv12": "use 'ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2'",
            "force-tlsv13": "use 'ssl-min-ver TLSv1.3'",
            "thread": "every thread accepts on every bind",
            "process": "every thread accepts on every bind",
        ]
    )

    /// Options of `server` and `default-server`.
    static let serverOptions = table(
        """
        minconn no-tls-tickets curves agent-addr agent-check agent-inter agent-port agent-send allow-0rtt ca-verify-file
        check-alpn check-proto check-send-proxy check-via-socks4 crl-file error-limit force-sslv3
        force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 log-proto max-reuse namespace no-agent-check
        no-send-proxy no-send-proxy-v2 no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn no-ssl-reuse
        no-tfo no-verifyhost non-stick npn observe on-error pool-low-conn proto
        proxy-v2-options redir resolve-net resolve-opts resolve-prefer resolvers send-proxy
        send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn set-proxy-v2-tlv-fmt shard socks4
        source ssl-reuse stick tcp-ut tfo track tls-tickets usesrc ws
        """,
        hints: [
            "observe": "use active checks with 'fastinter'",
            "resolvers": "names are looked up once, at start",
            "force-tlsv12": "use 'ssl-min-ver TLSv1.2 ssl-max-ver TLSv1.2'",
        ]
    )

    /// Options of `ssl-default-bind-options` and `ssl-default-server-options`.
    static let tlsOptions = table(
        """
        force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 prefer-client-ciphers
        tls-tickets no-tls-tickets
        """
    )

    /// Options of `cookie`.
    static let cookieOptions = table(
        "rewrite prefix maxidle maxlife dynamic",
        hints: ["rewrite": "use 'insert'", "prefix": "use 'insert'"]
    )

    /// Matches of `http-check expect`.
    static let expectations = table(
        """
        comment min-recv ok-status error-status tout-status on-success on-error status-code hdr
        fhdr string-lf
        """
    )

    /// Sample fetches and ACL criteria.
    static let fetches = table(
        """
        avg_queue be_conn be_conn_free be_id be_sess_rate bc_dst bc_src bin bytes_in capture.req.hdr
        capture.req.method capture.req.uri capture.res.hdr conn_id connslots cpu_calls dst_conn
        env fc_http_major fc_pp_authority fc_rcvd_proxy fc_rtt fe_conn fe_id fe_req_rate
        fe_sess_rate hdr_ip hdr_val http_auth http_auth_group http_auth_user http_first_req ipv4
        ipv6 nbproc nbthread payload queue rand req.body req.body_len req.body_param req.hdrs req.hdr_ip
        req.hdr_val req.hdr_names req.len req.payload req.proto_http req.ssl_hello_type req.ssl_sni
        req_ssl_sni sc0_conn_cur sc0_http_req_rate sc0_get_gpc0 sc_http_req_rate 
        srv_conn srv_id srv_is_up srv_queue ssl_bc ssl_c_s_dn ssl_c_used ssl_c_verify ssl_f_serial
        ssl_fc_alpn ssl_fc_cipher ssl_fc_has_crt ssl_fc_has_sni ssl_fc_protocol ssl_fc_session_id
        src_conn_cur src_http_req_rate stopping table thread txn.status unique-id urlp_val var
        wait_end uuid url_ip url_port url32 base32 base32+src path_cnt scook res.cook res.len
        """,
        hints: ["uuid": "log lines tell requests apart by time and port"]
    )

    /// Converters.
    static let converters = table(
        """
        add aes_gcm_dec and b64dec base64 bool bytes capture-req concat cpl crc32 crc32c cut_crlf
        da-csv-conv debug digest div djb2 even hex hmac http_date htonl iif in_table ip.ver ipmask json
        json_query jwt_header_query jwt_payload_query jwt_verify language ltime ltrim map map_beg
        map_str mod mqtt_field_value mul neg odd or protobuf regsub rtrim sdbm secure_memcmp sha1
        sha2 srv_queue strcmp sub table_http_req_rate ub64dec ungrpc unset-var url_dec url_enc
        utime word wt6 xor xxh32 xxh64
        """
    )
}
