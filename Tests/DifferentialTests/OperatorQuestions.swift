import TestSupport

/// The answer to one command on a stats socket, without empty lines.
func askOperator(_ port: UInt16, _ command: String) throws -> String {
    let client = try TestClient(port: port)
    try client.send("\(command)\n")
    return client.readToEnd().split(separator: "\n").joined(separator: "\n")
}

/// What `show stat` says of one server, by the names of the columns, while nobody checks it: HAProxy
/// forgets what the last check said when the next one begins.
func statistics(of server: String, _ port: UInt16) throws -> [String: String] {
    for _ in 0..<100 {
        let columns = try columns(of: server, port)
        if !columns.values.contains(where: { $0.hasPrefix("* ") }) { return columns }
    }
    return try columns(of: server, port)
}

/// A line without the names of errors, by which versions after 2.6 tell why there was no connection.
func withoutErrorName(_ line: String) -> String {
    line.replacing("ECONNREFUSED returned by OS (Connection refused)", with: "Connection refused")
}

private func columns(of server: String, _ port: UInt16) throws -> [String: String] {
    let lines = try askOperator(port, "show stat").split(separator: "\n").map(String.init)
    let names = lines.first.map { $0.dropFirst(2).split(separator: ",").map(String.init) } ?? []
    let start = server.replacing("/", with: ",") + ","
    let line = lines.first { $0.hasPrefix(start) }
    let values = line.map { cells(withoutErrorName($0)) } ?? []
    return Dictionary(zip(names, values)) { first, _ in first }
}

/// The values of a line with commas, some of them in quotes.
private func cells(_ line: String) -> [String] {
    var cells: [String] = [""]
    var isQuoted = false
    for character in line {
        switch character {
        case "\"": isQuoted.toggle()
        case "," where !isQuoted: cells.append("")
        default: cells[cells.count - 1].append(character)
        }
    }
    return cells
}
