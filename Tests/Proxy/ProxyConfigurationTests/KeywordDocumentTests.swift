import Foundation
import Testing

@testable import ProxyConfiguration

@Suite("docs/proxy-keywords.md")
struct KeywordDocumentTests {
    private func document() throws -> String {
        let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appending(path: "docs/proxy-keywords.md"),
            encoding: .utf8
        )
    }

    @Test("every keyword, option and fetch that is read is listed")
    func complete() throws {
        let text = try document()
        for keyword in KeywordTable.all {
            #expect(text.contains("| `\(keyword.name)` |"), "\(keyword.name)")
        }
        let options = BindOption.all.map(\.name) + ServerOption.all.map(\.name)
        for name in options where name != "level" {
            #expect(text.contains("* `\(name)"), "\(name)")
        }
        for name in FetchKeyword.byName.keys { #expect(text.contains(name), "\(name)") }
        for name in ConverterKeyword.byName.keys { #expect(text.contains(name), "\(name)") }
    }

    @Test("nothing is both supported and refused")
    func disjoint() {
        let words = Set(KeywordTable.all.map { String($0.name.prefix { $0 != " " }) })
        let supported = Set(KeywordTable.all.map(\.name))
        for word in UnsupportedKeywords.keywords.keys where words.contains(word) {
            #expect(!supported.contains(word), "\(word)")
        }
        for word in UnsupportedKeywords.bindOptions.keys {
            #expect(BindOption.byName[word] == nil || word == "level", "\(word)")
        }
        for word in UnsupportedKeywords.serverOptions.keys {
            #expect(ServerOption.byName[word] == nil, "\(word)")
        }
        for word in UnsupportedKeywords.fetches.keys {
            #expect(FetchKeyword.byName[word] == nil, "\(word)")
        }
        for word in UnsupportedKeywords.converters.keys {
            #expect(ConverterKeyword.byName[word] == nil, "\(word)")
        }
    }
}
