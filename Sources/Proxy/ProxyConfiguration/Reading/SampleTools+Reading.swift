internal import Diagnostics
internal import Samples

extension SampleTools {
    /// Tools for reading one configuration.
    init(_ environment: ConfigurationEnvironment, warn: @escaping @Sendable (Diagnostic) -> Void) {
        self.init(
            patterns: PatternCatalogue(),
            readFile: { path in
                switch environment.readFile(path) {
                case .bytes(let bytes): .bytes(bytes)
                case .directory: .unreadable("it is a directory")
                case .unreadable(let reason): .unreadable(reason)
                }
            },
            environment: environment.variable,
            warn: warn,
            unknown: { kind, name, known, place in
                UnsupportedKeywords.sampleDiagnostic(kind, name, known, at: place)
            }
        )
    }
}

extension UnsupportedKeywords {
    /// The refusal of a name in an expression.
    static func sampleDiagnostic(
        _ kind: SampleTools.Kind,
        _ name: String,
        _ known: [String],
        at place: SourcePlace?
    ) -> Diagnostic {
        guard let place else {
            return .unknown(kind.rawValue, name, among: known, at: nil)
        }
        let word = Word(text: name, place: place)
        let unsupported: Table
        switch kind {
        case .fetch: unsupported = fetches
        case .converter: unsupported = converters
        case .criterion: unsupported = isCriterion(name) ? [name: nil] : fetches
        }
        return diagnostic(for: word, kind: kind.rawValue, among: known, unsupported: unsupported)
    }
}
