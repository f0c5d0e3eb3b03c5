internal import Samples

/// What formats in expectations come to when it is looked whether they are met.
extension CheckRun {
    /// The expectation with the texts that its formats make now.
    func concrete(_ expectation: CheckExpectation) -> CheckExpectation {
        var result = expectation
        switch expectation.subject {
        case .textFormat(let format): result.subject = .text(evaluate(CheckText(format)))
        case .bodyFormat(let format): result.subject = .body(evaluate(CheckText(format)))
        case .binaryFormat(let format):
            result.subject = .binary(bytesOfDigits(evaluate(CheckText(format))))
        case .header(var header):
            header.name = concrete(header.name)
            header.value = header.value.map(concrete)
            result.subject = .header(header)
        case .text, .binary, .pattern, .binaryPattern, .builtIn, .status, .statusPattern, .body,
            .bodyPattern:
            break
        }
        return result
    }

    private func concrete(_ match: HeaderExpectation.Match) -> HeaderExpectation.Match {
        guard case .format(let format, as: let method) = match else { return match }
        let text = evaluate(CheckText(format))
        switch method {
        case .beginning: return .beginning(text)
        case .end: return .end(text)
        case .part: return .part(text)
        case .exact, .pattern, .format: return .exact(text)
        }
    }
}
