/// Which certificate is shown to a client, by the name it asks for and the kinds of keys it takes.
///
/// A value without TLS: it is told what a client says and answers the number of a certificate. The
/// rules are HAProxy's.
public struct ServerNameTable: Sendable {
    private struct Entry {
        let certificate: Int
        let kind: KeyKind
        /// Entries of one line share its exceptions.
        let line: Int
    }

    /// Names as they are, in lower case.
    private var exact: [[UInt8]: [Entry]] = [:]
    /// What is behind the asterisk of a wildcard, as `.example.com`; empty for the default.
    private var wild: [[UInt8]: [Entry]] = [:]
    /// The names that a line's wildcards are not for.
    private var exceptions: [[UInt8]: Set<Int>] = [:]
    private var lineCount = 0

    /// A table without names.
    public init() {}

    /// Whether no certificate can ever be chosen.
    public var isEmpty: Bool { exact.isEmpty && wild.isEmpty }

    /// What filters of a line say that does nothing: for a warning.
    public enum IdleFilter: Sendable, Hashable {
        /// An exception for a wildcard, `!*.example.com`.
        case exceptionForWildcard(String)
        /// Exceptions where the line has no wildcard.
        case exceptionsAlone
    }

    /// Adds a certificate under the filters of its line, as `*.example.com` or `!www.example.com`.
    ///
    /// - Parameters:
    ///   - certificate: its number.
    ///   - kind: the kind of its key.
    ///   - filters: the names; `*` makes it a default.
    /// - Returns: what does nothing.
    @discardableResult
    public mutating func add(
        _ certificate: Int,
        _ kind: KeyKind,
        filters: [[UInt8]]
    ) -> [IdleFilter] {
        let entry = Entry(certificate: certificate, kind: kind, line: lineCount)
        lineCount += 1
        var idle: [IdleFilter] = []
        var wildcards = 0
        var negatives = 0
        for filter in filters {
            var name = Self.lowercased(filter)[...]
            let isNegative = name.first == UInt8(ascii: "!")
            if isNegative { name = name.dropFirst() }
            let isWild = name.first == UInt8(ascii: "*")
            if isWild { name = name.dropFirst() }
            if isNegative && isWild {
                let text = String(decoding: filter, as: UTF8.self)
                if !name.isEmpty { idle.append(.exceptionForWildcard(text)) }
                continue
            }
            if name.isEmpty && !isWild { continue }
            let key = Array(name)
            if isNegative {
                negatives += 1
                exceptions[key, default: []].insert(entry.line)
            } else if isWild {
                if !key.isEmpty { wildcards += 1 }
                wild[key, default: []].append(entry)
            } else {
                exact[key, default: []].append(entry)
            }
        }
        if negatives > 0 && wildcards == 0 { idle.append(.exceptionsAlone) }
        return idle
    }

    /// The certificate for a client; nil when none is for it.
    ///
    /// - Parameters:
    ///   - name: what the client asks for; nil when it asks for nothing.
    ///   - takesRSA: whether it can check signatures of RSA keys.
    ///   - takesECDSA: likewise.
    ///   - isStrict: whether a name that nothing is for gets nothing, instead of a default.
    /// - Returns: the number of a certificate.
    public func choose(
        _ name: [UInt8]?,
        takesRSA: Bool,
        takesECDSA: Bool,
        isStrict: Bool
    ) -> Int? {
        if let name {
            let wanted = Self.lowercased(name)
            if let found = find(wanted, takesRSA, takesECDSA) { return found }
        }
        return isStrict ? nil : find([], takesRSA, takesECDSA)
    }

    private func find(_ name: [UInt8], _ takesRSA: Bool, _ takesECDSA: Bool) -> Int? {
        var first: (rsa: Int?, ecdsa: Int?, other: Int?)
        func note(_ entry: Entry) {
            switch entry.kind {
            case .rsa: first.rsa = first.rsa ?? entry.certificate
            case .ecdsa: first.ecdsa = first.ecdsa ?? entry.certificate
            case .dsa, .other: first.other = first.other ?? entry.certificate
            }
        }
        for entry in exact[name] ?? [] { note(entry) }
        let dot = name.isEmpty ? 0 : name.firstIndex(of: UInt8(ascii: "."))
        if let dot, let entries = wild[Array(name[dot...])] {
            let except = exceptions[name] ?? []
            for entry in entries where !except.contains(entry.line) { note(entry) }
        }
        if takesECDSA, let found = first.ecdsa { return found }
        if takesRSA, let found = first.rsa { return found }
        return first.other ?? first.ecdsa ?? first.rsa
    }

    private static func lowercased(_ name: [UInt8]) -> [UInt8] {
        name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }
}
