/// A variable of the process that the configuration gives a value.
///
/// Two are equal when they were written alike.
public struct InitialVariable: Sendable, Hashable {
    private let variable: VariableName
    private let text: String
    private let value: @Sendable (inout SampleContext) -> Sample?

    /// A variable and what it is set to.
    public init(
        _ variable: VariableName,
        text: String,
        _ value: @escaping @Sendable (inout SampleContext) -> Sample?
    ) {
        self.variable = variable
        self.text = text
        self.value = value
    }

    /// Sets the variables in their order.
    public static func apply(_ variables: [InitialVariable]) {
        if variables.isEmpty { return }
        let area = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { area.deallocate() }
        let (stream, memory) = (NoStream(), SampleMemory())
        for each in variables {
            var context = SampleContext(
                stream: stream,
                point: .configuration,
                arena: SampleArena(area),
                memory: memory
            )
            if let value = each.value(&context) { each.variable.set(value, &context) }
        }
        withExtendedLifetime((stream, memory)) {}
    }

    /// Whether both were written alike.
    public static func == (left: InitialVariable, right: InitialVariable) -> Bool {
        left.variable == right.variable && left.text == right.text
    }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// What expressions look at where there is no stream.
final class NoStream: StreamFacts {
    func fact(_ fact: StreamFact, of subject: FactSubject, _ arena: inout SampleArena) -> Sample? {
        nil
    }

    func variables(_ scope: VariableScope, creating: Bool) -> VariableStore? { nil }
}
