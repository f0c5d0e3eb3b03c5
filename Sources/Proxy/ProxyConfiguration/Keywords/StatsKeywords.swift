internal import Diagnostics
internal import Samples

/// `stats` of a proxy: the page with its counters.
enum StatsKeywords {
    static let all: [Keyword] = [
        page("enable") { _, _, _ throws(Diagnostic) in },
        page("uri", "<prefix>") { arguments, page, _ throws(Diagnostic) in
            page.uri = try arguments.need("a prefix").text
        },
        page("refresh", "<time>") { arguments, page, _ throws(Diagnostic) in
            page.refresh = try arguments.duration("a time", unit: .seconds(1))
        },
        page("realm", "<text>") { arguments, page, _ throws(Diagnostic) in
            page.realm = try arguments.need("a text").text
        },
        page("auth", "<user>:<password>") { arguments, page, _ throws(Diagnostic) in
            let word = try arguments.need("a user and a password")
            guard let colon = word.text.firstIndex(of: ":") else {
                throw Diagnostic(
                    "'stats auth' needs a password after the user and a colon",
                    at: word.place,
                    expected: "<user>:<password>"
                )
            }
            page.credentials.append(
                .init(
                    user: String(word.text[..<colon]),
                    password: String(word.text[colon...].dropFirst())
                )
            )
        },
        page("hide-version") { _, page, _ throws(Diagnostic) in page.hidesVersion = true },
        page("show-legends") { _, page, _ throws(Diagnostic) in page.showsLegends = true },
        page("show-node", "[<name>]") { arguments, page, _ throws(Diagnostic) in
            page.node = arguments.take()?.text ?? ""
        },
        page("show-desc", "[<text>]") { arguments, page, _ throws(Diagnostic) in
            page.description = arguments.takeRest().map(\.text).joined(separator: " ")
        },
        .proxy("stats scope", "<proxy>|.", in: .proxies) { arguments, proxy, _ throws(Diagnostic) in
            let name = try arguments.need("a proxy").text
            var page = proxy.settings.statsPage ?? StatsPage()
            page.scope.insert(name == "." ? proxy.settings.name : name)
            proxy.settings.statsPage = page
        },
        .proxy("stats admin", "if|unless <condition>", in: [.frontend, .backend, .listen]) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            let points = proxy.points(.requestHead, .backendRequestHead)
            guard let condition = try proxy.condition(&arguments, tools, at: points) else {
                throw Diagnostic(
                    "'stats admin' needs a condition",
                    at: arguments.place,
                    expected: "stats admin if|unless <condition>"
                )
            }
            var page = proxy.settings.statsPage ?? StatsPage()
            page.administrators.append(condition)
            proxy.settings.statsPage = page
        },
    ]

    private static func page(
        _ name: String,
        _ arguments: String = "",
        _ read:
            @escaping @Sendable (inout Arguments, inout StatsPage, ReadingTools)
            throws(Diagnostic) -> Void
    ) -> Keyword {
        .proxy("stats \(name)", arguments, in: .proxies) {
            arguments,
            proxy,
            tools throws(Diagnostic) in
            var page = proxy.settings.statsPage ?? StatsPage()
            try read(&arguments, &page, tools)
            proxy.settings.statsPage = page
        }
    }
}
