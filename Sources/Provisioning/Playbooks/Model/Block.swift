public import Diagnostics
public import DocumentValues

/// A block: tasks, what rescues them, what is done always.
public struct Block: Sendable {
    /// `name`.
    public var name: Node?
    /// `block`.
    public var tasks: [TaskItem]
    /// `rescue`.
    public var rescue: [TaskItem]
    /// `always`.
    public var always: [TaskItem]
    /// The block's keywords with what it inherits; its tasks hold them already.
    public var directives: Directives
    /// The role that is entered, when the block is the whole of an entry point of one.
    public var entrance: RoleEntrance?
    /// Where the block starts.
    public var place: SourcePlace
}

/// A task, or a block of them.
public indirect enum TaskItem: Sendable {
    /// One task.
    case task(Task)
    /// Several, with their rescue.
    case block(Block)

    /// The tasks in the order of the text, those of `rescue` and `always` too.
    public var allTasks: [Task] {
        switch self {
        case .task(let task):
            [task]
        case .block(let block):
            (block.tasks + block.rescue + block.always).flatMap(\.allTasks)
        }
    }
}
