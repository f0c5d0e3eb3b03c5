internal import Diagnostics

/// A sample fetch that is supported, by one or several names.
struct FetchKeyword: Sendable {
    /// What kind of value it gives, which decides how an ACL compares it.
    enum Output: Sendable {
        case text, truth, number, address
    }

    let names: [String]
    let output: Output
    /// Whether `name_beg`, `name_reg` and the like are ACL keywords.
    let hasVariants: Bool
    /// The arguments, for the documentation.
    let arguments: String
    private let argumentCount: ClosedRange<Int>
    private let build: @Sendable (FunctionCall, Word) throws(Diagnostic) -> SampleFetch

    /// The fetch of a call.
    func make(_ call: FunctionCall, _ word: Word) throws(Diagnostic) -> SampleFetch {
        try call.expectArguments(argumentCount, word)
        return try build(call, word)
    }

    /// The fetches by each of their names.
    static let byName: [String: FetchKeyword] = Dictionary(
        uniqueKeysWithValues: all.flatMap { keyword in keyword.names.map { ($0, keyword) } }
    )

    static let all: [FetchKeyword] = connection + request + response + proxies + constants

    private static let connection = [
        constant(["src"], .address, .sourceAddress),
        constant(["src_port"], .number, .sourcePort),
        constant(["dst"], .address, .destinationAddress),
        constant(["dst_port"], .number, .destinationPort),
        constant(["ssl_fc"], .truth, .clientUsesTLS),
        constant(["ssl_fc_sni"], .text, .clientServerName, variants: true),
    ]

    private static let request = [
        constant(["method"], .text, .method),
        constant(["path"], .text, .path, variants: true),
        constant(["pathq"], .text, .pathAndQuery),
        constant(["url"], .text, .url, variants: true),
        constant(["query"], .text, .query),
        constant(["base"], .text, .base, variants: true),
        constant(["req.ver", "req_ver"], .text, .requestVersion),
        named(["url_param", "urlp"], "<name>") { .queryParameter($0.arguments[0]) },
        named(["req.hdr_cnt", "hdr_cnt"], "<name>", .number, variants: false) {
            .requestHeaderCount($0.arguments[0].lowercased())
        },
        named(["req.cook", "cook"], "<name>") { .requestCookie($0.arguments[0]) },
        header(["req.hdr", "hdr"]) { .requestHeader($0, occurrence: $1) },
        header(["req.fhdr"]) { .requestHeaderLine($0, occurrence: $1) },
    ]

    private static let response = [
        header(["res.hdr", "shdr"]) { .responseHeader($0, occurrence: $1) },
        header(["res.fhdr"]) { .responseHeaderLine($0, occurrence: $1) },
        constant(["status"], .number, .responseStatus),
    ]

    private static let proxies = [
        constant(["fe_name"], .text, .frontendName),
        constant(["be_name"], .text, .backendName),
        constant(["srv_name"], .text, .serverName),
        FetchKeyword(
            names: ["nbsrv"],
            output: .number,
            hasVariants: false,
            arguments: "[<backend>]",
            argumentCount: 0...1
        ) { call, _ throws(Diagnostic) in .usableServers(call.arguments.first) },
    ]

    private static let constants = [
        constant(["always_true"], .truth, .truth(true)),
        constant(["always_false"], .truth, .truth(false)),
        constant(["hostname"], .text, .hostName),
        constant(["date"], .number, .date),
        named(["str"], "<text>", variants: false) { .text($0.arguments[0]) },
        FetchKeyword(
            names: ["int"],
            output: .number,
            hasVariants: false,
            arguments: "<number>",
            argumentCount: 1...1
        ) { call, word throws(Diagnostic) in .number(try call.number(0, word) ?? 0) },
        FetchKeyword(
            names: ["bool"],
            output: .truth,
            hasVariants: false,
            arguments: "true|false|1|0",
            argumentCount: 1...1
        ) { call, word throws(Diagnostic) in
            let truths = ["true": true, "1": true, "false": false, "0": false]
            let argument = Word(text: call.arguments[0], place: word.place)
            return .truth(try argument.choice("truth value", truths))
        },
    ]

    private static func constant(
        _ names: [String],
        _ output: Output,
        _ fetch: SampleFetch,
        variants: Bool = false
    ) -> FetchKeyword {
        FetchKeyword(
            names: names,
            output: output,
            hasVariants: variants,
            arguments: "",
            argumentCount: 0...0
        ) { _, _ throws(Diagnostic) in fetch }
    }

    private static func named(
        _ names: [String],
        _ arguments: String,
        _ output: Output = .text,
        variants: Bool = true,
        _ build: @escaping @Sendable (FunctionCall) -> SampleFetch
    ) -> FetchKeyword {
        FetchKeyword(
            names: names,
            output: output,
            hasVariants: variants,
            arguments: arguments,
            argumentCount: 1...1
        ) { call, _ throws(Diagnostic) in build(call) }
    }

    private static func header(
        _ names: [String],
        _ build: @escaping @Sendable (String, Int?) -> SampleFetch
    ) -> FetchKeyword {
        FetchKeyword(
            names: names,
            output: .text,
            hasVariants: true,
            arguments: "<name>[,<occurrence>]",
            argumentCount: 1...2
        ) { call, word throws(Diagnostic) in
            build(call.arguments[0].lowercased(), try call.number(1, word))
        }
    }
}

/// A converter that is supported.
struct ConverterKeyword: Sendable {
    let name: String
    let arguments: String
    private let argumentCount: ClosedRange<Int>
    private let build: @Sendable (FunctionCall, Word) throws(Diagnostic) -> SampleConverter

    /// The converter of a call.
    func make(_ call: FunctionCall, _ word: Word) throws(Diagnostic) -> SampleConverter {
        try call.expectArguments(argumentCount, word)
        return try build(call, word)
    }

    /// The converters by name.
    static let byName: [String: ConverterKeyword] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )

    static let all: [ConverterKeyword] = [
        plain("lower", .lowercase),
        plain("upper", .uppercase),
        plain("length", .length),
        plain("host_only", .hostOnly),
        plain("port_only", .portOnly),
        plain("not", .not),
        ConverterKeyword(name: "field", arguments: "<index>,<delimiters>", argumentCount: 2...2) {
            call,
            word throws(Diagnostic) in
            .field(try call.number(0, word) ?? 1, delimiters: call.arguments[1])
        },
    ]

    private static func plain(_ name: String, _ converter: SampleConverter) -> ConverterKeyword {
        ConverterKeyword(name: name, arguments: "", argumentCount: 0...0) {
            _,
            _ throws(Diagnostic) in converter
        }
    }
}
