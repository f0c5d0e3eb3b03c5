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
        continuing old: CertificateRuntime?,
        _ problems: inout [Diagnostic]
    ) {
        let reading = CertificateStore.read(configuration)
        var planner = TLSPlanner(configuration, reading.store, continuing: old?.plan)
        let plan = planner.plan()
        problems += reading.problems + planner.problems
        state = Mutex(
            State(editor: CertificateEditor(reading.store, configuration), plan: plan)
        )
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
            var planner = TLSPlanner(configuration, store, continuing: state.plan)
            let plan = planner.plan()
            let errors = planner.problems.filter { $0.severity == .error }
            guard errors.isEmpty else {
                self.state.withLock { $0.editor = state.editor }
                return announcement + errors.map { "\($0.message)\n" }.joined() + "Failed!\n"
            }
            state.editor.take(store)
            state.plan = plan
            self.state.withLock { $0 = state }
            changes.wrappingAdd(1, ordering: .releasing)
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
