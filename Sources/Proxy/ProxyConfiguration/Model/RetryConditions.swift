/// `retry-on`: what makes the proxy try again.
public struct RetryConditions: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: UInt32

    /// A set from bits.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// `conn-failure`: no connection; the default.
    public static let connectionFailure = RetryConditions(rawValue: 1 << 0)
    /// `empty-response`: closed without a byte.
    public static let emptyResponse = RetryConditions(rawValue: 1 << 1)
    /// `junk-response`: no valid head.
    public static let junkResponse = RetryConditions(rawValue: 1 << 2)
    /// `response-timeout`: no head in time.
    public static let responseTimeout = RetryConditions(rawValue: 1 << 3)
    /// `500`.
    public static let status500 = RetryConditions(rawValue: 1 << 4)
    /// `502`.
    public static let status502 = RetryConditions(rawValue: 1 << 5)
    /// `503`.
    public static let status503 = RetryConditions(rawValue: 1 << 6)
    /// `504`.
    public static let status504 = RetryConditions(rawValue: 1 << 7)
    /// `404`.
    public static let status404 = RetryConditions(rawValue: 1 << 8)
    /// `408`.
    public static let status408 = RetryConditions(rawValue: 1 << 9)
    /// `425`.
    public static let status425 = RetryConditions(rawValue: 1 << 10)
    /// `401`.
    public static let status401 = RetryConditions(rawValue: 1 << 11)
    /// `403`.
    public static let status403 = RetryConditions(rawValue: 1 << 12)
    /// `501`.
    public static let status501 = RetryConditions(rawValue: 1 << 13)

    /// The statuses of the set.
    public var statuses: [Int] {
        let known: [(RetryConditions, Int)] = [
            (.status401, 401), (.status403, 403), (.status404, 404), (.status408, 408),
            (.status425, 425), (.status500, 500), (.status501, 501), (.status502, 502),
            (.status503, 503), (.status504, 504),
        ]
        return known.filter { contains($0.0) }.map(\.1)
    }
}
