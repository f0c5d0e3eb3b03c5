internal import Diagnostics
internal import Samples

/// `log-format` and what else has a format of its own.
enum LogFormatKeywords {
    /// The line of `option httpslog`.
    static let https = """
        %ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc \
        %sq/%bq %hr %hs %{+Q}r %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/\
        %[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc
        """

    static let all: [Keyword] = [
        .proxy("log-format", "<format>", in: .proxies) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            proxy.settings.logFormat = .format(try arguments.readLogFormat(tools))
        },
        .proxy("error-log-format", "<format>", in: .proxies) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            proxy.settings.errorLogFormat = try arguments.readLogFormat(tools)
        },
        .proxy("unique-id-format", "<format>", in: .proxies) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let word = try arguments.need("a format")
            // A frontend makes it of a request, a backend of a check.
            let points: [SamplePoint] =
                switch proxy.settings.kind {
                case .frontend: [.requestHead]
                case .backend: [.checks]
                case .listen: [.requestHead, .checks]
                }
            let reader = LogFormatReader(tools.samples, at: points, for: .message)
            proxy.settings.uniqueIDFormat = try reader.format(word.text, at: word.place)
        },
        .proxy("unique-id-header", "<name>", in: .clientSide) {
            arguments,
            proxy,
            _ throws(Diagnostic) in
            proxy.settings.uniqueIDHeader = try arguments.readHeaderName()
        },
    ]
}

extension Arguments {
    fileprivate mutating func readLogFormat(_ tools: ReadingTools) throws(Diagnostic) -> LogFormat {
        let word = try need("a format")
        return try LogFormatReader(tools.samples, at: [.logs], for: .log)
            .format(word.text, at: word.place)
    }
}
