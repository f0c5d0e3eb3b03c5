import HTTPWire

/// The cookies of one client, and the server that they belong to.
///
/// The server that answers when a cookie is set is the session's own, its home. An answer of another one
/// is a move; whether that was needed depends on what became of the home.
struct StickySession {
    private var cookies: [(name: String, value: String)] = []
    private var home: String?
    private var last: String?

    /// The value of the `Cookie` line; nil without cookies.
    var cookieLine: String? {
        if cookies.isEmpty { return nil }
        return cookies.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    /// Takes an answer; the home and the server when the session has moved.
    mutating func note(
        server: String,
        setCookies: [String]
    ) -> (from: String, to: String)? {
        var move: (from: String, to: String)?
        if let home, !server.isEmpty, server != home, server != last { move = (home, server) }
        if !server.isEmpty { last = server }
        for line in setCookies { take(line) }
        if cookies.isEmpty {
            home = nil
        } else if !setCookies.isEmpty, !server.isEmpty {
            home = server
        }
        return move
    }

    private mutating func take(_ line: String) {
        let parts = line.split(separator: ";").map { part in
            part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                $0.drop { $0 == " " }
            }
        }
        guard let pair = parts.first, pair.count == 2, !pair[0].isEmpty else { return }
        cookies.removeAll { $0.name == pair[0] }
        let age = parts.dropFirst().first { $0[0].lowercased() == "max-age" }?.last
        if let age, let seconds = Int(age), seconds <= 0 { return }
        cookies.append((String(pair[0]), String(pair[1])))
    }
}
