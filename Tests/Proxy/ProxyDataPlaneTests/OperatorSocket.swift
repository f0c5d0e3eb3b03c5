import LinuxSystem
import TestSupport

/// What a proxy answers to a line on its stats socket.
func ask(_ line: String, at path: String) throws -> String {
    let socket = try FileDescriptor.streamSocket(for: .unix(path), nonblocking: false)
    defer { socket.close() }
    // Ports listen a moment before the sockets of operators do.
    let deadline = MonotonicClock.now + .seconds(5)
    while (try? socket.connect(to: .unix(path))) == nil, MonotonicClock.now < deadline {
        MonotonicClock.sleep(for: .milliseconds(20))
    }
    try socket.writeAll(line + "\n")
    return String(decoding: try socket.readToEnd(), as: UTF8.self)
}

/// One column of `show stat` of a server or a proxy.
func statistic(
    _ column: String,
    of name: String,
    in proxy: String,
    at path: String
) throws -> String {
    let lines = try ask("show stat", at: path).split(separator: "\n")
    let fields = { (line: Substring) in
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    guard let header = lines.first.map(fields), let position = header.firstIndex(of: column),
        let row = lines.map(fields).first(where: { $0[0] == proxy && $0[1] == name })
    else { return "" }
    return row[position]
}

/// Asks again until the answer is right, or the time is over.
func eventually(within: Duration = .seconds(20), _ holds: () throws -> Bool) throws -> Bool {
    let deadline = MonotonicClock.now + within
    while MonotonicClock.now < deadline {
        if try holds() { return true }
        MonotonicClock.sleep(for: .milliseconds(50))
    }
    return try holds()
}
