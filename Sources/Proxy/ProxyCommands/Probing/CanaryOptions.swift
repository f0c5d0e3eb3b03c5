internal import CommandLineOptions
internal import Diagnostics
internal import HTTPWire
internal import LinuxSystem

/// The command line of `switchyard-proxy probe`.
enum CanaryOptions {
    /// The options.
    static let table = CommandLineTable<CanarySettings>(
        command: "switchyard-proxy probe",
        summary:
            "Sends one request through a proxy and tells whether it was answered as it should be.",
        operands: "URL",
        operandCount: 1...1,
        options: connectionOptions + answerOptions + standingOptions
    )

    /// Takes the operand, and what is right only together.
    static func settle(
        _ operand: String,
        _ settings: inout CanarySettings
    ) throws(Diagnostic) -> WebAddress {
        let address = try webAddress(operand, "the URL")
        if let text = settings.peerText { settings.peer = try webAddress(text, "'--peer'") }
        if !address.isSecure, settings.peer?.isSecure != true {
            if settings.serverName != nil { throw onlySecure("--server-name") }
            if let trust = settings.trust {
                throw onlySecure(trust == .anyone ? "--no-verify" : "--ca")
            }
        }
        try settleStanding(settings, [address, settings.peer].compactMap { $0 })
        return address
    }

    private static func settleStanding(
        _ settings: CanarySettings,
        _ addresses: [WebAddress]
    ) throws(Diagnostic) {
        guard settings.interval != nil else {
            if settings.verdictPath != nil { throw Diagnostic("'--file' goes with '--every'") }
            if settings.fall > 1 { throw Diagnostic("'--fall' goes with '--every'") }
            if settings.rise > 1 { throw Diagnostic("'--rise' goes with '--every'") }
            return
        }
        guard settings.verdictPath != nil else {
            throw Diagnostic("'--every' needs '--file', where the verdict is kept")
        }
        for host in addresses.map(\.host) where SocketAddress(numeric: host, port: 0) == nil {
            throw Diagnostic(
                "'\(host)' is a name",
                expected: "an address, with '--every': a lookup could hold every canary"
            )
        }
    }

    private static func onlySecure(_ option: String) -> Diagnostic {
        Diagnostic("'\(option)' is for an https address")
    }

    /// `200, 204 or 300-399`.
    static func text(of statuses: [ClosedRange<Int>]) -> String {
        statuses.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: " or ")
    }

    /// Never says what was written: there may be a password in it.
    private static func webAddress(
        _ text: String,
        _ subject: String
    ) throws(Diagnostic) -> WebAddress {
        guard let address = WebAddress(text), isWord(address.target), isWord(address.host) else {
            throw Diagnostic(
                "\(subject) is no address that can be asked",
                expected: "http:// or https://, a host, and where wanted a port and a path"
            )
        }
        guard address.credentials == nil else {
            throw Diagnostic(
                "\(subject) names a user",
                expected: "a path that answers without one",
                hint: "every user of the machine sees the words of a command"
            )
        }
        return address
    }

    /// Whether a text can stand in a line of a request.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 32 && $0 != 127 }
    }

    private typealias Option = CommandOption<CanarySettings>

    private static let connectionOptions: [Option] = [
        .value("timeout", letter: "t", named: "TIME", help: "all of it, as 500ms or 2s; 1s") {
            (text, settings) throws(OptionValueProblem) in settings.timeout = try duration(text)
        },
        .value("unix", named: "PATH", help: "connect to this socket instead") {
            (text, settings) throws(OptionValueProblem) in
            guard text.hasPrefix("/") || text.hasPrefix("@"), text.utf8.count < 108 else {
                throw OptionValueProblem(
                    expected: "an absolute path, or '@' and an abstract name, of 107 bytes at most"
                )
            }
            settings.socketPath = text
        },
        .value("host", named: "NAME", help: "the Host header; the URL's") {
            (text, settings) throws(OptionValueProblem) in settings.host = try word(text)
        },
        .value("server-name", named: "NAME", help: "the certificate's name; the URL's host") {
            (text, settings) throws(OptionValueProblem) in settings.serverName = try word(text)
        },
        .value("ca", named: "FILE", help: "believe these authorities, not the machine's") {
            text,
            settings in settings.trust = .file(text)
        },
        .flag("no-verify", help: "believe any certificate") { $0.trust = .anyone },
    ]

    private static let answerOptions: [Option] = [
        .value("status", letter: "s", named: "CODES", help: "as 200, 200-299 or 200,404; 200") {
            (text, settings) throws(OptionValueProblem) in settings.statuses = try statuses(text)
        },
        .value("header", named: "NAME", help: "must be there: it tells which server answered") {
            (text, settings) throws(OptionValueProblem) in settings.header = try word(text)
        },
        .value("peer", named: "URL", help: "a failure counts only if this one answers well") {
            text,
            settings in settings.peerText = text
        },
    ]

    private static let standingOptions: [Option] = [
        .value("every", named: "TIME", help: "go on for ever, one in that time") {
            (text, settings) throws(OptionValueProblem) in settings.interval = try duration(text)
        },
        .value("file", named: "PATH", help: "keep the verdict there: 0 is good, 1 is not") {
            (text, settings) throws(OptionValueProblem) in
            guard text.hasPrefix("/") else {
                throw OptionValueProblem(expected: "an absolute path")
            }
            settings.verdictPath = text
        },
        .value("fall", named: "COUNT", help: "failures in a row before it is bad; 1") {
            (text, settings) throws(OptionValueProblem) in settings.fall = try count(text)
        },
        .value("rise", named: "COUNT", help: "successes in a row before it is good again; 1") {
            (text, settings) throws(OptionValueProblem) in settings.rise = try count(text)
        },
    ]

    private static func word(_ text: String) throws(OptionValueProblem) -> String {
        guard isWord(text) else { throw OptionValueProblem(expected: "one word") }
        return text
    }

    private static func count(_ text: String) throws(OptionValueProblem) -> Int {
        guard let count = Int(text), (1...1000).contains(count) else {
            throw OptionValueProblem(expected: "a number from 1 to 1000")
        }
        return count
    }

    private static func duration(_ text: String) throws(OptionValueProblem) -> Duration {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units = ["ms": 1, "s": 1000]
        guard let number = Int(digits), let unit = units[String(text.dropFirst(digits.count))],
            (1...3_600_000).contains(number), number * unit <= 3_600_000
        else {
            throw OptionValueProblem(expected: "a time from 1ms to 3600s, as 200ms or 2s")
        }
        return .milliseconds(number * unit)
    }

    private static func statuses(
        _ text: String
    ) throws(OptionValueProblem) -> [ClosedRange<Int>] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map {
            (part) throws(OptionValueProblem) in
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
                (200...599).contains(first), (first...599).contains(last)
            else {
                throw OptionValueProblem(
                    expected: "codes from 200 to 599, as 200, 200-299 or 200,404"
                )
            }
            return first...last
        }
    }
}
