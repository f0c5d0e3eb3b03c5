extension CheckRun {
    /// How a check ends whose steps are all done.
    mutating func success() -> CheckOutcome {
        guard let current else { return CheckOutcome(.answered, detail: "(tcp-check)") }
        let isWritten = check.program.language == .bytes
        switch steps[current].action {
        case .connect:
            let detail = steps[current].number == 0 ? "" : "(tcp-check)"
            return CheckOutcome(isEncrypted ? .encrypted : .connected, detail: detail)
        case .send, .request, .variable:
            return CheckOutcome(.answered, detail: "(tcp-check)")
        case .expect(let expectation):
            if mayDrain && code == 404 { return CheckOutcome(.conditionallyAnswered, code: code) }
            var detail = expectation.onSuccess.map(evaluate) ?? []
            if expectation.onSuccess == nil, isWritten { detail = Array("(tcp-check)".utf8) }
            noteCode(expectation)
            return CheckOutcome(
                expectation.successStatus ?? .answered,
                code: code,
                detail: detail
            )
        }
    }

    /// How a check ends that has met what it did not expect.
    mutating func failure(
        _ expectation: CheckExpectation,
        _ step: CheckStep,
        _ status: CheckStatus,
        _ isMatch: Bool,
        told: [UInt8]? = nil
    ) -> CheckOutcome {
        var detail = told ?? []
        if let onError = expectation.onError { detail = evaluate(onError) }
        // Of nothing, nothing can be told but that; what an answer tells may be empty.
        let isUntold = told == nil && expectation.onError == nil
        if detail.isEmpty, isUntold || received.isEmpty {
            detail = Array(complaint(expectation.subject, step, isMatch).utf8)
        }
        if let comment = step.comment { detail += Array(" comment: \(comment)".utf8) }
        noteCode(expectation)
        return CheckOutcome(status, code: code, detail: detail)
    }

    func evaluate(_ text: CheckText) -> [UInt8] {
        text.bytes(answer: received, seconds: seconds, expressions)
    }

    private mutating func noteCode(_ expectation: CheckExpectation) {
        guard let text = expectation.statusCode.map(evaluate),
            let number = Int32(String(decoding: text, as: UTF8.self))
        else { return }
        code = Int(number)
    }

    private func complaint(
        _ subject: CheckExpectation.Subject,
        _ step: CheckStep,
        _ isMatch: Bool
    ) -> String {
        if received.isEmpty { return "TCPCHK got an empty response at step \(step.number)" }
        if check.program.language == .builtIn { return "" }
        let beginning =
            isMatch ? "TCPCHK matched unwanted content" : "TCPCHK did not match content"
        return "\(beginning)\(subject.complaint) at step \(step.number)"
    }

    /// The connection has failed, with the system's sentence about it.
    ///
    /// What has come before is judged all the same, as servers often reset what they have answered.
    public mutating func failed(_ phase: Phase, _ sentence: String) -> Order {
        switch phase {
        case .connecting: return finish(.connectionFailed, sentence)
        case .handshake: return finish(.encryptionFailed, sentence)
        case .established:
            guard received.isEmpty else { return ended() }
            return finish(.socketError, sentence)
        }
    }

    /// The time is over.
    public mutating func timedOut(_ phase: Phase) -> Order {
        switch phase {
        case .connecting: return finish(.connectionTimeout, "")
        case .handshake: return finish(.encryptionTimeout, "")
        case .established:
            guard let current, case .expect(let expectation) = steps[current].action else {
                return finish(.answerTimeout, "")
            }
            return finish(expectation.timeoutStatus ?? .answerTimeout, "")
        }
    }

    private func finish(_ status: CheckStatus, _ sentence: String) -> Order {
        .finish(CheckOutcome(status, code: 0, detail: sentence + place))
    }

    /// Where a check of one's own stands.
    private var place: String {
        guard check.program.language == .bytes, let current else { return "" }
        let step = steps[current]
        if step.number == 0 { return " at initial connection step of tcp-check" }
        var text = " at step \(step.number) of tcp-check"
        switch step.action {
        case .connect(let connection):
            text += connection.port.map { " (connect port \($0))" } ?? " (connect)"
        case .send, .request: text += " (send)"
        case .variable: break
        case .expect(let expectation): text += " (expect \(expectation.subject.place))"
        }
        if let comment = step.comment { text += " comment: '\(comment)'" }
        return text
    }
}

extension CheckExpectation.Subject {
    /// HAProxy's words of what did not match.
    fileprivate var complaint: String {
        switch self {
        case .textFormat, .bodyFormat: " (log-format string)"
        case .binaryFormat: " (log-format binary)"
        case .text(let bytes), .body(let bytes): " '\(String(decoding: bytes, as: UTF8.self))'"
        case .binary: " (binary)"
        case .pattern, .statusPattern, .bodyPattern: " (regex)"
        case .binaryPattern: " (binary regex)"
        case .builtIn: " (custom function)"
        case .status: "(status codes)"
        case .header: " (header pattern)"
        }
    }

    /// HAProxy's words of what was awaited.
    fileprivate var place: String {
        switch self {
        case .textFormat: "log-format string"
        case .binaryFormat: "log-format binary"
        case .bodyFormat: "HTTP body content"
        case .text(let bytes): "string '\(String(decoding: bytes, as: UTF8.self))'"
        case .binary(let bytes):
            "binary '\(String(decoding: hexadecimal(bytes), as: UTF8.self))'"
        case .pattern: "regex"
        case .binaryPattern: "binary regex"
        case .builtIn: "custom function"
        case .status: "HTTP status codes"
        case .statusPattern: "HTTP status regex"
        case .header: "HTTP header pattern"
        case .body(let bytes):
            "HTTP body content '\(String(decoding: bytes, as: UTF8.self))'"
        case .bodyPattern: "HTTP body regex"
        }
    }
}
