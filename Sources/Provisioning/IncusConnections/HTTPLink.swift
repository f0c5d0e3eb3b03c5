import HTTPWire
import HostConnections

/// One kept-alive HTTP connection to a daemon: one exchange at a time.
final class HTTPLink: @unchecked Sendable {
    // Checked by hand: a link is used by the one thread that took it from the daemon's idle list.
    private let stream: any ByteStream

    /// Whether another exchange may follow.
    private(set) var isReusable = true

    /// Whether the daemon has ended it, or said something unasked, since the last answer.
    var isSpent: Bool {
        do throws(StreamFailure) {
            _ = try stream.read(upTo: 1, timeout: .zero)
            return true
        } catch {
            if case .timedOut = error { return false }
            return true
        }
    }

    init(_ stream: any ByteStream) {
        self.stream = stream
    }

    /// Sends a request with its body and reads the answer.
    ///
    /// The time is the longest silence while waiting for the answer.
    func exchange(
        _ head: HTTPRequestHead,
        body: [UInt8] = [],
        timeout: Duration
    ) throws(StreamFailure) -> HTTPResponse {
        isReusable = false
        try stream.writeAll(head.serialized(body: body), timeout: timeout)
        return try response(to: head.method, timeout: timeout)
    }

    /// Sends a request whose body comes in pieces of a stated total, and reads the answer.
    func exchange(
        _ head: HTTPRequestHead,
        bodyPieces: (_ send: ([UInt8]) throws(StreamFailure) -> Void) throws(StreamFailure) -> Void,
        timeout: Duration
    ) throws(StreamFailure) -> HTTPResponse {
        isReusable = false
        try stream.writeAll(head.serialized(), timeout: timeout)
        try bodyPieces { (piece) throws(StreamFailure) in
            try stream.writeAll(piece, timeout: timeout)
        }
        return try response(to: head.method, timeout: timeout)
    }

    private func response(
        to method: String,
        timeout: Duration
    ) throws(StreamFailure) -> HTTPResponse {
        var reader = HTTPResponseReader(requestMethod: method)
        while true {
            let bytes = try stream.read(upTo: 65_536, timeout: timeout)
            if bytes.isEmpty {
                guard let response = reader.finish() else {
                    throw .closed("the daemon closed it before its answer was whole")
                }
                return response
            }
            do {
                guard case .complete(let response) = try reader.push(bytes) else { continue }
                isReusable = reader.connectionCanBeReused
                rest = reader.rest
                return response
            } catch {
                throw .closed("the answer is no HTTP")
            }
        }
    }

    /// Bytes that came behind the last answer: the first of an upgraded connection.
    private(set) var rest: [UInt8] = []

    /// The stream below, for an upgraded connection.
    var upgraded: any ByteStream { stream }

    func close() {
        stream.close()
    }
}
