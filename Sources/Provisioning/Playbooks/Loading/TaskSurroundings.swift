import Diagnostics
import DocumentValues

/// What a list of tasks stands in.
struct TaskSurroundings {
    /// The role that the tasks belong to.
    var role: Role?
    /// What they inherit.
    var inherited: Directives
    /// The folder of the file that they are in.
    var directory: String
    /// Whether they are handlers.
    var isHandlers = false
    /// Whether a `rescue` takes over where a task fails.
    var isRescued = false
    /// How deep blocks and imports are nested.
    var depth = 0

    /// Blocks and imports may nest this deep.
    static let depthLimit = 64

    /// The surroundings of tasks within a block or an import.
    func within(_ directives: Directives) -> TaskSurroundings {
        var inner = self
        inner.inherited = directives
        inner.depth += 1
        return inner
    }
}
