internal import HTTPWire
internal import HealthChecking
internal import LinuxSystem
internal import ProxyConfiguration
internal import Samples

/// What the expressions of one check look at: its server and backend, its variables, and what the server
/// has sent.
final class CheckScope: CheckExpressions, StreamFacts {
    private let server: ServerRuntime
    private let backend: BackendRuntime
    private let generation: Generation
    private let store = VariableStore()
    private let memory = SampleMemory()
    private let area = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private var uniqueID: [UInt8]?

    init(_ server: ServerRuntime, in backend: BackendRuntime, of generation: Generation) {
        self.server = server
        self.backend = backend
        self.generation = generation
    }

    deinit { area.deallocate() }

    func text(_ format: LogFormat, over answer: [UInt8]) -> [UInt8] {
        evaluate(over: answer) { context in
            format.evaluate(&context).map { Array($0) }
        } ?? []
    }

    func text(_ expression: SampleExpression, over answer: [UInt8]) -> [UInt8] {
        evaluate(over: answer) { context in
            expression.evaluate(&context, as: .str).map { Array($0.bytes) }
        } ?? []
    }

    func carryOut(_ change: CheckVariableChange, over answer: [UInt8]) {
        evaluate(over: answer) { context in
            let value: Sample?
            switch change.value {
            case .none: return change.name.unset(&context)
            case .expression(let expression): value = expression.evaluate(&context)
            case .format(let format): value = format.evaluate(&context).map { .text($0) }
            }
            guard let value else { return }
            for condition in change.conditions
            where !condition.allows(value, change.name, &context) {
                return
            }
            change.name.set(value, &context)
        }
    }

    private func evaluate<Result>(
        over answer: [UInt8],
        _ body: (inout SampleContext) -> Result
    ) -> Result {
        answer.withUnsafeBytes { bytes in
            var context = SampleContext(
                stream: self,
                point: .checks,
                arena: SampleArena(area),
                memory: memory
            )
            let head = MessageHead()
            return withExtendedLifetime(head) {
                if HeadParser.parseResponse(bytes, into: head) == .complete {
                    context.response = HeadView(head, in: bytes)
                }
                return body(&context)
            }
        }
    }

    func variables(_ scope: VariableScope, creating: Bool) -> VariableStore? {
        scope == .check ? store : nil
    }

    func fact(_ fact: StreamFact, of subject: FactSubject, _ arena: inout SampleArena) -> Sample? {
        let now = MonotonicClock.now.milliseconds
        switch fact {
        case .backendName: return arena.store(backend.name.utf8).map { .text($0) }
        case .backendID: return .integer(backend.settings.id)
        case .serverName: return arena.store(server.settings.name.utf8).map { .text($0) }
        case .serverID: return .integer(server.settings.id)
        case .hostName: return arena.store(machineName().utf8).map { .text($0) }
        case .status: return nil
        case .uniqueID: return arena.store(madeUniqueID()).map { .text($0) }
        default: break
        }
        let subjectBackend =
            subject.proxy.isEmpty
            ? backend
            : generation.backends.first { subject.proxy.elementsEqual($0.name.utf8) }
        guard let subjectBackend else { return nil }
        if let value = subjectBackend.fact(fact, at: now) { return value }
        let named = subjectBackend.servers.first {
            subject.server.elementsEqual($0.settings.name.utf8)
        }
        return (subject.server.isEmpty ? server : named)?.fact(fact, at: now)
    }

    /// The ID of this check, by the backend's `unique-id-format`; made when it is first asked for.
    private func madeUniqueID() -> [UInt8] {
        if let uniqueID { return uniqueID }
        guard let format = backend.settings.uniqueIDFormat else { return [] }
        // Another text is being made: this one has memory of its own.
        let text = withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 16) { bytes in
            var context = SampleContext(
                stream: self,
                point: .checks,
                arena: SampleArena(bytes),
                memory: memory
            )
            return format.evaluate(&context, limit: 1024).map { Array($0) } ?? []
        }
        uniqueID = text
        return text
    }
}
