import Diagnostics
import DocumentValues
import Foundation
import HostConnections
import ModuleContract
import Playbooks
import TestSupport

/// A folder of files for one test, and what loading its `site.yml` says.
struct PlaybookFiles {
    let files: [String: String]

    /// A playbook of one file.
    init(_ playbook: String) {
        files = ["site.yml": playbook]
    }

    /// A playbook with other files beside it.
    init(_ files: [String: String]) {
        self.files = files
    }

    /// The loaded playbook.
    func load() throws -> Playbook {
        try inFolder { folder in
            let loader = PlaybookLoader(catalog: .sample)
            return try loader.load("\(folder)/site.yml")
        }
    }

    /// What is wrong, as the operator reads it, with names relative to the folder.
    func problems() throws -> String {
        try inFolder { folder in
            do {
                _ = try PlaybookLoader(catalog: .sample).load("\(folder)/site.yml")
                return "nothing is wrong"
            } catch let list as DiagnosticList {
                return list.description.replacingOccurrences(of: "\(folder)/", with: "")
            }
        }
    }

    private func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
        try withScratchDirectory { scratch in
            try write(files, below: "\(scratch)/playbooks")
            return try body("\(scratch)/playbooks")
        }
    }
}

extension ModuleCatalog {
    /// Modules with the arguments of real ones, which do nothing.
    static let sample = ModuleCatalog([
        ModuleEntry(CopyStandIn.self), ModuleEntry(CommandStandIn.self),
        ModuleEntry(DebugStandIn.self), ModuleEntry(ServiceStandIn.self),
        ModuleEntry(SetFactStandIn.self), ModuleEntry(MetaStandIn.self),
    ])
}

/// A module whose only truth is its description.
protocol StandIn: TaskModule where Arguments == Bool, Facts == Bool {}

extension StandIn {
    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Bool { true }

    static func probe(_ arguments: Bool) -> Probe<Bool> { .known(true) }

    static func plan(_ arguments: Bool, facts: Bool) throws(ModuleFailure) -> Plan { Plan() }
}

enum CopyStandIn: StandIn {
    static let description = ModuleDescription(
        name: "copy",
        arguments: ArgumentTable(
            [
                .init("src", .path), .init("content"),
                .init("dest", .path, aliases: ["path"], isRequired: true), .init("mode", .raw),
                .init("backup", .bool, defaultValue: false),
            ],
            rules: [.mutuallyExclusive(["src", "content"])]
        )
    )
}

enum CommandStandIn: StandIn {
    static let description = ModuleDescription(
        name: "command",
        arguments: ArgumentTable(
            [
                .init("cmd"), .init("argv", .list(.string)), .init("chdir", .path),
                .init("creates", .path),
            ],
            freeForm: "cmd"
        )
    )
}

enum DebugStandIn: StandIn {
    static let description = ModuleDescription(
        name: "debug",
        arguments: ArgumentTable([.init("msg", .raw), .init("var"), .init("verbosity", .integer)])
    )
}

enum ServiceStandIn: StandIn {
    static let description = ModuleDescription(
        name: "service",
        arguments: ArgumentTable([
            .init("name", isRequired: true),
            .init("state", choices: ["started", "stopped", "restarted", "reloaded"]),
            .init("enabled", .bool),
        ])
    )
}

enum SetFactStandIn: StandIn {
    static let description = ModuleDescription(
        name: "set_fact",
        arguments: ArgumentTable([], takesAnyName: true)
    )
}

enum MetaStandIn: StandIn {
    static let description = ModuleDescription(
        name: "meta",
        arguments: ArgumentTable([.init("action", isRequired: true)], freeForm: "action")
    )
}
