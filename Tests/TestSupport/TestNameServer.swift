import Foundation
import Synchronization

/// A name server inside a test: a stand-in that answers questions by a closure, over datagrams and
/// connections on one port.
public final class TestNameServer: Sendable {
    /// What it does with a question.
    public enum Reply: Sendable, Hashable {
        /// It tells these addresses of version 4, those of version 6 are none.
        case addresses([String])
        /// It tells that there is no such name.
        case noSuchName
        /// It does not want to answer.
        case refused
        /// It says nothing.
        case silence
        /// It tells addresses over a connection only; a datagram says that it is cut off.
        case tooLong([String])
    }

    /// A question that came.
    public struct Question: Sendable, Hashable {
        /// The name in lower case.
        public var name: String
        /// The number of the kind: 1 asks for version 4, 28 for version 6.
        public var kind: Int
        /// Whether it came over a connection.
        public var isOverConnection: Bool
    }

    /// Where it listens.
    public let port: UInt16
    private let state = Mutex(State())
    private let datagrams: Int32
    private let listener: Int32

    private struct State {
        var reply = Reply.silence
        var questions: [Question] = []
        var isStopped = false
    }

    /// Answers all questions alike, until it is told otherwise.
    public init(_ reply: Reply) throws {
        (listener, datagrams, port) = try Self.openSockets()
        state.withLock { $0.reply = reply }
        let threads = [
            Thread { [self] in serveDatagrams() }, Thread { [self] in serveConnections() },
        ]
        for thread in threads { thread.start() }
    }

    /// What it answers from now on.
    public func answer(_ reply: Reply) {
        state.withLock { $0.reply = reply }
    }

    /// The questions so far.
    public var questions: [Question] { state.withLock(\.questions) }

    /// Answers no more.
    public func stop() {
        state.withLock { $0.isStopped = true }
    }

    /// A connection's port that is free for datagrams too.
    private static func openSockets() throws -> (Int32, Int32, UInt16) {
        for _ in 0..<20 {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            let datagrams = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            if bindAddress(listener, &address), listen(listener, 16) == 0 {
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                withUnsafeMutablePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        _ = getsockname(listener, $0, &length)
                    }
                }
                if bindAddress(datagrams, &address) {
                    return (listener, datagrams, UInt16(bigEndian: address.sin_port))
                }
            }
            close(listener)
            close(datagrams)
        }
        throw POSIXError(.EADDRINUSE)
    }

    private static func bindAddress(_ socket: Int32, _ address: inout sockaddr_in) -> Bool {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Waits until a socket has something; false when the test is over.
    private func wait(_ socket: Int32) -> Bool {
        while true {
            if state.withLock(\.isStopped) { return false }
            var entry = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, 50) > 0 { return true }
        }
    }

    private func serveDatagrams() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while wait(datagrams) {
            var peer = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = withUnsafeMutablePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(datagrams, &buffer, buffer.count, 0, $0, &length)
                }
            }
            guard count > 0, let answer = answer(to: Array(buffer[..<count]), overConnection: false)
            else { continue }
            withUnsafePointer(to: &peer) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = sendto(datagrams, answer, answer.count, 0, $0, length)
                }
            }
        }
        close(datagrams)
    }

    private func serveConnections() {
        while wait(listener) {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 4096)
            var received: [UInt8] = []
            while received.count < 2
                || received.count < 2 + Int(received[0]) << 8 + Int(received[1])
            {
                let count = recv(connection, &buffer, buffer.count, 0)
                guard count > 0 else { break }
                received += buffer[..<count]
            }
            if let answer = answer(to: Array(received.dropFirst(2)), overConnection: true) {
                let message = [UInt8(answer.count >> 8), UInt8(answer.count & 0xFF)] + answer
                _ = send(connection, message, message.count, Int32(MSG_NOSIGNAL))
            }
            close(connection)
        }
        close(listener)
    }

    private func answer(to message: [UInt8], overConnection: Bool) -> [UInt8]? {
        var labels: [String] = []
        var offset = 12
        while offset < message.count, message[offset] > 0 {
            let end = offset + 1 + Int(message[offset])
            guard end < message.count else { return nil }
            labels.append(String(decoding: message[(offset + 1)..<end], as: UTF8.self))
            offset = end
        }
        guard offset + 5 <= message.count else { return nil }
        let kind = Int(message[offset + 1]) << 8 | Int(message[offset + 2])
        let asked = Question(
            name: labels.joined(separator: ".").lowercased(),
            kind: kind,
            isOverConnection: overConnection
        )
        let reply = state.withLock { state in
            state.questions.append(asked)
            return state.reply
        }
        let question = Array(message[12..<(offset + 5)])
        func header(_ low: UInt8, high: UInt8 = 0x81, count: Int = 0) -> [UInt8] {
            Array(message[0..<2]) + [high, low, 0, 1, 0, UInt8(count), 0, 0, 0, 0] + question
        }
        func records(_ addresses: [String]) -> [UInt8] {
            let own = kind == 1 ? addresses : []
            return own.reduce(header(0x80, count: own.count)) { bytes, address in
                let numbers = address.split(separator: ".").compactMap { UInt8($0) }
                return bytes + [0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4] + numbers
            }
        }
        switch reply {
        case .silence: return nil
        case .noSuchName: return header(0x83)
        case .refused: return header(0x85)
        case .addresses(let addresses): return records(addresses)
        case .tooLong(let addresses):
            return overConnection ? records(addresses) : header(0x80, high: 0x83)
        }
    }
}
