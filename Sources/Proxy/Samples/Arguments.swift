/// One argument of a fetch or converter, as it was compiled.
public struct Argument {
    /// The text, number or address.
    var value = Sample.integer(0)
    /// Whether it was written.
    var isPresent = false
    /// What was made of it: a regular expression, a set of patterns.
    var object: Unmanaged<AnyObject>?
}

/// The arguments of a fetch or converter.
public struct ArgumentList {
    private let first: UnsafeMutablePointer<Argument>
    /// How many there are, written or not.
    public let count: Int

    init(_ first: UnsafeMutablePointer<Argument>, count: Int) {
        self.first = first
        self.count = count
    }

    subscript(index: Int) -> Argument {
        index < count ? first[index] : Argument()
    }

    /// Whether an argument was written.
    public func has(_ index: Int) -> Bool { self[index].isPresent }

    /// The bytes of a text argument; none when it was not written.
    public func text(_ index: Int) -> UnsafeRawBufferPointer { self[index].value.bytes }

    /// A number argument; zero when it was not written.
    public func number(_ index: Int) -> Int64 {
        let value = self[index].value
        return value.type == .sint ? value.integer : 0
    }

    /// What was made of an argument.
    func object<Object: AnyObject>(_ index: Int, as type: Object.Type) -> Object? {
        guard let object = self[index].object else { return nil }
        return unsafeDowncast(object.takeUnretainedValue(), to: Object.self)
    }

    /// A number argument, or that of a variable: what operators take.
    func operand(_ index: Int, _ context: inout SampleContext) -> Int64? {
        guard let variable = object(index, as: VariableName.self) else { return number(index) }
        return variable.value(&context)?.cast(to: .sint, &context.arena)?.integer
    }

    /// A text argument, or that of a variable.
    func words(_ index: Int, _ context: inout SampleContext) -> UnsafeRawBufferPointer? {
        guard let variable = object(index, as: VariableName.self) else { return text(index) }
        return variable.value(&context)?.cast(to: .str, &context.arena)?.bytes
    }
}

/// What an argument may be.
public enum ArgumentKind: Sendable, Hashable {
    /// Any text.
    case text
    /// A number.
    case number
    /// An IPv4 address.
    case ipv4
    /// An IPv6 address.
    case ipv6
    /// A mask of IPv4.
    case mask4
    /// A mask of IPv6.
    case mask6
    /// A frontend's name.
    case frontend
    /// A backend's name.
    case backend
    /// `backend/server` or the name of a server.
    case server
    /// The name of a userlist.
    case userList
    /// A regular expression.
    case expression

    /// HAProxy's name.
    var word: String {
        switch self {
        case .text: "string"
        case .number: "signed integer"
        case .ipv4: "IPv4 address"
        case .ipv6: "IPv6 address"
        case .mask4: "IPv4 mask"
        case .mask6: "IPv6 mask"
        case .frontend: "frontend"
        case .backend: "backend"
        case .server: "server"
        case .userList: "user list"
        case .expression: "regex"
        }
    }
}

/// The arguments that a fetch or converter takes.
public struct ArgumentSignature: Sendable, Hashable {
    /// The kinds in order.
    public let kinds: [ArgumentKind]
    /// How many have to be written.
    public let required: Int

    /// No arguments.
    public static let none = ArgumentSignature(required: 0)

    /// That many of these.
    init(required: Int, _ kinds: [ArgumentKind]) {
        self.kinds = kinds
        self.required = required
    }

    /// That many of these.
    public init(required: Int, _ kinds: ArgumentKind...) {
        self.kinds = kinds
        self.required = required
    }

    /// How they are written, for the documentation.
    public var usage: String {
        if kinds.isEmpty { return "" }
        let words = kinds.enumerated().map { index, kind in
            (index == required ? "[" : "") + (index > 0 ? "," : "") + kind.short
        }
        return "(\(words.joined())\(required < kinds.count ? "]" : ""))"
    }
}

extension ArgumentKind {
    /// A short name for the documentation.
    fileprivate var short: String {
        switch self {
        case .text: "<text>"
        case .number: "<number>"
        case .ipv4, .ipv6: "<address>"
        case .mask4: "<mask>"
        case .mask6: "<mask6>"
        case .frontend: "<frontend>"
        case .backend: "<backend>"
        case .server: "[<backend>/]<server>"
        case .userList: "<userlist>"
        case .expression: "<regex>"
        }
    }
}
