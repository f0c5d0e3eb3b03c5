public import Diagnostics

/// A sample fetch: what the reader checks of it, and what the worker evaluates, side by side.
public struct FetchKeyword: Sendable {
    /// Takes the value from a stream; nil when there is none.
    public typealias Evaluation = @Sendable (ArgumentList, inout SampleContext) -> Sample?
    /// Looks at the arguments after their kinds were checked.
    public typealias Check = @Sendable (inout CallDraft) throws(Diagnostic) -> Void

    /// Its name.
    public let name: String
    /// What it takes.
    public let signature: ArgumentSignature
    /// What it gives.
    public let output: SampleType
    /// What it needs, of which one has to be there.
    public let sources: SampleSources
    let check: Check?
    let evaluate: Evaluation

    /// A fetch.
    public init(
        _ name: String,
        _ signature: ArgumentSignature = .none,
        _ output: SampleType,
        _ sources: SampleSources,
        check: Check? = nil,
        _ evaluate: @escaping Evaluation
    ) {
        self.name = name
        self.signature = signature
        self.output = output
        self.sources = sources
        self.check = check
        self.evaluate = evaluate
    }

    /// The same by another name.
    func named(_ name: String) -> FetchKeyword {
        FetchKeyword(name, signature, output, sources, check: check, evaluate)
    }

    /// A fetch that only asks the stream.
    static func fact(
        _ name: String,
        _ output: SampleType,
        _ sources: SampleSources,
        _ fact: StreamFact
    ) -> FetchKeyword {
        FetchKeyword(name, .none, output, sources) { _, context in
            context.fact(fact)
        }
    }

    /// The fetches by name.
    public static let byName: [String: FetchKeyword] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )
}

/// A converter: what the reader checks of it, and what the worker evaluates, side by side.
public struct ConverterKeyword: Sendable {
    /// Makes the value of another, which has the type that the converter takes; nil when it cannot.
    public typealias Evaluation = @Sendable (Sample, ArgumentList, inout SampleContext) -> Sample?

    /// Its name.
    public let name: String
    /// What it takes in parentheses.
    public let signature: ArgumentSignature
    /// What it takes from the left.
    public let input: SampleType
    /// What it gives.
    public let output: SampleType
    let check: FetchKeyword.Check?
    let evaluate: Evaluation

    /// A converter.
    public init(
        _ name: String,
        _ signature: ArgumentSignature = .none,
        _ input: SampleType,
        _ output: SampleType,
        check: FetchKeyword.Check? = nil,
        _ evaluate: @escaping Evaluation
    ) {
        self.name = name
        self.signature = signature
        self.input = input
        self.output = output
        self.check = check
        self.evaluate = evaluate
    }

    /// The converters by name.
    public static let byName: [String: ConverterKeyword] = Dictionary(
        uniqueKeysWithValues: all.map { ($0.name, $0) }
    )
}

extension SampleContext {
    /// A fact of the stream.
    mutating func fact(_ fact: StreamFact, of subject: FactSubject = FactSubject()) -> Sample? {
        stream.fact(fact, of: subject, &arena)
    }
}
