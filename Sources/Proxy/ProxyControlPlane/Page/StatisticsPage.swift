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
        guard request.method == "GET" || request.method == "HEAD" else {
            return StatsPageResponse(
                status: 403,
                headers: [("content-type", "text/html"), ("cache-control", "no-cache")],
                body: Array("<html><body><h1>403 Forbidden</h1></body></html>\n".utf8)
            )
        }
        let collector = StatisticsCollector(runtime, showsSensitive: page.showsLegends)
        return respond(request.target, collector.rows(), page, runtime)
    }

    private static func respond(
        _ target: String,
        _ rows: [StatisticsRow],
        _ page: StatsPage,
        _ runtime: ProxyRuntime
    ) -> StatsPageResponse {
        let options = target.split(separator: ";").dropFirst().map(String.init)
        let type: String
        let body: String
        if options.contains("csv") {
            (type, body) = ("text/plain", StatisticsEncoding.csv(rows))
        } else if options.contains("json") {
            (type, body) = ("application/json", StatisticsEncoding.json(rows))
        } else if options.contains("typed") {
            (type, body) = ("text/plain", StatisticsEncoding.typed(rows))
        } else {
            let document = StatisticsDocument(page: page, runtime: runtime, rows: rows)
            (type, body) = ("text/html; charset=utf-8", document.html)
        }
        var headers = [("content-type", type), ("cache-control", "no-cache")]
        if let refresh = page.refresh, !options.contains("norefresh") {
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
