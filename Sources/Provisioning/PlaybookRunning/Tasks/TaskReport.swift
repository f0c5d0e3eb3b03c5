internal import Diagnostics
internal import DocumentValues
internal import ModuleContract
internal import Playbooks
internal import RunReporting

/// What a task leaves behind on one host, for the play to go on from.
struct TaskReport: Sendable {
    /// The host of the inventory.
    var host: String
    /// The outcome, of all items of a loop together.
    var outcome: ItemOutcome
    /// Whether the failure, or that the host is unreachable, is ignored.
    var isIgnored = false
    /// The handlers to be run, by position.
    var notified: [Int] = []
    /// What is wrong with what the task notifies, if it changed something.
    var notificationFault: Diagnostic?
    /// What is to be included, item by item, when the task is an include.
    var inclusions: [Inclusion] = []

    /// One include of a file or role.
    struct Inclusion: Sendable {
        /// The file or the role's name.
        var name: String
        /// Which of the role's files are used.
        var entry = RoleEntry()
        /// The variables that it gives to what is included.
        var context: IncludeContext
        /// The label of the loop's item.
        var item: String?
        /// Whether the role's variables stay visible.
        var isPublic = false
    }
}
