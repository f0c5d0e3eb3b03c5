import Foundation

/// Runs a body with a directory of its own, which is gone afterwards.
public func withScratchDirectory<Result>(
    _ body: (String) throws -> Result
) throws -> Result {
    let url = FileManager.default.temporaryDirectory
        .appending(path: "switchyard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

/// Writes texts below a directory, making folders on the way.
public func write(_ files: [String: String], below directory: String) throws {
    for (name, text) in files {
        let url = URL(filePath: directory).appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try text.write(to: url, atomically: true, encoding: .utf8)
    }
}
