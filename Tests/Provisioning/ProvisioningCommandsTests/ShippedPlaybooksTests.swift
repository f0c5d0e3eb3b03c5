import BuiltinModules
import Diagnostics
import DocumentValues
import Foundation
import Inventories
import LinuxSystem
import Playbooks
import TestSupport
import Testing
import YAMLReading

@testable import Drilling

@Suite("what is shipped to operators")
struct ShippedPlaybooksTests {
    @Test(
        "every playbook loads without a complaint",
        arguments: [
            "site.yml", "verify.yml", "failover.yml", "instances.yml", "services.yml",
            "cluster.yml",
            "evacuate.yml", "restore.yml", "remove-member.yml",
        ]
    )
    func playbook(_ name: String) {
        let loader = PlaybookLoader(catalog: BuiltinModules.catalog)
        do {
            let playbook = try loader.load("\(Package.folder)/playbooks/\(name)")
            #expect(!playbook.plays.isEmpty)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(
        "the variables of the inventories are what the roles want",
        arguments: [
            ("lab", "site"), ("example", "site"), ("lab-lxd", "site"), ("lab-cluster", "cluster"),
            ("example-cluster", "cluster"),
        ]
    )
    func variables(_ name: String, _ playbookName: String) throws {
        let inventory = try InventoryLoader().load(["\(Package.folder)/inventories/\(name)"])
        let loader = PlaybookLoader(catalog: BuiltinModules.catalog)
        let playbook = try loader.load("\(Package.folder)/playbooks/\(playbookName).yml")
        for play in playbook.plays {
            for host in inventory.hostNames {
                let problems = playbook.check(
                    variables: inventory.layers(for: host).map(\.variables),
                    of: play
                )
                #expect(problems.isEmpty, "\(problems)")
            }
        }
    }

    @Test("every drill can be read, all its tasks too", arguments: drills)
    func drill(_ name: String) {
        let path = "\(Package.folder)/drills/\(name)"
        let loader = PlaybookLoader(catalog: BuiltinModules.catalog)
        do {
            let source = SourceText(name: path, text: try FileSystem.readText(path))
            let document = try #require(try YAMLReader.readDocument(source))
            let drill = try DrillFile.decode(document)
            let stages = try DrillStages(of: drill, on: "lb-1", path: path, loader: loader)
            #expect(stages.all.count == drill.stages.count)
        } catch {
            Issue.record("\(error)")
        }
    }

    private static let drills =
        (try? FileManager.default.contentsOfDirectory(atPath: "\(Package.folder)/drills")) ?? []

    @Test("every game can be read, and the drills that it names are there", arguments: games)
    func game(_ name: String) throws {
        let folder = "\(Package.folder)/games"
        let source = SourceText(
            name: name,
            text: try FileSystem.readText("\(folder)/\(name)")
        )
        let game = try GameFile.decode(try #require(try YAMLReader.readDocument(source)))
        for entry in game.drills {
            let path = try #require(entry.path.string)
            #expect(FileSystem.exists("\(folder)/\(path)"), "\(path)")
        }
    }

    private static let games =
        (try? FileManager.default.contentsOfDirectory(atPath: "\(Package.folder)/games")) ?? []

    @Test(
        "every inventory loads without a complaint",
        arguments: ["lab", "example", "lab-lxd", "lab-cluster", "example-cluster"]
    )
    func inventory(_ name: String) {
        do {
            let inventory = try InventoryLoader().load(["\(Package.folder)/inventories/\(name)"])
            #expect(!inventory.hostNames.isEmpty)
        } catch {
            Issue.record("\(error)")
        }
    }
}
