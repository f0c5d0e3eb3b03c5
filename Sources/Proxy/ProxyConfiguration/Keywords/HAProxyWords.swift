/// The words of HAProxy's configuration language, of 2.6 and of 3.4, by where they stand.
///
/// They tell a word that is not supported here from one that is misspelt.
enum HAProxyWords {
    static func set(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    }

    /// First words of lines in `global`.
    static let globalWords = set(
        """
        51degrees-allow-unmatched 51degrees-cache-size 51degrees-data-file 51degrees-difference
        51degrees-drift 51degrees-property-name-list 51degrees-property-separator
        51degrees-use-performance-graph 51degrees-use-predictive-graph acme.scheduler anonkey
        busy-polling ca-base chroot close-spread-time cluster-secret cpu-affinity cpu-map
        cpu-policy cpu-set crt-base daemon debug.counters default-path description
        deviceatlas-json-file deviceatlas-log-level deviceatlas-properties-cookie
        deviceatlas-separator dns-accept-family expose-deprecated-directives
        expose-experimental-directives external-check fd-hard-limit force-cfg-parser-pause gid
        grace group h1-accept-payload-with-any-method h1-case-adjust h1-case-adjust-file
        h1-do-not-close-on-insecure-transfer-encoding h2-workaround-bogus-websocket-clients
        hard-stop-after harden.reject-privileged-ports.quic harden.reject-privileged-ports.tcp
        http-err-codes http-fail-codes httpclient.resolvers.disabled httpclient.resolvers.id
        httpclient.resolvers.prefer httpclient.retries httpclient.ssl.ca-file
        httpclient.ssl.verify httpclient.timeout.connect insecure-fork-wanted
        insecure-setuid-wanted issuers-chain-path jwt.decrypt_alg_list jwt.decrypt_enc_list
        key-base limited-quic localpeer log log-send-hostname log-tag lua-load
        lua-load-per-thread lua-prepend-path master-worker max-spread-checks
        max-threads-per-group maxcompcpuusage maxcomprate maxconn maxconnrate maxpipes
        maxsessrate maxsslconn maxsslrate maxzlibmem mworker-max-reloads nbproc nbthread
        no-memory-trimming node noepoll noevports nogetaddrinfo nokqueue noktls nopoll
        noreuseport nosplice numa-cpu-mapping ocsp-update.disable ocsp-update.httpproxy
        ocsp-update.maxdelay ocsp-update.mindelay ocsp-update.mode pidfile pp2-never-send-local
        prealloc-fd presetenv profiling.memory profiling.tasks quick-exit quiet resetenv
        server-state-base server-state-file set-dumpable set-var set-var-fmt setcap setenv
        shm-stats-file shm-stats-file-max-objects spread-checks ssl-default-bind-ciphers
        ssl-default-bind-ciphersuites ssl-default-bind-client-sigalgs ssl-default-bind-curves
        ssl-default-bind-options ssl-default-bind-sigalgs ssl-default-server-ciphers
        ssl-default-server-ciphersuites ssl-default-server-client-sigalgs
        ssl-default-server-curves ssl-default-server-options ssl-default-server-sigalgs
        ssl-dh-param-file ssl-engine ssl-load-extra-del-ext ssl-load-extra-files ssl-mode-async
        ssl-passphrase-cmd ssl-propquery ssl-provider ssl-provider-path ssl-security-level
        ssl-server-verify ssl-skip-self-issued-ca stats stats-file stress-level strict-limits
        thread-group thread-groups thread-hard-limit tune.applet.zero-copy-forwarding
        tune.buffers.limit tune.buffers.reserve tune.bufsize tune.bufsize.large
        tune.bufsize.small tune.chksize tune.cli.max-payload-size tune.comp.maxlevel
        tune.defaults.purge tune.disable-fast-forward tune.disable-zero-copy-forwarding
        tune.epoll.mask-events tune.events.max-events-at-once tune.fail-alloc
        tune.fd.edge-triggered tune.fd.tables tune.glitches.kill.cpu-usage
        tune.h1.be.glitches-threshold tune.h1.fe.glitches-threshold tune.h1.zero-copy-fwd-recv
        tune.h1.zero-copy-fwd-send tune.h2.be.glitches-threshold tune.h2.be.initial-window-size
        tune.h2.be.max-concurrent-streams tune.h2.be.max-frames-at-once tune.h2.be.rxbuf
        tune.h2.fe.glitches-threshold tune.h2.fe.initial-window-size
        tune.h2.fe.max-concurrent-streams tune.h2.fe.max-frames-at-once
        tune.h2.fe.max-rst-at-once tune.h2.fe.max-total-streams tune.h2.fe.rxbuf
        tune.h2.header-table-size tune.h2.initial-window-size tune.h2.log-errors
        tune.h2.max-concurrent-streams tune.h2.max-frame-size tune.h2.zero-copy-fwd-send
        tune.http.cookielen tune.http.logurilen tune.http.maxhdr tune.idle-pool.shared
        tune.idletimer tune.listener.default-shards tune.listener.multi-queue
        tune.lua.bool-sample-conversion tune.lua.burst-timeout tune.lua.forced-yield
        tune.lua.log.loggers tune.lua.log.stderr tune.lua.maxmem tune.lua.openlibs
        tune.lua.service-timeout tune.lua.session-timeout tune.lua.task-timeout
        tune.max-checks-per-thread tune.max-rules-at-once tune.maxaccept tune.maxpollevents
        tune.maxrewrite tune.memory.hot-size tune.notsent-lowat.client tune.notsent-lowat.server
        tune.pattern.cache-size tune.peers.max-updates-at-once tune.pipesize
        tune.pool-high-fd-ratio tune.pool-low-fd-ratio tune.pt.zero-copy-forwarding
        tune.quic.be.cc.cubic-min-losses tune.quic.be.cc.hystart tune.quic.be.cc.max-frame-loss
        tune.quic.be.cc.max-win-size tune.quic.be.cc.reorder-ratio tune.quic.be.max-idle-timeout
        tune.quic.be.sec.glitches-threshold tune.quic.be.stream.data-ratio
        tune.quic.be.stream.max-concurrent tune.quic.be.stream.rxbuf tune.quic.be.tx.pacing
        tune.quic.be.tx.udp-gso tune.quic.cc-hystart tune.quic.conn-buf-limit
        tune.quic.fe.cc.cubic-min-losses tune.quic.fe.cc.hystart tune.quic.fe.cc.max-frame-loss
        tune.quic.fe.cc.max-win-size tune.quic.fe.cc.reorder-ratio tune.quic.fe.max-idle-timeout
        tune.quic.fe.sec.glitches-threshold tune.quic.fe.sec.retry-threshold
        tune.quic.fe.sock-per-conn tune.quic.fe.stream.data-ratio
        tune.quic.fe.stream.max-concurrent tune.quic.fe.stream.max-total
        tune.quic.fe.stream.rxbuf tune.quic.fe.tx.pacing tune.quic.fe.tx.udp-gso
        tune.quic.frontend.conn-tx-buffers.limit tune.quic.frontend.max-idle-timeout
        tune.quic.frontend.max-streams-bidi tune.quic.listen tune.quic.max-frame-loss
        tune.quic.mem.tx-max tune.quic.retry-threshold tune.quic.zero-copy-fwd-send
        tune.rcvbuf.backend tune.rcvbuf.client tune.rcvbuf.frontend tune.rcvbuf.server
        tune.recv_enough tune.renice.runtime tune.renice.startup tune.ring.queues
        tune.runqueue-depth tune.sched.low-latency tune.sndbuf.backend tune.sndbuf.client
        tune.sndbuf.frontend tune.sndbuf.server tune.ssl.cachesize tune.ssl.capture-buffer-size
        tune.ssl.capture-cipherlist-size tune.ssl.certificate-compression
        tune.ssl.default-dh-param tune.ssl.force-private-cache tune.ssl.hard-maxrecord
        tune.ssl.keylog tune.ssl.keyupdate-rate-limit tune.ssl.lifetime tune.ssl.maxrecord
        tune.ssl.ocsp-update.maxdelay tune.ssl.ocsp-update.mindelay tune.ssl.ssl-ctx-cache-size
        tune.stick-counters tune.streams-elasticity tune.takeover-other-tg-connections
        tune.vars.check-max-size tune.vars.global-max-size tune.vars.proc-max-size
        tune.vars.reqres-max-size tune.vars.sess-max-size tune.vars.txn-max-size
        tune.zlib.memlevel tune.zlib.windowsize uid ulimit-n unix-bind unsetenv user
        warn-blocked-traffic-after wurfl-cache-size wurfl-data-file wurfl-information-list
        wurfl-information-list-separator wurfl-patch-file zero-warning
        """
    )

    /// First words of lines in `defaults`, `frontend`, `backend` and `listen`.
    static let proxyWords = set(
        """
        acl appsession backlog balance be-unpublished bind bind-process block capture cliexp
        clitcpka-cnt clitcpka-idle clitcpka-intvl clitimeout compression contimeout cookie crt
        declare default-server default_backend description disabled dispatch dynamic-cookie-key
        email-alert enabled error-log-format errorfile errorfiles errorloc errorloc302
        errorloc303 external-check filter filter-sequence force-be-switch force-persist fullconn
        grace guid hash-balance-factor hash-preserve-affinity hash-type healthcheck
        http-after-response http-check http-error http-request http-response http-reuse
        http-send-name-header id ignore-persist load-server-state-from-file log log-format
        log-format-sd log-steps log-tag max-keep-alive-queue max-session-srv-conns maxconn mode
        monitor monitor-fail monitor-net monitor-uri option persist quic-initial rate-limit
        redirect redispatch reqadd reqallow reqdel reqdeny reqiallow reqidel reqideny reqipass
        reqirep reqitarpit reqpass reqrep reqtarpit retries retry-on rspadd rspdel rspdeny
        rspidel rspideny rspirep rsprep server server-state-file-name server-template source
        srvexp srvtcpka-cnt srvtcpka-idle srvtcpka-intvl srvtimeout ssl-f-use stats stick
        stick-table tcp-check tcp-request tcp-response timeout transparent unique-id-format
        unique-id-header use-fcgi-app use-server use_backend usesrc
        """
    )

    /// Words after `option`.
    static let options = set(
        """
        abortonclose accept-invalid-http-request accept-invalid-http-response allbackups
        checkcache clitcpka contstats disable-h2-upgrade dontlog-normal dontlognull
        external-check forceclose forwarded forwardfor h1-case-adjust-bogus-client
        h1-case-adjust-bogus-server http-buffer-request http-drop-request-trailers
        http-drop-response-trailers http-ignore-probes http-keep-alive http-no-delay
        http-pretend-keepalive http-restrict-req-hdr-names http-server-close http-use-htx
        http-use-proxy-header http_proxy httpchk httpclose httplog httpslog
        idle-close-on-response independent-streams ldap-check log-health-checks
        log-separate-errors logasap mysql-check nolinger originalto persist pgsql-check
        prefer-last-server redis-check redispatch smtpchk socket-stats splice-auto
        splice-request splice-response spop-check srvtcpka ssl-hello-chk tcp-check
        tcp-smart-accept tcp-smart-connect tcpka tcplog transparent use-small-buffers
        """
    )

    /// Words after `timeout`.
    static let timeouts = set(
        """
        check client client-fin client-hs clitimeout connect contimeout http-keep-alive
        http-request queue server server-fin srvtimeout tarpit tunnel
        """
    )

    /// Words after `stats`.
    static let statistics = set(
        """
        admin auth bind-process enable hide-version http-request maxconn realm refresh scope
        show-desc show-legends show-modules show-node show-version socket timeout uri
        """
    )

    /// Words after `http-request`.
    static let connectionActions = set(
        """
        accept attach-srv capture close do-log do-resolve expect-netscaler-cip expect-proxy lua
        reject sc-add-gpc sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt sc-set-gpt0 send-spoe-group
        set-bandwidth-limit set-bc-mark set-bc-tos set-dst set-dst-port set-fc-mark set-fc-tos
        set-log-level set-mark set-nice set-priority-class set-priority-offset set-retries set-src
        set-src-port set-tos set-var set-var-fmt silent-drop switch-mode track-sc0 track-sc1
        track-sc2 unset-var use-service
        """
    )

    /// Actions of `http-request`.
    static let requestActions = set(
        """
        add-acl add-header add-headers-bin allow auth cache-use capture del-acl del-header
        del-headers-bin del-map deny disable-l7-retry do-log do-resolve early-hint lua
        normalize-uri ot-group pause redirect reject replace-header replace-path replace-pathq
        replace-uri replace-value return sc-add-gpc sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1
        sc-set-gpt sc-set-gpt0 send-spoe-group set-bandwidth-limit set-bc-mark set-bc-tos
        set-dst set-dst-port set-fc-mark set-fc-tos set-header set-headers-bin set-log-level
        set-map set-mark set-method set-nice set-path set-pathq set-priority-class
        set-priority-offset set-query set-retries set-src set-src-port set-timeout set-tos
        set-uri set-var set-var-fmt silent-drop strict-mode tarpit track-sc0 track-sc1 track-sc2
        unset-var use-service wait-for-body wait-for-handshake
        """
    )

    /// Words after `http-response` and `http-after-response`.
    static let responseActions = set(
        """
        add-acl add-header add-headers-bin allow cache-store capture del-acl del-header
        del-headers-bin del-map deny do-log lua ot-group pause redirect replace-header
        replace-value return sc-add-gpc sc-inc-gpc sc-inc-gpc0 sc-inc-gpc1 sc-set-gpt
        sc-set-gpt0 send-spoe-group set-bandwidth-limit set-fc-mark set-fc-tos set-header
        set-headers-bin set-log-level set-map set-mark set-nice set-status set-timeout set-tos
        set-var set-var-fmt silent-drop strict-mode track-sc track-sc0 track-sc1 track-sc2
        unset-var wait-for-body
        """
    )

    /// Words after `http-check`.
    static let checkActions = set(
        """
        comment connect disable-on-404 expect send send-state set-var set-var-fmt unset-var
        """
    )

    /// Options of `bind` and `stats socket`.
    static let bindOptions = set(
        """
        accept-netscaler-cip accept-proxy allow-0rtt alpn backlog ca-file ca-ignore-err
        ca-sign-file ca-sign-pass ca-verify-file ciphers ciphersuites client-sigalgs crl-file
        crt crt-ignore-err crt-list curves default-crt defer-accept ecdhe ech expose-fd
        force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 generate-certificates
        gid group guid-prefix id idle-ping interface ktls level maxconn mode mss name namespace
        nbconn nice no-alpn no-ca-names no-sslv3 no-strict-sni no-tls-tickets no-tlsv10
        no-tlsv11 no-tlsv12 no-tlsv13 npn ocsp-update prefer-client-ciphers process proto
        quic-cc-algo quic-force-retry quic-socket severity-output shards sigalgs ssl ssl-max-ver
        ssl-min-ver strict-sni tcp-md5sig tcp-ss tcp-ut tfo thread tls-ticket-keys tls-tickets
        transparent uid user v4v6 v6only verify
        """
    )

    /// Options of `server` and `default-server`.
    static let serverOptions = set(
        """
        addr agent-addr agent-check agent-inter agent-port agent-send allow-0rtt alpn backup
        ca-file check check-alpn check-pool-conn-name check-proto check-reuse-pool
        check-send-proxy check-sni check-sni-auto check-ssl check-via-socks4 ciphers
        ciphersuites client-sigalgs cookie crl-file crt curves disabled downinter enabled
        error-limit fall fastinter force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12
        force-tlsv13 guid hash-key healthcheck id idle-ping init-addr init-state inter ktls
        log-bufsize log-proto max-reuse maxconn maxqueue minconn namespace no-agent-check
        no-backup no-check no-check-reuse-pool no-check-send-proxy no-check-sni-auto
        no-check-ssl no-renegotiate no-send-proxy no-send-proxy-v2 no-send-proxy-v2-ssl
        no-send-proxy-v2-ssl-cn no-sni-auto no-ssl no-ssl-reuse no-sslv3 no-tfo no-tls-tickets
        no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 no-verifyhost non-stick npn observe on-error
        on-marked-down on-marked-up pool-conn-name pool-low-conn pool-max-conn pool-purge-delay
        port proto proxy-v2-options quic-cc-algo redir renegotiate resolve-net resolve-opts
        resolve-prefer resolvers rise send-proxy send-proxy-v2 send-proxy-v2-ssl
        send-proxy-v2-ssl-cn set-proxy-v2-tlv-fmt shard sigalgs slowstart sni sni-auto socks4
        source ssl ssl-max-ver ssl-min-ver ssl-reuse stick strict-maxconn tcp-md5sig tcp-ut tfo
        tls-tickets track usesrc verify verifyhost weight ws
        """
    )

    /// Options of `ssl-default-bind-options` and `ssl-default-server-options`.
    static let encryptionOptions = set(
        """
        force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 no-sslv3 no-tls-tickets
        no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13 prefer-client-ciphers ssl-max-ver ssl-min-ver
        tls-tickets
        """
    )
}
