/// A fetch and the converters after it, as `req.hdr(host),lower`, compiled once.
///
/// Immutable; any number of threads may evaluate it. Two are equal when they were written alike and use
/// no map: those belong to one configuration.
public final class SampleExpression: @unchecked Sendable {
    struct Step {
        let input: SampleType
        let evaluate: ConverterKeyword.Evaluation
        let arguments: ArgumentList
    }

    /// As it was written.
    public let text: String
    /// The name of the fetch.
    public let fetchName: String
    /// What it gives, as far as types tell.
    public let output: SampleType
    /// What its fetch needs.
    public let sources: SampleSources
    private let fetch: FetchKeyword.Evaluation
    private let arguments: ArgumentList
    private let steps: UnsafeMutableBufferPointer<Step>
    private let owned: [CompiledArguments]

    init(
        text: String,
        fetch keyword: FetchKeyword,
        _ arguments: CompiledArguments,
        converters: [(keyword: ConverterKeyword, arguments: CompiledArguments)]
    ) {
        self.text = text
        fetchName = keyword.name
        sources = keyword.sources
        fetch = keyword.evaluate
        self.arguments = arguments.list
        owned = [arguments] + converters.map(\.arguments)
        steps = .allocate(capacity: converters.count)
        for (index, converter) in converters.enumerated() {
            let step = Step(
                input: converter.keyword.input,
                evaluate: converter.keyword.evaluate,
                arguments: converter.arguments.list
            )
            steps.initializeElement(at: index, to: step)
        }
        var type = keyword.output
        for converter in converters where converter.keyword.output != .same {
            type = converter.keyword.output
        }
        output = type
    }

    deinit {
        steps.deinitialize()
        steps.deallocate()
    }

    /// Whether it looks into maps.
    var usesPatterns: Bool { owned.contains { $0.usesPatterns } }

    /// Whether it gives the same to every stream: a text of the configuration as it is.
    public var isConstant: Bool { fetchName == "str" && steps.count == 0 }

    /// Whether it has converters.
    public var converts: Bool { steps.count > 0 }

    /// The value; nil when there is none.
    public func evaluate(_ context: inout SampleContext) -> Sample? {
        guard var sample = fetch(arguments, &context) else { return nil }
        var index = 0
        while index < steps.count {
            let hasMore = sample.hasMore
            guard let input = sample.cast(to: steps[index].input, &context.arena),
                let result = steps[index].evaluate(input, steps[index].arguments, &context)
            else { return nil }
            sample = result
            sample.hasMore = hasMore
            index += 1
        }
        return sample
    }

    /// The value as a type; nil when there is none or it cannot be that.
    public func evaluate(_ context: inout SampleContext, as type: SampleType) -> Sample? {
        evaluate(&context)?.cast(to: type, &context.arena)
    }
}

extension SampleExpression: Hashable {
    /// Whether both are the same, or written alike and without maps.
    public static func == (left: SampleExpression, right: SampleExpression) -> Bool {
        left === right || left.text == right.text && !left.usesPatterns && !right.usesPatterns
    }

    /// Hashes what was written.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
