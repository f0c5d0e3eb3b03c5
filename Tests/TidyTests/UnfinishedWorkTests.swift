import Testing

@Suite("finished work")
struct UnfinishedWorkTests {
    @Test("no source file holds a note of work put off")
    func notes() throws {
        let marks = ["TODO", "FIXME", "XXX", "HACK"]
        for file in try SourceTree.swiftFiles() {
            for (index, line) in file.lines.enumerated() {
                let found = marks.filter { line.contains("// \($0)") }
                #expect(found.isEmpty, "\(file.path):\(index + 1)")
            }
        }
    }

    @Test("no source file traps on an error with try!")
    func forcedTries() throws {
        for file in try SourceTree.swiftFiles() {
            for (index, line) in file.lines.enumerated() {
                #expect(!line.contains("try! "), "\(file.path):\(index + 1)")
            }
        }
    }
}
