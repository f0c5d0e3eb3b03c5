internal import Diagnostics

/// A limit of TLS: an option of binds and servers, and of the global defaults.
struct TLSLimitKeyword: Sendable {
    typealias Reader =
        @Sendable (inout Arguments, inout TLSLimitsDraft) throws(Diagnostic) -> Void

    /// Where else than on a bind line it may stand.
    struct Places: OptionSet {
        let rawValue: UInt8

        static let server = Places(rawValue: 1)
        /// In the brackets of a list, and on a `ssl-f-use` line.
        static let line = Places(rawValue: 2)
        /// After `ssl-default-bind-options` and `ssl-default-server-options`.
        static let defaults = Places(rawValue: 4)
    }

    let name: String
    let arguments: String
    private let places: Places
    let read: Reader

    init(_ name: String, _ arguments: String = "", in places: Places, _ read: @escaping Reader) {
        self.name = name
        self.arguments = arguments
        self.places = places
        self.read = read
    }

    /// Whether it means nothing towards servers.
    var isForBindsOnly: Bool { !places.contains(.server) }
    /// Whether a line of a list may say it.
    var isForLines: Bool { places.contains(.line) }
    /// Whether it may be a global default.
    var isForDefaults: Bool { places.contains(.defaults) }

    static let all: [TLSLimitKeyword] = versions + sessions + lists

    private static let versionWords: [String: TLSVersionWord] = Dictionary(
        uniqueKeysWithValues: TLSVersionWord.allCases.map { ($0.word, $0) }
    )

    private static let versions: [TLSLimitKeyword] =
        [
            TLSLimitKeyword("ssl-min-ver", "<version>", in: [.server, .line, .defaults]) {
                arguments,
                limits throws(Diagnostic) in
                limits.minimum = try version(&arguments)
            },
            TLSLimitKeyword("ssl-max-ver", "<version>", in: [.server, .line, .defaults]) {
                arguments,
                limits throws(Diagnostic) in
                limits.maximum = try version(&arguments)
            },
        ]
        + TLSVersionWord.allCases.flatMap { version in
            let suffix = version == .ssl3 ? "sslv3" : "tlsv1\(version.rawValue)"
            return [
                TLSLimitKeyword("no-\(suffix)", in: [.server, .defaults]) {
                    _,
                    limits throws(Diagnostic) in
                    limits.forbidden.insert(version)
                },
                TLSLimitKeyword("force-\(suffix)", in: [.server, .defaults]) {
                    _,
                    limits throws(Diagnostic) in
                    limits.minimum = version
                    limits.maximum = version
                },
            ]
        }

    private static let sessions: [TLSLimitKeyword] = [
        TLSLimitKeyword("no-tls-tickets", in: [.server, .defaults]) {
            _,
            limits throws(Diagnostic) in
            limits.offersTickets = false
        },
        TLSLimitKeyword("tls-tickets", in: [.server, .defaults]) { _, limits throws(Diagnostic) in
            limits.offersTickets = true
        },
        TLSLimitKeyword("prefer-client-ciphers", in: .defaults) { _, limits throws(Diagnostic) in
            limits.prefersClientCiphers = true
        },
        TLSLimitKeyword("strict-sni", in: .defaults) { _, limits throws(Diagnostic) in
            limits.requiresKnownName = true
        },
        TLSLimitKeyword("no-strict-sni", in: []) { _, limits throws(Diagnostic) in
            limits.requiresKnownName = false
        },
    ]

    private static let lists: [TLSLimitKeyword] = [
        list("ciphers", \.ciphers),
        list("ciphersuites", \.cipherSuites),
        list("curves", \.curves),
        list("sigalgs", \.signatureAlgorithms),
        list("client-sigalgs", \.clientSignatureAlgorithms),
        TLSLimitKeyword("ecdhe", "<curve>", in: .line) { arguments, limits throws(Diagnostic) in
            limits.namedCurve = try arguments.need("a curve").text
        },
    ]

    /// A list in OpenSSL's language.
    private static func list(
        _ name: String,
        _ path: any WritableKeyPath<TLSLimitsDraft, String?> & Sendable
    ) -> TLSLimitKeyword {
        TLSLimitKeyword(name, "<list>", in: [.server, .line]) {
            arguments,
            limits throws(Diagnostic) in
            limits[keyPath: path] = try arguments.need("a list").text
        }
    }

    private static func version(_ arguments: inout Arguments) throws(Diagnostic) -> TLSVersionWord {
        try arguments.need("a version").choice("version of TLS", versionWords)
    }
}
