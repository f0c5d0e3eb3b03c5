public import DocumentValues

/// The value of a keyword: fixed where the operator wrote it plainly, else a template that is
/// evaluated where the keyword takes effect.
public struct Setting<Value: Sendable>: Sendable {
    /// What the operator wrote, with its place.
    public let node: Node

    /// The value when it holds no template, already of the keyword's type.
    public let fixed: Value?

    /// What is set around, for a template that gives `omit`; at most one.
    public private(set) var around: [Setting] = []

    /// A value that is known before the run.
    public init(_ fixed: Value, node: Node) {
        self.node = node
        self.fixed = fixed
    }

    /// A template that gives the value.
    public init(template node: Node) {
        self.node = node
        fixed = nil
    }

    /// The setting, standing within what is set around it.
    func within(_ outer: Setting?) -> Setting {
        guard fixed == nil, let outer else { return self }
        var setting = self
        guard let own = setting.around.first else {
            setting.around = [outer]
            return setting
        }
        setting.around = [own.within(outer)]
        return setting
    }
}
