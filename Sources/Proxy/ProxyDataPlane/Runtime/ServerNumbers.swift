internal import Synchronization

/// Weight and limit of a server as operators and agents write them.
extension ProxyRuntime {
    /// Changes the weight of a server to a number, or to a percentage of the initial one; HAProxy's
    /// sentence when that cannot be.
    public func changeWeight(
        _ text: String,
        of server: ServerRuntime,
        in backend: BackendRuntime
    ) -> String? {
        let weight: Int
        switch WeightText.weight(text, initial: server.initialWeight) {
        case .weight(let number): weight = number
        case .refused(let sentence): return sentence
        }
        let isAllOrNothing = weight == 0 || weight == server.initialWeight
        if !backend.hasDynamicWeights, !isAllOrNothing {
            return "Backend is using a static LB algorithm and only accepts weights '0%' and "
                + "'100%'.\n"
        }
        setWeight(weight, of: server, in: backend)
        return nil
    }

    /// Changes how many streams a server serves at once, 0 for any number; HAProxy's sentence when
    /// that cannot be.
    public func changeLimit(
        _ text: String,
        of server: ServerRuntime,
        in backend: BackendRuntime
    ) -> String? {
        if text.isEmpty { return "Require <maxconn>.\n" }
        let digits = text.drop { $0 == "+" || $0 == "-" }.prefix { $0.isASCII && $0.isNumber }
        if digits.isEmpty { return "maxconn string empty or preceded by garbage" }
        guard digits.endIndex == text.endIndex, text.count - digits.count < 2 else {
            return "Trailing garbage in maxconn string"
        }
        let number = text.first == "-" ? 0 : Int(digits) ?? Int(Int32.max)
        server.cell.limit.store(
            min(number, Int(Int32.max)),
            ordering: .sequentiallyConsistent
        )
        backend.cell.refresh(server)
        wakeWaiting(for: server, in: backend)
        return nil
    }
}

/// A weight as an operator writes it: a number, or a percentage of the initial weight.
private enum WeightText {
    /// What reading it came to.
    enum Reading {
        /// From 0 to 256.
        case weight(Int)
        /// HAProxy's sentence.
        case refused(String)
    }

    /// The weight that a text means; a percentage that leads above 256 means 256.
    static func weight(_ text: String, initial: Int) -> Reading {
        var rest = text[...]
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else {
            return .refused("Empty weight string empty or preceded by garbage")
        }
        // A number too large for a word is as large as any that counts.
        let number = isNegative ? -(Int(digits) ?? .max) : Int(digits) ?? .max
        switch rest.dropFirst(digits.count) {
        case "%":
            guard number >= 0 else { return .refused("Relative weight must be positive.\n") }
            return .weight(min(256, initial * min(number, 25_600) / 100))
        case "":
            guard (0...256).contains(number) else {
                return .refused("Absolute weight can only be between 0 and 256 inclusive.\n")
            }
            return .weight(number)
        default:
            return .refused("Trailing garbage in weight string")
        }
    }
}
