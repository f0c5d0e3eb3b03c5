internal import Diagnostics

/// The options of one `bind` or `stats socket` line while it is read.
struct BindDraft {
    var addresses: [BindAddress] = []
    var name: String?
    var usesTLS = false
    /// `crt`, `default-crt` and `crt-list` in their order.
    var sources: [Source] = []
    /// What lines of lists may say otherwise.
    var line = CertificateLineDraft()
    var ignoredCertificateFaults = IgnoredFaults.only([])
    var ignoredAuthorityFaults = IgnoredFaults.only([])
    var ticketKeys: Word?
    var backlog: Int?
    var spoken: BindProtocol?
    var onlyVersion6: Bool?
    var acceptsProxyHeader = false
    var tuning = SocketTuning()
    var file = SocketFile()
    var level: OperatorLevel?
    var handsListenersOver = false
    let place: SourcePlace

    /// Where certificates come from.
    enum Source {
        case certificate(Word, isDefault: Bool)
        case list(Word)

        var word: Word {
            switch self {
            case .certificate(let word, _), .list(let word): word
            }
        }
    }

    init(place: SourcePlace) {
        self.place = place
    }

    /// Takes the addresses of a bind line: several are separated by commas, ports may be ranges.
    mutating func readAddresses(
        _ word: Word,
        _ environment: ConfigurationEnvironment
    ) throws(Diagnostic) {
        for part in word.text.split(separator: ",") {
            let one = Word(text: String(part), place: word.place)
            addresses += try Self.addresses(one, environment)
        }
        if addresses.isEmpty {
            throw Diagnostic(
                "an address is missing",
                at: word.place,
                expected: "[<address>]:<port>"
            )
        }
    }

    private static func addresses(
        _ word: Word,
        _ environment: ConfigurationEnvironment
    ) throws(Diagnostic) -> [BindAddress] {
        let text = try AddressText(word, environment: environment)
        switch text.kind {
        case .unix: return [.unix(path: text.host)]
        case .abstract: return [.abstract(name: text.host)]
        case .descriptor:
            guard let number = Int32(text.host), number >= 0 else {
                throw Diagnostic(
                    "'\(text.host)' is no descriptor",
                    at: word.place,
                    expected: "fd@ and a number"
                )
            }
            return [.descriptor(number)]
        case .any, .v4, .v6:
            let host = try listeningAddress(text, word)
            return try ports(text, word).map { .ip(host, port: $0) }
        }
    }

    private static func listeningAddress(
        _ text: AddressText,
        _ word: Word
    ) throws(Diagnostic) -> IPAddress {
        if text.host.isEmpty || text.host == "*" {
            return text.kind == .v6 ? .v6(high: 0, low: 0) : .v4(0)
        }
        guard let address = IPAddress(text.host) else {
            throw Diagnostic(
                "'\(text.host)' is no address of this machine",
                at: word.place,
                expected: "an address, '*' or nothing before the port",
                hint: "names are not looked up for addresses to listen on"
            )
        }
        return address
    }

    private static func ports(
        _ text: AddressText,
        _ word: Word
    ) throws(Diagnostic) -> ClosedRange<Int> {
        guard let port = text.port, !port.isEmpty else {
            throw Diagnostic(
                "missing port number: '\(word.text)'",
                at: word.place,
                expected: ":<port>"
            )
        }
        let ends = port.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1],
            (1...65535).contains(first), (1...65535).contains(last), first <= last
        else {
            throw Diagnostic(
                "invalid port '\(port)' specified for address '\(word.text)'",
                at: word.place,
                expected: "a port from 1 to 65535, or a range of them"
            )
        }
        return first...last
    }
}
