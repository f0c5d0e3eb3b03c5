import LinuxSystem
import Testing

@Suite("files")
struct FileTests {
    @Test("a file written atomically has its bytes and mode, and leaves nothing beside it")
    func atomicWrite() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "files-test")
        defer { try? FileSystem.removeTree(directory) }
        let path = "\(directory)/a"
        try FileSystem.writeAtomically("one", to: path, mode: 0o600)
        try FileSystem.writeAtomically("two", to: path, mode: 0o640)
        #expect(try FileSystem.readText(path) == "two")
        #expect(FileStatus.of(path)?.mode == 0o640)
        #expect(try FileSystem.entries(of: directory) == ["a"])
    }

    @Test("a device is written into, not replaced, and says that it is full")
    func devices() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "files-test")
        defer { try? FileSystem.removeTree(directory) }
        let link = "\(directory)/full"
        try FileSystem.makeLink(at: link, to: "/dev/full")
        let error = #expect(throws: SystemError.self) {
            try FileSystem.writeAtomically("one", to: link)
        }
        #expect(error?.description == "write \(link): no space left on device")
        #expect(FileStatus.ofLink(at: link)?.kind == .link)
    }

    @Test("an error says the call, the path and the reason in lower case")
    func errorText() {
        let error = #expect(throws: SystemError.self) { try FileSystem.read("/no/such/file") }
        #expect(
            error.map(String.init(describing:)) == "open /no/such/file: no such file or directory"
        )
    }

    @Test("directories are made with those above them and removed with all in them")
    func trees() throws {
        let directory = try FileSystem.makeTemporaryDirectory(prefix: "trees-test")
        try FileSystem.makeDirectories("\(directory)/a/b/c")
        try FileSystem.writeAtomically("x", to: "\(directory)/a/b/x")
        try FileSystem.removeTree(directory)
        #expect(!FileSystem.exists(directory))
    }
}
