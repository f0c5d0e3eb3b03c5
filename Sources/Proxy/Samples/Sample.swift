/// The type of a sample.
///
/// `any`, `same` and `address` stand in declarations only; a value has one of the others.
public enum SampleType: UInt8, Sendable, Hashable, CaseIterable {
    /// Any type.
    case any
    /// What a converter gives that gives what it takes.
    case same
    /// A truth value.
    case bool
    /// A signed number of 64 bits.
    case sint
    /// An address of either family.
    case address
    /// An IPv4 address.
    case ipv4
    /// An IPv6 address.
    case ipv6
    /// A text.
    case str
    /// Bytes that are no text.
    case bin
    /// The method of a request.
    case meth

    /// The type's name in HAProxy's language.
    public var word: String {
        switch self {
        case .address: "addr"
        default: "\(self)"
        }
    }
}

/// A typed value taken from a stream: a few trivial bytes.
///
/// A text or binary value is a view of bytes that live elsewhere: in a message's head, in the
/// constants of the configuration, or in the arena of the turn. It is valid until that goes on.
public struct Sample: Sendable {
    /// The type; never one that stands in declarations only.
    public let type: SampleType
    /// Whether further values of the same kind follow, as further lines of a header.
    public var hasMore = false
    private let first: UInt64
    private let second: UInt64

    @usableFromInline
    init(_ type: SampleType, _ first: UInt64, _ second: UInt64) {
        self.type = type
        self.first = first
        self.second = second
    }

    private init(_ type: SampleType, _ bytes: UnsafeRawBufferPointer) {
        let address = bytes.baseAddress.map { UInt64(UInt(bitPattern: $0)) } ?? 0
        self.init(type, address, UInt64(bytes.count))
    }

    /// A truth value.
    public static func bool(_ truth: Bool) -> Sample { Sample(.bool, truth ? 1 : 0, 0) }

    /// A number.
    public static func integer(_ number: Int64) -> Sample {
        Sample(.sint, UInt64(bitPattern: number), 0)
    }

    /// A number.
    public static func integer(_ number: Int) -> Sample { integer(Int64(number)) }

    /// An IPv4 address in the machine's byte order.
    public static func ipv4(_ word: UInt32) -> Sample { Sample(.ipv4, UInt64(word), 0) }

    /// An IPv6 address in the machine's byte order.
    public static func ipv6(high: UInt64, low: UInt64) -> Sample { Sample(.ipv6, high, low) }

    /// A text.
    public static func text(_ bytes: UnsafeRawBufferPointer) -> Sample { Sample(.str, bytes) }

    /// A text of the program.
    public static func text(_ text: StaticString) -> Sample {
        self.text(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Bytes.
    public static func binary(_ bytes: UnsafeRawBufferPointer) -> Sample { Sample(.bin, bytes) }

    /// A method by its text.
    public static func method(_ bytes: UnsafeRawBufferPointer) -> Sample { Sample(.meth, bytes) }

    /// The number of a number or truth value.
    public var integer: Int64 { Int64(bitPattern: first) }

    /// Whether a truth value or number is not zero.
    public var isTrue: Bool { first != 0 }

    /// The address of an IPv4 sample.
    public var ipv4: UInt32 { UInt32(truncatingIfNeeded: first) }

    /// The upper half of an IPv6 sample.
    public var high: UInt64 { first }

    /// The lower half of an IPv6 sample.
    public var low: UInt64 { second }

    /// The bytes of a text, binary or method sample; none of any other.
    public var bytes: UnsafeRawBufferPointer {
        switch type {
        case .str, .bin, .meth:
            UnsafeRawBufferPointer(
                start: UnsafeRawPointer(bitPattern: UInt(first)),
                count: Int(second)
            )
        default: UnsafeRawBufferPointer(start: nil, count: 0)
        }
    }

    /// The same with another type.
    func retyped(_ type: SampleType) -> Sample {
        var sample = Sample(type, first, second)
        sample.hasMore = hasMore
        return sample
    }
}
