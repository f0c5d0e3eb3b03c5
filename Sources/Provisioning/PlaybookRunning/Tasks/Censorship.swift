internal import DocumentValues

/// What remains visible of a result when the task says `no_log`.
enum Censorship {
    private static let kept = ["attempts", "changed", "retries"]

    /// What stands for the item of a loop.
    static let itemLabel = "None"

    /// The result with everything hidden but what tells how the task went.
    static func censor(_ result: ValueMap) -> ValueMap {
        var censored: ValueMap = [
            "censored":
                "the output has been hidden due to the fact that 'no_log: true' was specified for this result"
        ]
        for key in kept { censored[key] = result[key] }
        return censored
    }
}
