import Foundation

/// One source file of the package.
struct SourceFile {
    /// The path below the package.
    let path: String
    /// The module, by the folder.
    let module: String
    /// The lines.
    let lines: [String]

    /// The modules that it imports.
    var imports: [String] {
        lines.compactMap { line in
            let words = line.split(separator: " ")
            guard let position = words.firstIndex(of: "import"), position < 3 else { return nil }
            guard !line.hasPrefix(" "), !line.hasPrefix("//") else { return nil }
            return words.dropFirst(position + 1).first.map(String.init)
        }
    }
}

/// The package's own files.
enum SourceTree {
    /// The package's folder.
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below `Sources`.
    static func swiftFiles() throws -> [SourceFile] {
        try paths(below: "Sources").filter { $0.hasSuffix(".swift") }.map { path in
            let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            let parts = path.split(separator: "/")
            return SourceFile(
                path: path,
                module: String(parts[2]),
                lines: text.components(separatedBy: "\n")
            )
        }
    }

    /// The paths of all files below a folder, from the package's folder.
    static func paths(below folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
            .map { "\(folder)/\($0)" }
            .sorted()
    }
}
