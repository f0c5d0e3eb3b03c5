internal import ProxyConfiguration
internal import ProxyDataPlane

/// `publish backend` and `unpublish backend`: whether rules lead requests to one.
enum PublishingCommands {
    static let all: [ControlCommand] = [
        command("publish backend", "mark backend as ready for traffic", isPublished: true),
        command("unpublish backend", "remove backend for traffic processing", isPublished: false),
    ]

    private static func command(
        _ name: String,
        _ summary: String,
        isPublished: Bool
    ) -> ControlCommand {
        ControlCommand(
            name,
            usage: "\(name) <backend>",
            summary,
            level: .admin,
            machine: { call in
                guard let text = call.argument(0),
                    let backend = call.runtime.generation.backend(named: text)
                else { return WholeAnswer("No such backend.\n") }
                if backend.settings.isDisabled {
                    return WholeAnswer("No effect on a disabled backend.\n")
                }
                backend.publish(isPublished)
                return WholeAnswer("Backend \(isPublished ? "published" : "unpublished").\n")
            }
        )
    }
}
