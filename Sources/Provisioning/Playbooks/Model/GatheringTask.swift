internal import DocumentValues
public import ModuleContract

extension Play {
    /// The task that gathers facts at the start of the play.
    ///
    /// - Parameter module: the module `setup`.
    /// - Returns: the task, tagged `always`, without conditions.
    public func gatheringTask(calling module: ModuleEntry) -> Task {
        var directives = directives
        directives.tags = ["always"]
        directives.tagTemplates = []
        directives.conditions = []
        var arguments: [Node.Pair] = []
        if let gatherSubset {
            let key = Node(.string("gather_subset"), at: gatherSubset.place)
            arguments.append(Node.Pair(key: key, value: gatherSubset))
        }
        let call = ModuleCall(
            name: "setup",
            module: module,
            arguments: arguments,
            argumentsTemplate: nil,
            isLocal: false,
            place: place
        )
        return Task(
            name: Node(.literal("Gathering Facts"), at: place),
            action: .module(call),
            directives: directives,
            inherited: directives,
            loop: nil,
            retry: nil,
            background: nil,
            register: nil,
            changedWhen: nil,
            failedWhen: nil,
            listen: [],
            gaps: [],
            role: nil,
            place: place,
            includedFrom: includedFrom
        )
    }
}
