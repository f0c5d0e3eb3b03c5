import HostConnections
import LinuxSystem
import TestSupport
import Testing

@Suite("files on a target")
struct FileTransferTests {
    private func upload(_ upload: FileUpload) throws -> UploadOutcome? {
        try withLocalTarget { try $0.perform([.upload(upload)], as: nil)[0].upload }
    }

    private func download(_ path: String, limit: Int = 1 << 30) throws -> DownloadOutcome? {
        try withLocalTarget { target in
            try target.perform([.download(path: path, limit: limit)], as: nil)[0].download
        }
    }

    @Test("several MiB of any bytes arrive with mode and owner, and come back")
    func binary() throws {
        try withScratchDirectory { folder in
            let bytes = (0..<3_000_017).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
            let path = "\(folder)/it's a file"
            let outcome = try upload(
                FileUpload(.bytes(bytes), to: path, mode: 0o640, owner: "nobody", group: "daemon")
            )
            #expect(outcome == .stored)
            let status = FileStatus.of(path)
            #expect(status?.mode == 0o640)
            #expect(status?.userID == UserEntry.named("nobody")?.userID)
            #expect(status?.groupID == groupID(named: "daemon"))
            #expect(try download(path) == .content(bytes))
            #expect(try download(path, limit: 100) == .tooLarge(byteCount: bytes.count))
            #expect(try FileSystem.entries(of: folder) == ["it's a file"])
        }
    }

    @Test("a file of the controller is streamed")
    func streamed() throws {
        try withScratchDirectory { folder in
            let bytes = [UInt8](repeating: 0x5A, count: 1_000_003)
            try FileSystem.writeAtomically(bytes, to: "\(folder)/source")
            let outcome = try upload(
                FileUpload(.file(path: "\(folder)/source"), to: "\(folder)/copy")
            )
            #expect(outcome == .stored)
            #expect(try FileSystem.read("\(folder)/copy") == bytes)
        }
    }

    @Test("a replaced file keeps its mode and owner unless told otherwise")
    func keepsMode() throws {
        try withScratchDirectory { folder in
            let path = "\(folder)/file"
            _ = try upload(FileUpload(.bytes([1]), to: path, mode: 0o604, owner: "nobody"))
            #expect(try upload(FileUpload(.bytes([2]), to: path)) == .stored)
            #expect(FileStatus.of(path)?.mode == 0o604)
            #expect(FileStatus.of(path)?.userID == UserEntry.named("nobody")?.userID)
            #expect(try FileSystem.read(path) == [2])
        }
    }

    @Test("what the validation refuses does not take its place")
    func validation() throws {
        try withScratchDirectory { folder in
            let path = "\(folder)/file"
            _ = try upload(FileUpload(.bytes([1]), to: path))
            let refused = try upload(
                FileUpload(
                    .bytes(Array("new".utf8)),
                    to: path,
                    validate: ["sh", "-c", "cat \"$1\"; echo; echo no >&2; exit 7", "x", "%s"]
                )
            )
            guard case .refused(let result)? = refused else {
                Issue.record("\(String(describing: refused))")
                return
            }
            #expect(result.exitStatus == 7)
            #expect(result.text == "new\n")
            #expect(result.errorText == "no\n")
            #expect(try FileSystem.read(path) == [1])
            #expect(try FileSystem.entries(of: folder) == ["file"])
        }
    }

    @Test("the file behind a link is replaced, the link stays")
    func link() throws {
        try withScratchDirectory { folder in
            _ = try upload(FileUpload(.bytes([1]), to: "\(folder)/real"))
            try FileSystem.makeLink(at: "\(folder)/link", to: "real")
            #expect(try upload(FileUpload(.bytes([2]), to: "\(folder)/link")) == .stored)
            #expect(try FileSystem.linkTarget(of: "\(folder)/link") == "real")
            #expect(try FileSystem.read("\(folder)/real") == [2])
        }
    }

    @Test("what cannot be written says why")
    func failures() throws {
        try withScratchDirectory { folder in
            let orphan = try upload(FileUpload(.bytes([1]), to: "\(folder)/no/file"))
            let parentText = "cannot write '\(folder)/no/file': its directory does not exist"
            #expect(orphan == .failed(parentText))
            let onFolder = try upload(FileUpload(.bytes([1]), to: folder))
            #expect(onFolder == .failed("cannot write '\(folder)': it is a directory"))
            #expect(try download("\(folder)/none") == .missing)
            let folderContent = try download(folder)
            #expect(folderContent == .failed("cannot read '\(folder)': it is a directory"))
        }
    }
}
