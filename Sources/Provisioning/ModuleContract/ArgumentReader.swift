public import DocumentValues

/// Arguments that fit a module's table, read by their types.
///
/// Values have been templated, coerced to the table's kinds and given their defaults, so a reader
/// that asks for another kind than the table's is a bug of the module and stops the program.
public struct ArgumentReader: Sendable {
    private let values: ValueMap

    /// Reads coerced values.
    public init(_ values: ValueMap) {
        self.values = values
    }

    /// The value as it is, when given or defaulted.
    public subscript(name: String) -> Value? {
        guard let value = values[name], value != .null else { return nil }
        return value
    }

    /// Every argument, for modules that take any name.
    public var all: ValueMap { values }

    /// A text that the table requires or gives a default.
    public func string(_ name: String) -> String {
        guard let value = optionalString(name) else { missing(name) }
        return value
    }

    /// A text, if given.
    public func optionalString(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { mistyped(name, value) }
        return text
    }

    /// A truth value that the table requires or gives a default.
    public func bool(_ name: String) -> Bool {
        guard let value = optionalBool(name) else { missing(name) }
        return value
    }

    /// A truth value, if given.
    public func optionalBool(_ name: String) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.bool else { mistyped(name, value) }
        return flag
    }

    /// A whole number that the table requires or gives a default.
    public func integer(_ name: String) -> Int {
        guard let value = optionalInteger(name) else { missing(name) }
        return value
    }

    /// A whole number, if given.
    public func optionalInteger(_ name: String) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.integer else { mistyped(name, value) }
        return number
    }

    /// Texts; none when not given.
    public func strings(_ name: String) -> [String] {
        (self[name]?.list ?? []).compactMap(\.string)
    }

    /// A mapping, if given.
    public func map(_ name: String) -> ValueMap? {
        self[name]?.map
    }

    private func missing(_ name: String) -> Never {
        fatalError("the argument table neither requires '\(name)' nor gives it a default")
    }

    private func mistyped(_ name: String, _ value: Value) -> Never {
        fatalError("the argument table does not make '\(name)' what is read: \(value.typeName)")
    }
}
