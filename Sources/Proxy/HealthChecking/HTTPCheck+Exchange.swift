public import HTTPWire
internal import RegularExpressions

/// What the response to a probe says of a server.
public struct ProbeVerdict: Sendable, Hashable {
    /// Whether the probe passed.
    public var passed: Bool
    /// Whether the server asks to be left out of new traffic (`disable-on-404`).
    public var asksToDrain = false
    /// HAProxy's sentence beyond the kind of result, as `Not Found`; empty when there is none.
    public var detail = ""

    /// A verdict.
    public init(passed: Bool, asksToDrain: Bool = false, detail: String = "") {
        self.passed = passed
        self.asksToDrain = asksToDrain
        self.detail = detail
    }
}

extension HTTPCheck {
    /// The bytes of the probe's request.
    public func request() -> [UInt8] {
        var text = "\(method) \(uri) \(version)\r\n"
        for header in headers where !header.isOfFraming {
            text += "\(header.name): \(header.value)\r\n"
        }
        if let body, !body.isEmpty { text += "content-length: \(body.utf8.count)\r\n" }
        let namesConnection = headers.contains { $0.isNamed("connection") }
        if !namesConnection { text += "connection: close\r\n" }
        return Array((text + "\r\n" + (body ?? "")).utf8)
    }

    /// Whether the body is needed for the verdict.
    public var looksAtBody: Bool {
        expectations.contains { expectation in
            switch expectation.subject {
            case .body, .bodyPattern: true
            case .status, .statusPattern: false
            }
        }
    }

    /// Judges a response.
    public func judge(_ response: HTTPResponse) -> ProbeVerdict {
        if drainsOn404 && response.status == 404 {
            return ProbeVerdict(passed: true, asksToDrain: true, detail: response.reason)
        }
        if expectations.isEmpty {
            let passed = (200..<400).contains(response.status)
            return ProbeVerdict(passed: passed, detail: passed ? "" : response.reason)
        }
        for expectation in expectations
        where meets(expectation.subject, response) == expectation.isNegated {
            return ProbeVerdict(passed: false, detail: failure(of: expectation.subject, response))
        }
        return ProbeVerdict(passed: true)
    }

    private func meets(_ subject: CheckExpectation.Subject, _ response: HTTPResponse) -> Bool {
        switch subject {
        case .status(let ranges):
            return ranges.contains { $0.contains(response.status) }
        case .statusPattern(let pattern):
            return matches(Array(String(response.status).utf8), pattern)
        case .body(let text):
            return response.body.firstRange(of: Array(text.utf8)) != nil
        case .bodyPattern(let pattern):
            return matches(response.body, pattern)
        }
    }

    private func matches(_ bytes: [UInt8], _ pattern: String) -> Bool {
        guard let expression = try? RegularExpression(pattern, options: .bytes) else {
            return false
        }
        return bytes.withUnsafeBytes { expression.matches($0, scratch: MatchScratch()) }
    }

    private func failure(of subject: CheckExpectation.Subject, _ response: HTTPResponse) -> String {
        switch subject {
        case .status, .statusPattern: response.reason
        case .body, .bodyPattern: "HTTP content check did not match"
        }
    }
}

extension HTTPCheck.Header {
    fileprivate func isNamed(_ other: String) -> Bool {
        equalsIgnoringCase(name.utf8, other.utf8)
    }

    /// Whether it would say how the body ends, which the body itself does.
    fileprivate var isOfFraming: Bool { isNamed("content-length") || isNamed("transfer-encoding") }
}
