internal import Cryptography
internal import LinuxSystem

/// Why a canary got no good answer.
enum CanaryFailure: Error, Equatable {
    /// How far a canary has come.
    enum Stage: Equatable {
        /// The name is looked up.
        case lookup(String)
        /// The connection is made.
        case connecting(String)
        /// The TLS handshake is under way.
        case handshake
        /// The request is on its way, or nothing of the answer is there.
        case waiting
        /// The answer has begun.
        case reading
    }

    /// The name has no address.
    case unknownName(NameResolutionError)
    /// The connection could not be made.
    case notConnected(SystemError)
    /// The time was over.
    case timedOut(Stage, Duration)
    /// No TLS that can be trusted.
    case insecure(OpenSSLError)
    /// The connection ended before the answer did.
    case cut(Stage, Errno?)
    /// What came is no HTTP.
    case malformed
    /// The answer is larger than a canary's should be.
    case tooLarge(Int)
    /// Not one of the statuses that are good.
    case status(Int, expected: String)
    /// The answer lacks the header that servers send.
    case withoutHeader(String, status: Int)
}

extension CanaryFailure: CustomStringConvertible {
    /// One line, as `no answer within 200 ms`.
    var description: String {
        switch self {
        case .unknownName(let error): "\(error)"
        case .notConnected(let error): "\(error)"
        case .timedOut(let stage, let limit): "\(stage.missing) within \(spoken(limit))"
        case .insecure(let error): "\(error)"
        case .cut(let stage, nil): "the connection ended: \(stage.missing)"
        case .cut(let stage, let code?): "the connection ended: \(code); \(stage.missing)"
        case .malformed: "what came back is no HTTP/1 response"
        case .tooLarge(let limit): "the answer has more than \(limit) bytes"
        case .status(let status, let expected): "status \(status), not \(expected)"
        case .withoutHeader(let name, let status):
            "status \(status) without the header '\(name)': no server behind the proxy gave it"
        }
    }
}

extension CanaryFailure.Stage {
    /// What did not come about.
    fileprivate var missing: String {
        switch self {
        case .lookup(let name): "no address of '\(name)'"
        case .connecting(let place): "no connection to \(place)"
        case .handshake: "no TLS handshake"
        case .waiting: "no answer"
        case .reading: "no end of the answer"
        }
    }
}

/// A duration in milliseconds, as `200 ms`.
func spoken(_ duration: Duration) -> String { "\(duration.wholeMilliseconds()) ms" }
