import Foundation
import Testing

@testable import ProxyConfiguration
@testable import ProxyControlPlane
@testable import Samples

/// The reference of the language in `docs/keywords.md`, written from the registration tables.
///
/// With `SWITCHYARD_WRITE_DOCS=1` the test writes the file instead of comparing it.
@Suite("the reference of keywords")
struct KeywordReferenceTests {
    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().appending(path: "../../../../docs/keywords.md").standardized

    @Test("docs/keywords.md lists what is read of HAProxy's language, and what is not")
    func reference() throws {
        let text = KeywordReference.text
        if ProcessInfo.processInfo.environment["SWITCHYARD_WRITE_DOCS"] != nil {
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(written == text, "write it anew with SWITCHYARD_WRITE_DOCS=1")
    }

    @Test("notes are about words that are read")
    func notes() {
        for name in KeywordNotes.keywords.keys {
            #expect(KeywordTable.all.contains { $0.name == name }, "\(name)")
        }
        for name in KeywordNotes.bindOptions.keys {
            #expect(BindOption.byName[name] != nil, "\(name)")
        }
        for name in KeywordNotes.serverOptions.keys {
            #expect(ServerOption.byName[name] != nil, "\(name)")
        }
    }

    @Test("nothing is both read and refused")
    func disjoint() {
        let words = Set(KeywordTable.all.map(\.name))
        for word in UnsupportedKeywords.keywords.keys { #expect(!words.contains(word), "\(word)") }
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
