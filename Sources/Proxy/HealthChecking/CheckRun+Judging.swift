internal import HTTPWire

/// What an expectation came to.
enum CheckJudgement {
    /// It is as expected.
    case met
    /// More has to come before it can be said.
    case undecided
    /// The check is over, with this.
    case decided(CheckOutcome)
}

extension CheckRun {
    mutating func judge(_ expectation: CheckExpectation, _ step: CheckStep) -> CheckJudgement {
        if check.program.language == .http { return judgeResponse(expectation, step) }
        if !isLast {
            if let byteCount = expectation.subject.literal?.count, received.count < byteCount {
                return .undecided
            }
            if let minimum = expectation.minimumByteCount, received.count < minimum {
                return .undecided
            }
        }
        let isMatch: Bool
        switch expectation.subject {
        case .text(let bytes), .binary(let bytes), .body(let bytes):
            isMatch = received.contains(bytes)
        case .pattern(let pattern): isMatch = check.matches(received, pattern)
        case .binaryPattern(let pattern):
            isMatch = check.matches(hexadecimal(received), pattern)
        case .builtIn(let builtIn):
            guard !received.isEmpty else {
                isMatch = false
                break
            }
            return judge(builtIn, expectation, step)
        case .status, .statusPattern, .header, .bodyPattern, .textFormat, .binaryFormat,
            .bodyFormat:
            isMatch = false
        }
        // Without 'min-recv' what is not there yet may still come.
        if !isMatch, !isLast, expectation.minimumByteCount == nil { return .undecided }
        if isMatch != expectation.isNegated { return .met }
        return .decided(
            failure(expectation, step, expectation.failureStatus ?? .invalidAnswer, isMatch)
        )
    }

    private mutating func judgeResponse(
        _ expectation: CheckExpectation,
        _ step: CheckStep
    ) -> CheckJudgement {
        guard !isNoHTTP, let response = reader.partial else {
            if !isNoHTTP && !hasEnded { return .undecided }
            return .decided(CheckOutcome(.invalidAnswer))
        }
        code = response.status
        if mayDrain && response.status == 404 { return .met }
        let reason = Array(response.reason.utf8)
        let isMatch: Bool
        switch expectation.subject {
        case .status(let ranges): isMatch = ranges.contains { $0.contains(response.status) }
        case .statusPattern(let pattern):
            isMatch = check.matches(Array("\(response.status)".utf8), pattern)
        case .header(let header): isMatch = matches(header, response)
        case .body, .bodyPattern, .text, .binary, .pattern, .binaryPattern, .builtIn, .textFormat,
            .binaryFormat, .bodyFormat:
            return judgeBody(response.body, expectation, step)
        }
        if isMatch != expectation.isNegated { return .met }
        let status = expectation.failureStatus ?? .wrongAnswer
        return .decided(failure(expectation, step, status, isMatch, told: reason))
    }

    private mutating func judgeBody(
        _ body: [UInt8],
        _ expectation: CheckExpectation,
        _ step: CheckStep
    ) -> CheckJudgement {
        let status = expectation.failureStatus ?? .invalidAnswer
        func failed(_ sentence: String, _ isMatch: Bool) -> CheckJudgement {
            .decided(failure(expectation, step, status, isMatch, told: Array(sentence.utf8)))
        }
        if body.isEmpty {
            guard isLast else { return .undecided }
            return failed("HTTP content check could not find a response body", false)
        }
        if !isLast {
            if let byteCount = expectation.subject.literal?.count, body.count < byteCount {
                return .undecided
            }
            if let minimum = expectation.minimumByteCount, body.count < minimum {
                return .undecided
            }
        }
        let isMatch: Bool
        switch expectation.subject {
        case .bodyPattern(let pattern): isMatch = check.matches(body, pattern)
        default: isMatch = body.contains(expectation.subject.literal ?? [])
        }
        if !isMatch, !isLast, expectation.minimumByteCount == nil { return .undecided }
        if isMatch != expectation.isNegated { return .met }
        return failed(
            expectation.isNegated
                ? "HTTP check matched unwanted content" : "HTTP content check did not match",
            isMatch
        )
    }

    private func matches(_ expected: HeaderExpectation, _ response: HTTPResponse) -> Bool {
        response.headers.lines.contains { line in
            guard matches(Array(line.name.utf8), expected.name, ignoringCase: true) else {
                return false
            }
            guard let value = expected.value else { return true }
            let whole = Array(line.value.utf8)
            if expected.isWholeLine { return matches(whole, value, ignoringCase: false) }
            return whole.withUnsafeBytes { bytes in
                var items = ListItems(bytes)
                while let item = items.next() {
                    if matches(Array(item), value, ignoringCase: false) { return true }
                }
                return false
            }
        }
    }

    private func matches(
        _ bytes: [UInt8],
        _ match: HeaderExpectation.Match,
        ignoringCase: Bool
    ) -> Bool {
        func folded(_ bytes: [UInt8]) -> [UInt8] {
            ignoringCase ? bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } : bytes
        }
        let bytes = folded(bytes)
        switch match {
        case .exact(let text): return bytes == folded(text)
        case .beginning(let text): return bytes.starts(with: folded(text))
        case .end(let text): return bytes.reversed().starts(with: folded(text).reversed())
        case .part(let text): return bytes.contains(folded(text))
        case .pattern(let pattern):
            return check.matches(bytes, pattern, ignoringCase: ignoringCase)
        // Those are taken for what they make before.
        case .format: return false
        }
    }
}

extension CheckExpectation.Subject {
    /// The bytes that are looked for.
    var literal: [UInt8]? {
        switch self {
        case .text(let bytes), .binary(let bytes), .body(let bytes): bytes
        case .pattern, .binaryPattern, .builtIn, .status, .statusPattern, .header, .bodyPattern,
            .textFormat, .binaryFormat, .bodyFormat:
            nil
        }
    }
}

extension [UInt8] {
    /// Whether these bytes stand somewhere in it.
    func contains(_ part: [UInt8]) -> Bool { part.isEmpty || firstRange(of: part) != nil }
}

/// Bytes as digits, two for each.
func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
}
