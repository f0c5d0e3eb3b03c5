/// What became of each request: what the client, the servers and the log say of it.
final class Ledger {
    struct Request {
        var client: Int
        /// Whether the client has sent all of it.
        var isSent = false
        /// Whether the client has gone before its answer had ended.
        var isAbandoned = false
        /// The answer that has come: its status, and whether all of it has.
        var status: Int?
        var isAnswered = false
        /// Servers that have got the whole of it.
        var servings = 0
        var logLines: [String] = []
    }

    private(set) var requests: [Request] = []
    private let report: (String) -> Void

    init(report: @escaping (String) -> Void) {
        self.report = report
    }

    /// A new request's number.
    func open(by client: Int) -> Int {
        requests.append(Request(client: client))
        return requests.count - 1
    }

    func change(_ number: Int, _ body: (inout Request) -> Void) {
        guard requests.indices.contains(number) else {
            return report("there is no request \(number)")
        }
        body(&requests[number])
    }

    /// Takes a log line in: `request number, status, state`.
    func take(logLine: String) {
        guard logLine.hasPrefix("id=") else { return }
        let words = logLine.dropFirst(3).split(separator: " ", omittingEmptySubsequences: false)
        // What never came as far as its number is a request of nobody's.
        guard let number = words.first.flatMap({ Int($0) }), words.count >= 3 else { return }
        change(number) { request in
            request.logLines.append(logLine)
            if request.logLines.count > 1 {
                report("request \(number) has ended twice: \(request.logLines)")
            }
        }
    }

    /// What must hold at the end, when nothing runs any more.
    func close(isClean: Bool, isLogged: Bool) {
        for (number, request) in requests.enumerated() {
            let name = "request \(number) of client \(request.client)"
            // A request whose head never came whole has no number for the log.
            let wasSeen = request.servings > 0 || ![nil, 400, 408].contains(request.status)
            if isLogged && wasSeen && request.logLines.count != 1 {
                report("\(name) was carried and has \(request.logLines.count) log lines")
            }
            guard isClean, !request.isAbandoned else { continue }
            if request.servings != 1 { report("\(name) came to servers \(request.servings) times") }
            if request.status != 200 || !request.isAnswered {
                report(
                    "\(name) was answered with \(request.status ?? 0)"
                        + (request.isAnswered ? "" : ", not to the end")
                        + ", and nothing had failed: \(request.logLines)"
                )
            }
        }
    }
}
