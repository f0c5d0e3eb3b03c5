import HTTPWire
import TestSupport
import Testing

/// Fetches and converters with their edge values: many in one process, each as a header of one answer.
@Suite(
    "proxy samples against haproxy",
    .enabled(if: haproxyIsInstalled, "haproxy is not installed"),
    .serialized
)
struct ProxySampleDifferentialTests {
    /// Expressions of one family, evaluated for one request.
    struct Family: CustomTestStringConvertible, Sendable {
        let title: String
        var request = SampleCases.request
        let expressions: [String]

        var testDescription: String { title }
    }

    @Test(
        "each expression gives what HAProxy gives, or is none as there",
        arguments: SampleCases.all
    )
    func expressions(family: Family) throws {
        for start in stride(from: 0, to: family.expressions.count, by: 40) {
            let part = Array(family.expressions[start..<min(start + 40, family.expressions.count)])
            let (ours, theirs) = try throughBoth(frontend(part)) { port, _ in
                try values(of: part.count, family.request, port)
            }
            for (index, expression) in part.enumerated() {
                #expect(ours[index] == theirs[index], "\(expression)")
            }
        }
    }

    /// Keeps the text of each expression, and whether it is there, and puts both into the answer.
    private func frontend(_ expressions: [String]) -> String {
        var lines: [String] = []
        for (index, expression) in expressions.enumerated() {
            lines.append("http-request set-var-fmt(txn.text\(index)) \"%[\(expression)]\"")
            lines.append(
                "http-request set-var(txn.found\(index)) str(y) if { \(expression) -m found }"
            )
            lines.append(
                "http-after-response set-header X-\(index) %[var(txn.text\(index))]|%[var(txn.found\(index))]"
            )
        }
        return """
            frontend web
                bind 127.0.0.1:{{port}}
                http-request set-var(txn.word) str(b)
                http-request set-var(txn.five) int(5)
                http-request set-var(txn.key) str(c2VjcmV0)
                \(lines.joined(separator: "\n    "))
                http-request return status 200
            """
    }

    private func values(of count: Int, _ request: String, _ port: UInt16) throws -> [String] {
        let client = try TestClient(port: port)
        try client.send(request)
        let response = try client.readResponse()
        return (0..<count).map { response?.headers["X-\($0)"] ?? "nothing" }
    }
}
