import LinuxSystem

/// Why a load's connection went no further.
enum LoadFault: Error, Hashable {
    /// The request's time is over.
    case timedOut
    /// The peer cut the connection without taking leave.
    case reset
    /// Something else, for people.
    case failed(String)

    /// What the kernel says.
    init(_ code: Errno) {
        switch code {
        case .timedOut: self = .timedOut
        case .connectionReset, .brokenPipe: self = .reset
        default: self = .failed("\(code)")
        }
    }

    /// The reason for people.
    var text: String {
        switch self {
        case .timedOut: "time-out"
        case .reset: "\(Errno.connectionReset)"
        case .failed(let why): why
        }
    }
}
