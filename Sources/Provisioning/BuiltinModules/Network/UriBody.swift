internal import DocumentValues
internal import HostConnections

/// The body of a request of `uri`, in the wanted format.
enum UriBody {
    /// Adds the body, and its content type where the headers have none.
    static func add(_ body: Value?, format: String, to call: inout HTTPCall) {
        guard let body else { return }
        let (text, type) = encoded(body, format)
        call.body = Array(text.utf8)
        let hasType = call.headers.contains { $0.name.lowercased() == "content-type" }
        if let type, !hasType { call.headers.append(HTTPCall.Header("Content-Type", type)) }
    }

    private static func encoded(_ body: Value, _ format: String) -> (String, type: String?) {
        switch format {
        case "json":
            // A text is JSON already.
            return (body.string ?? body.json(.python), "application/json")
        case "form-urlencoded":
            return (body.string ?? form(body), "application/x-www-form-urlencoded")
        default:
            return (body.string ?? body.json(.python), nil)
        }
    }

    private static func form(_ body: Value) -> String {
        var pairs: [(String, Value)] = []
        if let map = body.map {
            for entry in map {
                for value in entry.value.list ?? [entry.value] {
                    pairs.append((entry.key.pythonText, value))
                }
            }
        } else {
            for pair in body.list ?? [] {
                guard let both = pair.list, both.count == 2 else { continue }
                pairs.append((both[0].pythonText, both[1]))
            }
        }
        return pairs.map { "\(field($0))=\(field($1.pythonText))" }.joined(separator: "&")
    }

    private static func field(_ text: String) -> String {
        percentEncoded(text).split(separator: "%20", omittingEmptySubsequences: false)
            .joined(separator: "+")
    }
}
