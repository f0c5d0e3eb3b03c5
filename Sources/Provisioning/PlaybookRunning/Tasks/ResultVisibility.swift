internal import ModuleContract
internal import DocumentValues
internal import Playbooks
internal import RunReporting

/// How much of a module's result reports show.
enum ResultVisibility {
    private static let alwaysShown: Set<String> = ["debug", "assert"]
    private static let shownOnFailure: Set<String> = ["setup"]

    /// What is shown of the result of a call.
    static func of(_ call: ModuleCall, _ outcome: ItemOutcome) -> HostOutcome.Visibility {
        let name = call.module.description.name
        let isQuiet = call.arguments.contains { pair in
            pair.key.string == "quiet" && Value(plain: pair.value) == true
        }
        if alwaysShown.contains(name) && !isQuiet && outcome.kind != .skipped { return .always }
        return shownOnFailure.contains(name) ? .whenFailed : .whenVerbose
    }
}
