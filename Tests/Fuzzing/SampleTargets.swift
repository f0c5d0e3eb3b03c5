internal import Diagnostics
internal import HTTPWire
internal import Samples

extension FuzzTarget {
    /// A sample expression and, after the first line, the head of the request that it looks at.
    ///
    /// What is read gives a value, or none, of the type that its text has; twice the same.
    static let samples = FuzzTarget(name: "samples") { bytes in
        let (text, head) = split(bytes)
        let reader = SampleReader(tools, at: [.requestHead])
        guard let expression = try? reader.expression(text, at: nil) else { return }
        SampledRequest(head).evaluate { context in
            // The same is what a converter gives that gives what it takes: nobody asks for it.
            for type in SampleType.allCases where type != .same {
                guard let sample = expression.evaluate(&context, as: type) else { continue }
                precondition(sample.is(type), "asked for \(type), got \(sample.type)")
            }
        }
    }

    /// A log format and, after the first line, the head of the request that it looks at.
    ///
    /// What is written fits where it is written to, however little room there is.
    static let logFormat = FuzzTarget(name: "log-format") { bytes in
        let (text, head) = split(bytes)
        let reader = LogFormatReader(tools, at: [.requestHead], for: .log)
        guard let format = try? reader.format(text, at: nil), format.literal == nil else { return }
        SampledRequest(head).evaluate { context in
            for limit in [0, 1, 40, 4096] {
                let count = format.evaluate(&context, limit: limit)?.count ?? 0
                precondition(count <= limit)
            }
        }
    }

    private static var tools: SampleTools {
        SampleTools(
            patterns: PatternCatalogue(),
            readFile: { _ in .unreadable("No such file or directory") },
            environment: { $0 == "NAME" ? "value" : nil }
        )
    }

    private static func split(
        _ bytes: UnsafeRawBufferPointer
    ) -> (text: String, head: UnsafeRawBufferPointer) {
        let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        return (text, UnsafeRawBufferPointer(rebasing: bytes[min(end + 1, bytes.count)...]))
    }
}

/// A request whose head is there, and of which nothing else is known.
private final class SampledRequest: StreamFacts {
    private let bytes: UnsafeRawBufferPointer
    private let variables = VariableStore()

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    func fact(_ fact: StreamFact, of subject: FactSubject, _ arena: inout SampleArena) -> Sample? {
        nil
    }

    func encryption(_ question: EncryptionQuestion, _ arena: inout SampleArena) -> Sample? { nil }

    func variables(_ scope: VariableScope, creating: Bool) -> VariableStore? { variables }

    func evaluate(_ body: (inout SampleContext) -> Void) {
        let area = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
        defer { area.deallocate() }
        let (memory, head) = (SampleMemory(), MessageHead())
        var context = SampleContext(
            stream: self,
            point: .requestHead,
            arena: SampleArena(area),
            memory: memory
        )
        if HeadParser.parseRequest(bytes, into: head) == .complete {
            context.request = HeadView(head, in: bytes)
        }
        withExtendedLifetime((self, memory, head)) { body(&context) }
    }
}

extension Sample {
    /// Whether it is what was asked for.
    fileprivate func `is`(_ type: SampleType) -> Bool {
        switch type {
        case .any: true
        case .address: self.type == .ipv4 || self.type == .ipv6
        default: self.type == type
        }
    }
}
