internal import DocumentValues
internal import ModuleContract

/// What a task wants of Debian's packages.
struct AptArguments: Sendable {
    /// A package as the task names it: `nginx`, `nginx=1.22*`, `nginx:arm64`.
    struct Package: Sendable, Hashable {
        var name: String
        var version: String?

        init(_ text: String) {
            let parts = text.split(separator: "=", maxSplits: 1)
            name = trimmed(parts.first ?? "")
            version = parts.count > 1 ? trimmed(parts[1]) : nil
        }

        /// As `apt-get install` takes it.
        var word: String { version.map { "\(name)=\($0)" } ?? name }
    }

    /// The argument `state`.
    enum State: String, Sendable, CaseIterable {
        case present, latest, absent, fixed
        case buildDependencies = "build-dep"
    }

    var packages: [Package]
    var state: State
    var debFile: String?
    var updatesCache: Bool
    /// How old the lists of packages may be; 0 updates always.
    var cacheValidSeconds: Int
    /// The kind of upgrade of everything; nil for none.
    var upgrade: String?
    var isPurge: Bool
    var removesUnneeded: Bool
    var cleansCache: String?
    var policyStatus: Int?
    /// Options of `apt-get` in front of its verb.
    var options: [String]
    /// How long a lock of another program is waited for.
    var lockSeconds: Int
    var isCheckMode: Bool

    static let table = ArgumentTable(
        [
            ArgumentSpecification("name", .list(.string), aliases: ["package", "pkg"]),
            ArgumentSpecification(
                "state",
                defaultValue: "present",
                choices: State.allCases.map { .string($0.rawValue) } + ["installed", "removed"]
            ),
            ArgumentSpecification("deb", .path),
            ArgumentSpecification("update_cache", .bool, aliases: ["update-cache"]),
            ArgumentSpecification("cache_valid_time", .integer, defaultValue: 0),
            ArgumentSpecification(
                "upgrade",
                defaultValue: "no",
                choices: ["no", "yes", "safe", "full", "dist"]
            ),
            ArgumentSpecification("purge", .bool, defaultValue: false),
            ArgumentSpecification("autoremove", .bool, defaultValue: false),
            ArgumentSpecification("autoclean", .bool, defaultValue: false),
            ArgumentSpecification("clean", .bool, defaultValue: false),
            ArgumentSpecification(
                "install_recommends",
                .bool,
                aliases: ["install-recommends"]
            ),
            ArgumentSpecification(
                "default_release",
                aliases: ["default-release"]
            ),
            ArgumentSpecification("force", .bool, defaultValue: false),
            ArgumentSpecification(
                "allow_unauthenticated",
                .bool,
                aliases: ["allow-unauthenticated"],
                defaultValue: false
            ),
            ArgumentSpecification(
                "allow_downgrade",
                .bool,
                aliases: ["allow-downgrade", "allow_downgrades", "allow-downgrades"],
                defaultValue: false
            ),
            ArgumentSpecification("only_upgrade", .bool, defaultValue: false),
            ArgumentSpecification("dpkg_options", defaultValue: "force-confdef,force-confold"),
            ArgumentSpecification("policy_rc_d", .integer),
            ArgumentSpecification("lock_timeout", .integer, defaultValue: 60),
        ],
        rules: [
            .mutuallyExclusive(["deb", "name"]),
            .requiredOneOf([
                "name", "deb", "update_cache", "upgrade", "autoremove", "autoclean", "clean",
            ]),
        ]
    )

    init(_ arguments: ArgumentReader, context: ModuleContext) throws(ModuleFailure) {
        let names = arguments.strings("name").flatMap { $0.split(separator: ",").map(String.init) }
        packages = names.map(Package.init).filter { !$0.name.isEmpty }
        for package in packages where package.name.hasPrefix("-") || package.name.contains("*") {
            throw ModuleFailure("'\(package.name)' is no name of a package")
        }
        let word = arguments.string("state")
        state =
            ["installed": .present, "removed": .absent][word] ?? State(rawValue: word) ?? .present
        debFile = try arguments.optionalString("deb").map { (path) throws(ModuleFailure) in
            if path.contains("://") {
                throw ModuleFailure("deb takes a file of the target: fetch '\(path)' before")
            }
            return path
        }
        cacheValidSeconds = arguments.integer("cache_valid_time")
        updatesCache = arguments.optionalBool("update_cache") ?? (cacheValidSeconds > 0)
        switch arguments.string("upgrade") {
        case "yes", "safe": upgrade = "upgrade"
        case "full", "dist": upgrade = "dist-upgrade"
        default: upgrade = nil
        }
        isPurge = arguments.bool("purge")
        removesUnneeded = arguments.bool("autoremove")
        cleansCache =
            arguments.bool("clean") ? "clean" : arguments.bool("autoclean") ? "autoclean" : nil
        policyStatus = arguments.optionalInteger("policy_rc_d")
        options = Self.options(arguments)
        lockSeconds = arguments.integer("lock_timeout")
        isCheckMode = context.isCheckMode
    }

    private static func options(_ arguments: ArgumentReader) -> [String] {
        var options = ["-y"]
        for option in arguments.string("dpkg_options").split(separator: ",") {
            options += ["-o", "Dpkg::Options::=--\(option)"]
        }
        options += ["-o", "DPkg::Lock::Timeout=\(arguments.integer("lock_timeout"))"]
        if let recommends = arguments.optionalBool("install_recommends") {
            options += ["-o", "APT::Install-Recommends=\(recommends ? "yes" : "no")"]
        }
        if let release = arguments.optionalString("default_release") { options += ["-t", release] }
        let flags = [
            ("force", "--force-yes"), ("allow_unauthenticated", "--allow-unauthenticated"),
            ("allow_downgrade", "--allow-downgrades"), ("only_upgrade", "--only-upgrade"),
        ]
        for (name, flag) in flags where arguments.bool(name) { options.append(flag) }
        return options
    }
}
