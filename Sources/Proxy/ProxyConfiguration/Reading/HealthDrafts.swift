internal import HealthChecking

/// `observe`, `error-limit` and `on-error` of a server while they are read.
struct ObservationDraft {
    /// `observe`; nil when it was not said, or `none`.
    var layer: ServerObservation.Layer?
    /// Whether `observe` was said.
    var isSaid = false
    /// `error-limit`.
    var errorLimit: Int?
    /// `on-error`.
    var reaction: ServerObservation.Reaction?

    /// What the words come to.
    var observation: ServerObservation? {
        guard let layer else { return nil }
        var observation = ServerObservation(layer)
        if let errorLimit { observation.errorLimit = errorLimit }
        if let reaction { observation.reaction = reaction }
        return observation
    }
}

extension ServerDraft {
    /// Options that have nothing to act on, each with what it lacks.
    var idleOptions: [(option: String, lacks: String)] {
        var idle: [(option: String, lacks: String)] = []
        if observation.layer != nil, checks == nil { idle.append(("observe", "check")) }
        if !observation.isSaid {
            if observation.errorLimit != nil { idle.append(("error-limit", "observe")) }
            if observation.reaction != nil { idle.append(("on-error", "observe")) }
        }
        return idle
    }
}
