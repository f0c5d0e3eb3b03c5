internal import ModuleContract

/// What one execution of a task changes in the run, and for whom.
struct TaskEffect: Sendable {
    /// What changes.
    let effect: Effect
    /// The host that gets facts instead of the task's own, as `delegate_facts` has it.
    var factsHost: String?
    /// The names of variables that may hold text that no operator wrote.
    var foreignNames: Set<String> = []
    /// The names of variables that stand in the task as they are, without a template.
    var writtenNames: Set<String> = []

    init(_ effect: Effect) {
        self.effect = effect
    }
}
