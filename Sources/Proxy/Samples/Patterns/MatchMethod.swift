/// How a sample is compared with patterns: what follows `-m`.
public enum MatchMethod: String, Sendable, CaseIterable {
    /// There is a sample.
    case found
    /// It is not zero.
    case bool
    /// It is a number in a range.
    case int
    /// It is an address in a network.
    case ip
    /// Its bytes are those, written as hexadecimal digits.
    case bin
    /// Its length is in a range.
    case len
    /// It is equal.
    case str
    /// It begins with it.
    case beg
    /// It contains it.
    case sub
    /// It contains it between slashes.
    case dir
    /// It contains it between dots, slashes, colons or question marks.
    case dom
    /// It ends with it.
    case end
    /// A regular expression matches.
    case reg
    /// A regular expression matches, and its groups are used in the result of a map.
    case regm

    /// What the sample is cast to before it is compared.
    public var input: SampleType {
        switch self {
        case .found: .any
        case .bool, .int: .sint
        case .ip: .address
        case .bin: .bin
        case .len, .str, .beg, .sub, .dir, .dom, .end, .reg, .regm: .str
        }
    }

    /// The method for a sample of a type when none is said; nil when one must be.
    static func standard(for type: SampleType) -> MatchMethod? {
        switch type {
        case .bool: .bool
        case .sint: .int
        case .address, .ipv4, .ipv6: .ip
        case .str, .meth: .str
        case .any, .same, .bin: nil
        }
    }
}
