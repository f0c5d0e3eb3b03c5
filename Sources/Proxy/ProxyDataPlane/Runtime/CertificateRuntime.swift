public import Certificates
internal import Diagnostics
internal import ProxyConfiguration
internal import Synchronization

/// The certificates of a generation while it runs: what was read, and what workers use of it.
///
/// The control loop puts a new plan in the place of the old one; a worker looks at the number of the
/// version before each handshake, so one that begins after the change uses the new plan.
public final class CertificateRuntime: Sendable {
    private struct State: Sendable {
        var editor: CertificateEditor
        var plan: TLSPlan
        /// The settings of servers that operators have added.
        var addedServers: [ServerTLS]

        /// Makes the plan of what the editor has in use; returns what cannot be used.
        fileprivate mutating func replan(_ configuration: ProxyConfiguration) -> [Diagnostic] {
            var planner = TLSPlanner(
                configuration,
                editor.store,
                addedServers: addedServers,
                continuing: plan
            )
            let plan = planner.plan()
            let problems = planner.problems.filter { $0.severity == .error }
            if problems.isEmpty { self.plan = plan }
            return problems
        }
    }

    private let state: Mutex<State>
    private let changes = Atomic<Int>(0)

    /// What was read, and what operators have begun to change.
    public var editor: CertificateEditor { state.withLock(\.editor) }
    /// What is in use.
    public var plan: TLSPlan { state.withLock(\.plan) }
    /// How often the plan was replaced.
    var version: Int { changes.load(ordering: .acquiring) }

    /// Reads everything that a configuration names; what is wrong is collected.
    init(
        _ configuration: ProxyConfiguration,
        addedServers: [ServerTLS],
        continuing old: CertificateRuntime?,
        _ problems: inout [Diagnostic]
    ) {
        let reading = CertificateStore.read(configuration)
        var planner = TLSPlanner(
            configuration,
            reading.store,
            addedServers: addedServers,
            continuing: old?.plan
        )
        let plan = planner.plan()
        problems += reading.problems + planner.problems
        state = Mutex(
            State(
                editor: CertificateEditor(reading.store, configuration),
                plan: plan,
                addedServers: addedServers
            )
        )
    }

    /// Has connections made by the settings of a server that an operator adds, too; returns what is
    /// wrong with them, and then nothing has changed.
    func add(_ servers: [ServerTLS], _ configuration: ProxyConfiguration) -> String? {
        var state = state.withLock { $0 }
        state.addedServers += servers
        let problems = state.replan(configuration)
        guard problems.isEmpty else { return problems.map(\.message).joined(separator: "; ") }
        use(state)
        return nil
    }

    private func use(_ new: State) {
        state.withLock { $0 = new }
        changes.wrappingAdd(1, ordering: .releasing)
    }

    /// Carries out what an operator wants of the certificates; returns what to tell him.
    ///
    /// On the control loop only. A store that cannot be used changes nothing.
    fileprivate func change(
        _ configuration: ProxyConfiguration,
        _ change: (inout CertificateEditor) -> CertificateEditor.Answer
    ) -> String {
        var state = state.withLock { $0 }
        switch change(&state.editor) {
        case .text(let text):
            self.state.withLock { $0 = state }
            return text
        case .use(let store, let announcement, let success):
            let before = state
            state.editor.take(store)
            let problems = state.replan(configuration)
            guard problems.isEmpty else {
                self.state.withLock { $0.editor = before.editor }
                return announcement + problems.map { "\($0.message)\n" }.joined() + "Failed!\n"
            }
            use(state)
            return announcement + success
        }
    }
}

extension Generation {
    /// Carries out what an operator wants of the certificates; returns what to tell him.
    ///
    /// Every handshake that begins after the call has returned sees what was put into use.
    public func changeCertificates(
        _ change: (inout CertificateEditor) -> CertificateEditor.Answer
    ) -> String {
        certificates.change(configuration, change)
    }
}
