/// `option http-restrict-req-hdr-names`: what becomes of header names that applications may confuse, those with
/// other characters than letters, digits and hyphens.
public enum RestrictedNames: String, Sendable, Hashable, CaseIterable {
    /// They pass.
    case preserve
    /// They are taken out.
    case delete
    /// The request is refused with 403.
    case reject
}

/// `option forwardfor`: the client's address is added as a header.
public struct ForwardedFor: Sendable, Hashable {
    /// `header`.
    public var header = "X-Forwarded-For"
    /// `except`: clients of this network get none.
    public var exceptNetwork: NetworkRange?
    /// `if-none`: only when the request has none.
    public var onlyIfAbsent = false

    /// The defaults of the manual.
    public init() {}
}
