/// Host names with ranges in brackets: `web[01:20]`, `db-[a:f]`, `[1:9:2].lab`.
enum HostNameRange {
    /// Why a range means nothing.
    struct Fault: Error {
        /// What is wrong, and what would be right.
        let message: String
        let expected: String
    }

    /// How many hosts one name may stand for.
    static let limit = 65_536

    /// The names that a name with ranges stands for, in order.
    static func expand(_ text: String) throws(Fault) -> [String] {
        guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]")
        else { return [text] }
        let head = text[..<open]
        let tail = String(text[text.index(after: close)...])
        let inner = text[text.index(after: open)..<close]
        let tails = try expand(tail)
        let items = try items(of: inner)
        guard items.count * tails.count <= limit else {
            throw Fault(
                message: "the range '[\(inner)]' stands for too many hosts",
                expected: "at most \(limit)"
            )
        }
        return items.flatMap { item in tails.map { head + item + $0 } }
    }

    private static func items(of range: Substring) throws(Fault) -> [String] {
        let bounds = range.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard bounds.count == 2 || bounds.count == 3, !bounds[1].isEmpty else {
            throw fault(range)
        }
        let first = bounds[0].isEmpty ? "0" : bounds[0]
        let last = bounds[1]
        guard let step = bounds.count == 3 ? Int(bounds[2]) : 1, step > 0 else {
            throw fault(range)
        }
        if let low = letterIndex(first), let high = letterIndex(last) {
            guard low <= high else { throw fault(range) }
            return stride(from: low, through: high, by: step).map { String(letters[$0]) }
        }
        guard let low = Int(first), let high = Int(last) else { throw fault(range) }
        let (span, isTooLong) = high.subtractingReportingOverflow(low)
        guard !isTooLong, span / step < limit else {
            throw Fault(
                message: "the range '[\(range)]' stands for too many hosts",
                expected: "at most \(limit)"
            )
        }
        guard first.hasPrefix("0"), first.count > 1 else {
            return stride(from: low, through: high, by: step).map { String($0) }
        }
        guard first.count == last.count else {
            throw Fault(
                message: "the ends of the range '[\(range)]' differ in length",
                expected: "the same number of digits, as in '[01:20]'"
            )
        }
        return stride(from: low, through: high, by: step).map { number in
            let digits = String(number)
            return String(repeating: "0", count: max(0, first.count - digits.count)) + digits
        }
    }

    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

    private static func letterIndex(_ text: String) -> Int? {
        text.count == 1 ? text.first.flatMap { letters.firstIndex(of: $0) } : nil
    }

    private static func fault(_ range: Substring) -> Fault {
        Fault(
            message: "'[\(range)]' is no range of hosts",
            expected: "'[BEGIN:END]' or '[BEGIN:END:STEP]' of numbers or letters"
        )
    }
}

/// A host as sources name it: a name with ranges, and maybe a port.
struct HostNotation {
    let names: String
    let port: Int?

    /// Takes `name:port` and `[address]:port` apart; an IPv6 address without brackets is a name.
    init(_ text: String) {
        if text.hasPrefix("["), let close = text.firstIndex(of: "]"),
            text[..<close].contains("::") || text[..<close].count(where: { $0 == ":" }) > 2
        {
            names = String(text[text.index(after: text.startIndex)..<close])
            let rest = text[text.index(after: close)...]
            port = rest.hasPrefix(":") ? Int(rest.dropFirst()) : nil
            return
        }
        var depth = 0
        var colons: [String.Index] = []
        for index in text.indices {
            switch text[index] {
            case "[": depth += 1
            case "]": depth -= 1
            case ":" where depth == 0: colons.append(index)
            default: break
            }
        }
        guard colons.count == 1, let port = Int(text[text.index(after: colons[0])...]) else {
            names = text
            self.port = nil
            return
        }
        names = String(text[..<colons[0]])
        self.port = port
    }
}
