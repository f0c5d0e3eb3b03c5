internal import Diagnostics

/// What is said of sockets to the kernel.
enum SocketKeywords {
    static let all: [Keyword] =
        [
            .proxy("source", "<address>[:<port>] [interface <name>]", in: .serverSide) {
                arguments,
                proxy,
                tools throws(Diagnostic) in
                proxy.settings.source = try arguments.readSource(tools)
            }
        ]
        + probing("clitcpka", .clientSide, \.clientProbing)
        + probing("srvtcpka", .serverSide, \.serverProbing)

    private static func probing(
        _ name: String,
        _ sections: Sections,
        _ path: any WritableKeyPath<ProxySettings, KeepAliveProbing> & Sendable
    ) -> [Keyword] {
        [
            .proxy("\(name)-cnt", "<count>", in: sections) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                let count = try arguments.number("probes", in: 1...127)
                proxy.settings[keyPath: path].count = count
            },
            .proxy("\(name)-idle", "<time>", in: sections) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                proxy.settings[keyPath: path].idle = try arguments.probingTime()
            },
            .proxy("\(name)-intvl", "<time>", in: sections) {
                arguments,
                proxy,
                _ throws(Diagnostic) in
                proxy.settings[keyPath: path].interval = try arguments.probingTime()
            },
        ]
    }
}

extension BindOption {
    static let sockets: [BindOption] = [
        BindOption("tcp-ut", "<time>") { arguments, bind, _ throws(Diagnostic) in
            bind.tuning.userTimeout = try arguments.duration("a time")
        },
        BindOption("mss", "<bytes>") { arguments, bind, _ throws(Diagnostic) in
            bind.tuning.maximumSegment = try arguments.number("bytes", in: 88...65_535)
        },
        BindOption("tfo") { _, bind, _ throws(Diagnostic) in bind.tuning.takesFastOpen = true },
        BindOption("defer-accept") { _, bind, _ throws(Diagnostic) in
            bind.tuning.defersAccepting = true
        },
        BindOption("interface", "<name>") { arguments, bind, _ throws(Diagnostic) in
            bind.tuning.interface = try arguments.interfaceName()
        },
    ]
}

extension ServerOption {
    static let sockets: [ServerOption] = [
        ServerOption("tcp-ut", "<time>") { arguments, server, _ throws(Diagnostic) in
            server.settings.tuning.userTimeout = try arguments.duration("a time")
        },
        ServerOption("source", "<address>[:<port>] [interface <name>]") {
            arguments,
            server,
            tools throws(Diagnostic) in
            let source = try arguments.readSource(tools)
            server.settings.sourceAddress = source.address
            server.settings.tuning.interface = source.interface
        },
    ]
}

extension Arguments {
    /// A time in whole seconds, as the kernel takes it.
    fileprivate mutating func probingTime() throws(Diagnostic) -> Duration {
        let word = try need("a time")
        let time = try word.duration(defaultUnit: .seconds(1))
        guard time >= .seconds(1), time <= .seconds(32_767) else {
            throw Diagnostic(
                "'\(word.text)' is out of range",
                at: word.place,
                expected: "a time from 1s to 32767s"
            )
        }
        return time
    }

    fileprivate mutating func interfaceName() throws(Diagnostic) -> String {
        let word = try need("an interface")
        guard (1...15).contains(word.text.utf8.count) else {
            throw Diagnostic(
                "'\(word.text)' is no name of an interface",
                at: word.place,
                expected: "at most 15 characters"
            )
        }
        return word.text
    }

    /// What stands behind `source`.
    fileprivate mutating func readSource(_ tools: ReadingTools) throws(Diagnostic) -> SourceAddress
    {
        let word = try need("an address")
        let text = try AddressText(word, environment: tools.environment)
        var source = SourceAddress()
        if !text.host.isEmpty, text.host != "*" {
            guard let address = IPAddress(text.host) else {
                throw Diagnostic(
                    "'\(word.text)' is no address of this machine",
                    at: word.place,
                    expected: "a numeric address"
                )
            }
            source.address = address.isAny ? nil : address
        }
        if let port = text.port, !port.isEmpty, port != "0" {
            throw Diagnostic(
                "a port to connect from is not supported by switchyard-proxy",
                at: word.place,
                hint: "leave the port out: the kernel chooses a free one"
            )
        }
        while let option = take() {
            switch option.text {
            case "interface": source.interface = try interfaceName()
            case "usesrc":
                throw Diagnostic(
                    "'usesrc' is not supported by switchyard-proxy",
                    at: option.place,
                    hint: "tell servers of their clients by 'send-proxy' or 'option forwardfor'"
                )
            default:
                // The options of a 'server' line go on.
                unread()
                return source
            }
        }
        return source
    }
}
