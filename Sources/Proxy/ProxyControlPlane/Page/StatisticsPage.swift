internal import HTTPWire
internal import ProxyConfiguration
internal import ProxyDataPlane

/// Answers requests for the statistics page: HTML, or what `show stat` says after `;csv`, `;json`
/// and `;typed`.
enum StatisticsPage {
    /// The answer to a request.
    static func respond(to request: StatsPageRequest, of runtime: ProxyRuntime) -> StatsPageResponse
    {
        let page = request.proxy.statsPage ?? StatsPage()
        guard isAllowed(request.authorization, page) else {
            return StatsPageResponse(
                status: 401,
                headers: [
                    ("content-type", "text/html"), ("cache-control", "no-cache"),
                    ("www-authenticate", "Basic realm=\"\(page.realm)\""),
                ],
                body: Array(
                    """
                    <html><body><h1>401 Unauthorized</h1>
                    You need a valid user and password to access this content.
                    </body></html>

                    """.utf8
                )
            )
        }
        let view = StatisticsView(request.target, of: page)
        if request.method == "POST" {
            let outcome =
                request.isAdministrator
                ? StatisticsChange.apply(request.body, to: runtime) : .denied
            return StatsPageResponse(
                status: 303,
                headers: [
                    ("cache-control", "no-cache"), ("content-type", "text/plain"),
                    ("location", view.location(after: outcome)),
                ],
                body: []
            )
        }
        let collector = StatisticsCollector(runtime, showsSensitive: page.showsLegends)
        return respond(view, view.shown(collector.rows()), page, runtime)
    }

    private static func respond(
        _ view: StatisticsView,
        _ rows: [StatisticsRow],
        _ page: StatsPage,
        _ runtime: ProxyRuntime
    ) -> StatsPageResponse {
        let type: String
        let body: String
        switch view.format {
        case .csv: (type, body) = ("text/plain", StatisticsEncoding.csv(rows))
        case .json: (type, body) = ("application/json", StatisticsEncoding.json(rows))
        case .typed: (type, body) = ("text/plain", StatisticsEncoding.typed(rows))
        case .page:
            let document = StatisticsDocument(
                page: page,
                runtime: runtime,
                rows: rows,
                outcome: view.outcome
            )
            (type, body) = ("text/html; charset=utf-8", document.html)
        }
        var headers = [("content-type", type), ("cache-control", "no-cache")]
        if let refresh = page.refresh, !view.isStill {
            headers.append(("refresh", "\(refresh.components.seconds)"))
        }
        return StatsPageResponse(status: 200, headers: headers, body: Array(body.utf8))
    }

    /// Whether the request names one of the page's users with the password.
    static func isAllowed(_ authorization: String?, _ page: StatsPage) -> Bool {
        if page.credentials.isEmpty { return true }
        guard let authorization else { return false }
        let words = authorization.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "basic",
            let decoded = Base64.decode(String(words[1]))
        else { return false }
        return page.credentials.contains { pair in
            isEqual(decoded, Array("\(pair.user):\(pair.password)".utf8))
        }
    }

    /// Compares every byte, so that the time does not tell how many were right.
    private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
