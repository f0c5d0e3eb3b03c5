public import Diagnostics
public import DocumentValues

/// The loop of a task.
public struct Loop: Sendable {
    /// What the items come from.
    public enum Source: Sendable {
        /// `loop`: a list, or a template that gives one.
        case items(Node)
        /// `with_NAME`: the items that the lookup of that name gives for the terms.
        case lookup(name: String, terms: Node)
    }

    /// What the items come from.
    public let source: Source
    /// `loop_control`.
    public let control: LoopControl
    /// Where the loop is written.
    public let place: SourcePlace
}

/// `loop_control` of a loop.
public struct LoopControl: Sendable {
    /// `loop_var`; `item` by default.
    public var variable: Setting<String>?
    /// `index_var`.
    public var indexVariable: Setting<String>?
    /// `label`: what output shows for an item.
    public var label: Node?
    /// `pause` between items in seconds.
    public var pause: Setting<Double>?
    /// `extended`: whether `ansible_loop` is set.
    public var isExtended: Setting<Bool>?
    /// `extended_allitems`: whether `ansible_loop.allitems` is set.
    public var extendedHoldsAllItems: Setting<Bool>?
    /// `break_when`: the loop ends after an item for which all hold.
    public var breakWhen: [Node] = []

    /// The control of a loop without `loop_control`.
    public init() {}

    /// Whether a text can name a variable.
    public static func isVariableName(_ name: String) -> Bool {
        LoadSession.isVariableName(name)
    }
}
