internal import DocumentValues
internal import ModuleContract

/// `meta`: acts on the run itself, as running the notified handlers now.
enum MetaModule: TaskModule {
    static let description = ModuleDescription(
        name: "meta",
        arguments: ArgumentTable(
            [
                ArgumentSpecification(
                    "free_form",
                    isRequired: true,
                    choices: [
                        "flush_handlers", "noop", "clear_facts", "clear_host_errors", "end_host",
                        "end_batch", "end_play", "reset_connection", "refresh_inventory",
                    ]
                )
            ],
            freeForm: "free_form"
        ),
        scope: .run
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> String {
        arguments.string("free_form")
    }

    static func probe(_ arguments: String) -> Probe<Void> { .known(()) }

    static func plan(_ arguments: String, facts: Void) throws(ModuleFailure) -> Plan {
        Plan(effects: [.meta(arguments)])
    }
}
