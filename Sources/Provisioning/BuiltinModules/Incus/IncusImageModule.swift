internal import DocumentValues
internal import HostConnections
internal import ModuleContract

/// `incus_image`: an image on an Incus host, imported from files of the controller.
enum IncusImageModule: TaskModule {
    struct Arguments: Sendable {
        var alias: String
        /// The files; nil when the image is to go.
        var file: ImageFile?
        var fingerprint: String
        var properties: [String: String]
        var place: IncusPlace
    }

    struct Facts: Sendable {
        /// The fingerprint that the alias stands for.
        var aliasTarget: String?
        /// The image of the wanted fingerprint.
        var image: Value?
    }

    static let description = ModuleDescription(
        name: "incus_image",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("alias", aliases: ["name"], isRequired: true),
                ArgumentSpecification("source", .controllerPath),
                ArgumentSpecification("rootfs", .controllerPath),
                ArgumentSpecification("properties", .map, defaultValue: [:]),
                ArgumentSpecification(
                    "state",
                    defaultValue: "present",
                    choices: ["present", "absent"]
                ),
                IncusPlace.specification,
            ],
            rules: [.requiredIf("state", "present", ["source"])]
        )
    )

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        var file: ImageFile?
        if arguments.string("state") == "present", let source = arguments.optionalString("source") {
            let rootfs = arguments.optionalString("rootfs")
            file = ImageFile(
                path: try context.controller.find(source, in: "files"),
                rootFileSystem: try rootfs.map { (path) throws(ModuleFailure) in
                    try context.controller.find(path, in: "files")
                }
            )
        }
        return Arguments(
            alias: arguments.string("alias"),
            file: file,
            fingerprint: try file?.fingerprint() ?? "",
            properties: IncusText.map(arguments.map("properties")),
            place: IncusPlace(project: arguments.optionalString("project"))
        )
    }

    static func probe(_ arguments: Arguments) -> Probe<Facts> {
        let (place, alias) = (arguments.place, arguments.alias)
        var requests = [place.request("GET", IncusRequest.path("images", "aliases", alias))]
        if arguments.file != nil {
            requests.append(place.request("GET", imagePath(arguments.fingerprint)))
        }
        return .facts(from: requests) { (replies) throws(ModuleFailure) in
            let found = try IncusFinding(replies.first, of: "the image \(alias)").value
            var facts = Facts(aliasTarget: found?["target"]?.string)
            if replies.count > 1 {
                facts.image = try IncusFinding(replies[1], of: "the image \(alias)").value
            }
            return facts
        }
    }

    static func plan(_ arguments: Arguments, facts: Facts) throws(ModuleFailure) -> Plan {
        var plan = Plan(result: ["alias": .string(arguments.alias)])
        if let file = arguments.file {
            plan.result["fingerprint"] = .string(arguments.fingerprint)
            plan.changes = presence(arguments, file, facts)
        } else if let target = facts.aliasTarget {
            plan.changes = [
                Change(
                    "remove the image \(arguments.alias)",
                    requests: [arguments.place.request("DELETE", imagePath(target))]
                )
            ]
        }
        let alias = arguments.alias
        plan.finish = { (replies, _) throws(ModuleFailure) in
            try requireSuccess(replies, doing: "change the image \(alias)")
        }
        return plan
    }

    private static func imagePath(_ fingerprint: String) -> String {
        IncusRequest.path("images", fingerprint)
    }

    private static func presence(
        _ arguments: Arguments,
        _ file: ImageFile,
        _ facts: Facts
    ) -> [Change] {
        let (place, alias) = (arguments.place, arguments.alias)
        var changes: [Change] = []
        var hasAlias = facts.aliasTarget == arguments.fingerprint
        if let image = facts.image {
            let present = IncusText.map(image["properties"]?.map)
            let names = IncusText.differences(arguments.properties, from: present)
            if !names.isEmpty {
                let merged = present.merging(arguments.properties) { _, wanted in wanted }
                changes.append(
                    Change(
                        "set \(names.joined(separator: ", ")) of the image \(alias)",
                        requests: [
                            place.request(
                                "PATCH",
                                imagePath(arguments.fingerprint),
                                body: ["properties": IncusText.value(merged)]
                            )
                        ]
                    )
                )
            }
        } else {
            let isNewAlias = facts.aliasTarget == nil
            changes.append(
                Change(
                    "import the image \(alias) from \(file.path)",
                    requests: [
                        .incusImage(
                            IncusImageUpload(
                                metadataPath: file.path,
                                rootFileSystemPath: file.rootFileSystem,
                                properties: arguments.properties,
                                aliases: isNewAlias ? [alias] : [],
                                project: place.project
                            )
                        )
                    ]
                )
            )
            hasAlias = isNewAlias
        }
        if !hasAlias { changes.append(aliasChange(arguments, facts)) }
        return changes
    }

    private static func aliasChange(_ arguments: Arguments, _ facts: Facts) -> Change {
        let (place, alias) = (arguments.place, arguments.alias)
        let target = Value.string(arguments.fingerprint)
        let short = arguments.fingerprint.prefix(12)
        guard let old = facts.aliasTarget else {
            return Change(
                "name the image \(short) \(alias)",
                requests: [
                    place.request(
                        "POST",
                        IncusRequest.path("images", "aliases"),
                        body: ["name": .string(alias), "target": target]
                    )
                ]
            )
        }
        return Change(
            "move the alias \(alias) from the image \(old.prefix(12)) to \(short)",
            requests: [
                place.request(
                    "PUT",
                    IncusRequest.path("images", "aliases", alias),
                    body: ["target": target]
                )
            ]
        )
    }
}
