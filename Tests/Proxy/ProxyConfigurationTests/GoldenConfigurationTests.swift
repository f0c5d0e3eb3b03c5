import Foundation
import Testing

@Suite("what is said about configurations")
struct GoldenConfigurationTests {
    struct Golden: CustomTestStringConvertible, Sendable {
        let name: String
        let input: String
        let expected: String
        var testDescription: String { name }
    }

    /// The files of `Tests/Golden/proxy-configuration`: a configuration, a line `---`, what is said.
    ///
    /// With `RECORD_GOLDENS=1` in the environment the tests write what is said now.
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden/proxy-configuration")

    static let all: [Golden] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            guard let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8),
                let border = text.range(of: "\n---\n")
            else { return nil }
            return Golden(
                name: name,
                input: String(text[..<border.lowerBound]) + "\n",
                expected: text[border.upperBound...].trimmingCharacters(in: .newlines)
            )
        }
    }()

    @Test("there are such files")
    func present() {
        #expect(Self.all.count >= 8)
    }

    @Test("every one gives exactly these words", arguments: all)
    func words(_ golden: Golden) throws {
        let said = outcome(of: golden.input)
        if ProcessInfo.processInfo.environment["RECORD_GOLDENS"] == "1" {
            let text = "\(golden.input)---\n\(said)\n"
            try text.write(
                to: Self.folder.appending(path: golden.name),
                atomically: true,
                encoding: .utf8
            )
        }
        #expect(said == golden.expected)
    }
}
