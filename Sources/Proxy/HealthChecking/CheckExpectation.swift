public import Samples

/// `tcp-check expect`, `http-check expect`: one demand on what the server has sent.
public struct CheckExpectation: Sendable, Hashable {
    /// What is looked at.
    public enum Subject: Sendable, Hashable {
        /// `string`: the bytes contain a text.
        case text([UInt8])
        /// `binary`: they contain bytes.
        case binary([UInt8])
        /// `string-lf`: they contain the text that a format makes.
        case textFormat(LogFormat)
        /// `binary-lf`: they contain the bytes whose digits a format makes.
        case binaryFormat(LogFormat)
        /// `rstring`: they match a regular expression.
        case pattern(String)
        /// `rbinary`: in hexadecimal they match one.
        case binaryPattern(String)
        /// What a protocol's own check knows to judge.
        case builtIn(BuiltInExpectation)
        /// `status`: the code is in one of the ranges.
        case status([ClosedRange<Int>])
        /// `rstatus`: the code matches a regular expression.
        case statusPattern(String)
        /// `hdr` and `fhdr`: there is a header.
        case header(HeaderExpectation)
        /// `string`: the body contains a text.
        case body([UInt8])
        /// `string-lf`: the body contains the text that a format makes.
        case bodyFormat(LogFormat)
        /// `rstring`: the body matches a regular expression.
        case bodyPattern(String)
    }

    /// What is looked at.
    public var subject: Subject
    /// After `!`: it must not be so.
    public var isNegated: Bool
    /// `min-recv`: it is not judged before so many bytes have come, and with them for good.
    public var minimumByteCount: Int?
    /// `ok-status`: what the check ends with when it passes.
    public var successStatus: CheckStatus?
    /// `error-status`: what it ends with when it does not.
    public var failureStatus: CheckStatus?
    /// `tout-status`: what it ends with when nothing comes in time.
    public var timeoutStatus: CheckStatus?
    /// `on-success`: what is said when it passes.
    public var onSuccess: CheckText?
    /// `on-error`: what is said when it does not.
    public var onError: CheckText?
    /// `status-code`: a number in what the server has sent.
    public var statusCode: CheckText?

    /// A demand.
    public init(_ subject: Subject, isNegated: Bool = false) {
        self.subject = subject
        self.isNegated = isNegated
    }
}

/// What the checks of protocols judge by more than a pattern.
public enum BuiltInExpectation: Sendable, Hashable {
    /// The greeting of a MySQL server.
    case mysqlGreeting
    /// What a MySQL server says to a login.
    case mysqlLogin
    /// What an LDAP server says to a bind.
    case ldapBind
    /// What an agent of the stream processing offload protocol says to a greeting.
    case spopGreeting
}

/// `hdr` and `fhdr`: a header with a name, and perhaps a value.
public struct HeaderExpectation: Sendable, Hashable {
    /// How a text is compared.
    public enum Match: Sendable, Hashable {
        /// `str`: it is this one.
        case exact([UInt8])
        /// `beg`: it begins so.
        case beginning([UInt8])
        /// `end`: it ends so.
        case end([UInt8])
        /// `sub`: it contains this.
        case part([UInt8])
        /// `reg`: it matches a regular expression.
        case pattern(String)
        /// What a format makes is compared in one of the other ways.
        indirect case format(LogFormat, as: Match)
    }

    /// The name, in which case does not count.
    public var name: Match
    /// The value; nil takes any.
    public var value: Match?
    /// `fhdr`: the value is the whole line's, not what commas separate.
    public var isWholeLine: Bool

    /// A header.
    public init(name: Match, value: Match?, isWholeLine: Bool) {
        self.name = name
        self.value = value
        self.isWholeLine = isWholeLine
    }
}

extension CheckExpectation.Subject {
    /// The regular expressions in it.
    var patterns: [String] {
        switch self {
        case .pattern(let pattern), .binaryPattern(let pattern), .statusPattern(let pattern),
            .bodyPattern(let pattern):
            return [pattern]
        case .header(let header):
            return [header.value].compactMap { match in
                guard case .pattern(let pattern)? = match else { return nil }
                return pattern
            }
        case .text, .binary, .builtIn, .status, .body, .textFormat, .binaryFormat, .bodyFormat:
            return []
        }
    }
}
