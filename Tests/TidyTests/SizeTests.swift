import Foundation
import Testing

@Suite("sizes")
struct SizeTests {
    @Test("no source file is longer than 450 lines")
    func files() throws {
        for file in try SourceTree.swiftFiles() {
            #expect(file.lines.count <= 450, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("an executable's main file has at most 30 lines")
    func mains() throws {
        for file in try SourceTree.swiftFiles() where file.path.hasSuffix("/main.swift") {
            #expect(file.lines.count <= 31, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("no file is a drawer")
    func drawers() throws {
        let drawers = [
            "util", "utils", "utilities", "helper", "helpers", "common", "misc", "manager",
        ]
        for file in try SourceTree.swiftFiles() {
            let name = URL(filePath: file.path).deletingPathExtension().lastPathComponent
            #expect(!drawers.contains(name.lowercased()), "\(file.path)")
        }
    }
}
