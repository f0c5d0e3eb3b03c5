internal import DocumentValues

/// Tests of paths on the controller.
enum FileTests {
    static let entries: [TestEntry] = [
        TestEntry("exists", about: "there is something at the path") { try kind($0) != nil },
        TestEntry("file", "is_file", about: "there is a file") { try kind($0) == .file },
        TestEntry("directory", "is_dir", about: "there is a directory") { call in
            try kind(call) == .directory
        },
        TestEntry("link", "is_link", about: "there is a symbolic link") { call in
            try kind(call, followingLinks: false) == .link
        },
        TestEntry("link_exists", about: "there is something, a broken link too") { call in
            try kind(call, followingLinks: false) != nil
        },
        TestEntry("mount", "is_mount", about: "something is mounted at the path") { call in
            call.evaluator.engine.controller.isMountPoint(try call.text())
        },
        TestEntry(
            "same_file",
            "is_same_file",
            parameters: ["path"],
            required: 1,
            about: "both paths lead to one file"
        ) { call in
            let other = try call.arguments.text("path", default: "")
            return call.evaluator.engine.controller.areSame(try call.text(), other)
        },
        TestEntry("vaulted_file", about: "there is a vaulted file") { call in
            call.evaluator.engine.controller.isVault(try call.text())
        },
        TestEntry("abs", "is_abs", about: "the path starts at the root") { call in
            try call.text().hasPrefix("/")
        },
    ]

    private static func kind(
        _ call: FilterCall,
        followingLinks: Bool = true
    ) throws -> ControllerFileKind? {
        call.evaluator.engine.controller.kind(of: try call.text(), followingLinks: followingLinks)
    }
}
