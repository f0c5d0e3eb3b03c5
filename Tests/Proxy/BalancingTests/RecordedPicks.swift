import Balancing
import Foundation

/// What HAProxy 2.6.12 picked in backends of twenty servers: `Tests/Golden/balancing/picks.txt`, a
/// line for each backend with one letter for each request.
enum RecordedPicks {
    /// The weights of the twenty servers.
    static let weights = [1, 1, 3, 2, 5, 1, 10, 4, 1, 2, 7, 1, 1, 1, 6, 1, 2, 1, 1, 3]

    /// The lines by name.
    static let byName: [String: [Int]] = {
        let file = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Golden/balancing/picks.txt")
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let letters = Array("123456789abcdefghijklmnop")
        var lines: [String: [Int]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            lines[String(words[0])] = words[1].compactMap { letters.firstIndex(of: $0) }
        }
        return lines
    }()

    static var servers: [BalancedServer] {
        weights.enumerated().map { BalancedServer(id: $0.offset + 1, weight: $0.element) }
    }

    /// The URI of a request.
    static func uri(_ number: Int) -> [UInt8] {
        Array("/track/\(number)/seg-\(number * 7919 % 1000).ts?id=\(number * 31)&x=1".utf8)
    }

    /// The Host header of a request.
    static func host(_ number: Int) -> [UInt8] {
        Array("www\(number % 7).site\(number * 13 % 997).example".utf8)
    }
}

extension Balancer {
    /// The position picked, nil when none was.
    mutating func position(hash: UInt32? = nil) -> Int? {
        guard case .server(let server) = pick(hash: hash, loads: IdleServers()) else { return nil }
        return server
    }
}
