/// The answers that patterns cannot judge.
extension CheckRun {
    mutating func judge(
        _ builtIn: BuiltInExpectation,
        _ expectation: CheckExpectation,
        _ step: CheckStep
    ) -> CheckJudgement {
        switch builtIn {
        case .mysqlGreeting: return judgeMySQL(at: 0, expectation, step)
        case .mysqlLogin:
            // The greeting stands before it.
            let length = received.count < 3 ? 0 : littleEndian(received[0..<3])
            return judgeMySQL(at: 4 + length, expectation, step)
        case .spopGreeting: return judgeSPOP(expectation, step)
        case .ldapBind: return judgeLDAP(expectation, step)
        }
    }

    /// A MySQL packet: three bytes of length, a number, the payload, which begins with 0xFF and a
    /// number when it is an error.
    private mutating func judgeMySQL(
        at offset: Int,
        _ expectation: CheckExpectation,
        _ step: CheckStep
    ) -> CheckJudgement {
        let short = isLast ? invalid(expectation, step) : .undecided
        guard received.count >= offset + 4 else { return short }
        let length = littleEndian(received[offset..<(offset + 3)])
        guard length > 0, received.count >= offset + 4 + length else { return short }
        if received[offset + 4] == 0xFF {
            guard length >= 3 else { return invalid(expectation, step) }
            let number = littleEndian(received[(offset + 5)..<(offset + 7)])
            let text = Array(received[(offset + 7)...])
            var outcome = failure(expectation, step, .wrongAnswer, false, told: text)
            outcome.code = number
            return .decided(outcome)
        }
        let isLastStep = index == steps.count - 1
        guard isLastStep else { return .met }
        // The greeting's text is the version.
        let version = received.dropFirst(5).prefix { $0 != 0 }
        return .decided(
            CheckOutcome(expectation.successStatus ?? .answered, detail: Array(version))
        )
    }

    private mutating func invalid(
        _ expectation: CheckExpectation,
        _ step: CheckStep
    ) -> CheckJudgement {
        .decided(failure(expectation, step, .invalidAnswer, false))
    }

    /// An LDAP message in BER: a sequence of the number 1 and a bind response whose code is zero
    /// [RFC 4511, 4.2.2].
    private mutating func judgeLDAP(
        _ expectation: CheckExpectation,
        _ step: CheckStep
    ) -> CheckJudgement {
        func failed(_ run: inout CheckRun, _ status: CheckStatus, _ text: String) -> CheckJudgement
        {
            .decided(run.failure(expectation, step, status, false, told: Array(text.utf8)))
        }
        let alien = "Not LDAPv3 protocol"
        let short: (inout CheckRun) -> CheckJudgement = { run in
            run.isLast ? failed(&run, .invalidAnswer, alien) : .undecided
        }
        // The first byte has been judged.
        var rest = received.dropFirst()
        guard let length = rest.first else { return short(&self) }
        if length & 0x80 != 0 {
            let byteCount = Int(length & 0x7F)
            guard byteCount == 2 || byteCount == 4 else {
                return failed(&self, .invalidAnswer, alien)
            }
            guard rest.count > byteCount else { return short(&self) }
            let messageLength = rest.dropFirst().prefix(byteCount).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(1 + byteCount)
            guard rest.count >= messageLength else { return short(&self) }
        } else {
            rest = rest.dropFirst()
            guard rest.count >= Int(length) else { return short(&self) }
        }
        guard rest.starts(with: [0x02, 0x01, 0x01, 0x61]) else {
            return failed(&self, .invalidAnswer, alien)
        }
        rest = rest.dropFirst(4)
        guard let size = rest.first else { return short(&self) }
        rest = rest.dropFirst(1 + (size & 0x80 != 0 ? Int(size & 0x7F) : 0))
        guard rest.count >= 3 else { return short(&self) }
        guard rest.starts(with: [0x0A, 0x01]), let result = rest.dropFirst(2).first else {
            return failed(&self, .invalidAnswer, alien)
        }
        code = Int(result)
        guard result == 0 else {
            let text = "See RFC: http://tools.ietf.org/html/rfc4511#section-4.1.9"
            return failed(&self, .wrongAnswer, text)
        }
        return .decided(
            CheckOutcome(expectation.successStatus ?? .answered, detail: "Success")
        )
    }
}

private func littleEndian(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
}
