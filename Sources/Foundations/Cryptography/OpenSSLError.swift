internal import COpenSSL

/// What OpenSSL had to say about a call that failed.
public struct OpenSSLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, as `read the private key`.
    public var operation: String
    /// The library's reasons, first cause first.
    public var reasons: [String]

    /// Says what was tried.
    public init(_ operation: String, reasons: [String]) {
        self.operation = operation
        self.reasons = reasons
    }

    /// `read the private key: no start line`.
    public var description: String {
        reasons.isEmpty ? operation : "\(operation): \(reasons.joined(separator: "; "))"
    }

    /// Empties the library's queue of errors of this thread into a value.
    static func drain(_ operation: String) -> OpenSSLError {
        var reasons: [String] = []
        while true {
            let code = ERR_get_error()
            if code == 0 { break }
            let reason = ERR_reason_error_string(code).map { String(cString: $0) }
            reasons.append(reason ?? "error \(code)")
        }
        return OpenSSLError(operation, reasons: reasons)
    }
}
