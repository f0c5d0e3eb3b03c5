/// What the program is: what conditions of a configuration ask for and what `-vv` tells.
public struct ProgramFacts: Sendable {
    /// The version of HAProxy whose configuration language is read.
    public static let languageVersion = "3.4.0"

    /// A part that HAProxy can be built with, and whether this program has it.
    public struct Feature: Sendable {
        /// HAProxy's word for it.
        public let name: String
        /// Whether it is there.
        public let isPresent: Bool
    }

    /// The parts, by name.
    public static let features: [Feature] =
        (present.map { Feature(name: $0, isPresent: true) }
        + absent.map { Feature(name: $0, isPresent: false) })
        .sorted { $0.name < $1.name }

    private static let present = [
        "ACCEPT4", "EPOLL", "GETADDRINFO", "OPENSSL", "PCRE2", "PCRE2_JIT", "SYSTEMD", "THREAD",
    ]

    private static let absent = [
        "51DEGREES", "BACKTRACE", "CLOSEFROM", "CPU_AFFINITY", "CRYPT_H", "DEVICEATLAS", "DL",
        "ECH",
        "ENGINE", "EVPORTS", "KQUEUE", "KTLS", "LIBCRYPT", "LINUX_CAP", "LINUX_SPLICE",
        "LINUX_TPROXY", "LUA", "MEMORY_PROFILING", "NETFILTER", "NS", "OBSOLETE_LINKER",
        "OPENSSL_AWSLC", "OPENSSL_WOLFSSL", "OT", "PCRE", "PCRE_JIT", "POLL", "PRCTL", "PROCCTL",
        "PROMEX", "QUIC", "QUIC_OPENSSL_COMPAT", "SHM_OPEN", "SLZ", "STATIC_PCRE", "STATIC_PCRE2",
        "TFO", "TPROXY", "TRACE", "WURFL", "ZLIB",
    ]

    /// The TLS library that is loaded, as `OpenSSL 3.0.19 27 Jan 2026`.
    public var tlsLibrary: String

    /// What is in use, of the words that `enabled(...)` knows.
    public var enabledParts: Set<String>

    /// Whether remarks for whoever tends the configuration are told: `-dD`.
    public var tellsRemarks: Bool

    /// Whether servers' certificates are not verified unless a line says so: `-dV`.
    public var trustsServers = false {
        didSet {
            if trustsServers { enabledParts.insert("SERVER-SSL-VERIFY-NONE") }
        }
    }

    /// Whether a server whose name is not known has no address, rather than being an error: `-dr`.
    public var toleratesUnknownNames = false

    /// What this process is, unless said otherwise.
    public init(
        tlsLibrary: String = "",
        enabledParts: Set<String> = ["EPOLL", "GETADDRINFO", "REUSEPORT"],
        tellsRemarks: Bool = false
    ) {
        self.tlsLibrary = tlsLibrary
        self.enabledParts = enabledParts
        self.tellsRemarks = tellsRemarks
    }

    /// Whether a part is there.
    func has(_ feature: String) -> Bool {
        Self.features.contains { $0.name == feature && $0.isPresent }
    }

    /// The variables that HAProxy sets before it reads a configuration.
    public static let variables: [String: String] = [
        "HAPROXY_BRANCH": languageVersion.split(separator: ".").prefix(2).joined(separator: "."),
        "HAPROXY_STARTUP_VERSION": languageVersion,
        "HAPROXY_TCP_LOG_FMT": tcpLog,
        "HAPROXY_TCP_CLF_LOG_FMT":
            #"%{+Q}o %{-Q}ci - - [%T] "TCP " 000 %B "" "" %cp %ms %ft %b %s %Th %Tw %Tc %Tt %U "#
            + #"%ts-- %ac %fc %bc %sc %rc %sq %bq "" "" "#,
        "HAPROXY_HTTP_LOG_FMT": httpLog,
        "HAPROXY_HTTPS_LOG_FMT": httpLog
            + " %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] "
            + "%[ssl_fc_sni]/%sslv/%sslc",
        "HAPROXY_HTTP_CLF_LOG_FMT":
            #"%{+Q}o %{-Q}ci - - [%trg] %r %ST %B "" "" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta "#
            + "%tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl",
    ]

    private static let tcpLog =
        "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq"

    private static let httpLog =
        "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc "
        + "%sq/%bq %hr %hs %{+Q}r"
}
