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

    @Test("a folder on the way that may not be entered is said, not that the file is missing")
    func forbidden() throws {
        try withScratchDirectory { folder in
            try FileSystem.setMode(0o755, of: folder)
            try FileSystem.makeDirectories("\(folder)/closed/inner")
            try FileSystem.setMode(0o700, of: "\(folder)/closed")
            try withLocalTarget { target in
                let path = "\(folder)/closed/inner/ca.pem"
                let replies = try target.perform(
                    [
                        .download(path: path, limit: 100),
                        .upload(FileUpload(.bytes([1]), to: path)),
                    ],
                    as: Become(user: "nobody")
                )
                #expect(
                    replies[0].download == .failed("cannot read '\(path)': permission denied")
                )
                #expect(
                    replies[1].upload
                        == .failed(
                            "cannot write '\(path)': a folder on the way to it: permission denied"
                        )
                )
            }
        }
    }

    @Test("what a killed controller left is removed, what another process still fills is not")
    func leftovers() throws {
        try withScratchDirectory { folder in
            let space = try FileSystem.linkTarget(of: "/proc/self/ns/pid").filter(\.isNumber)
            let gone = try Subprocess.start(["true"])
            _ = try gone.wait()
            let mine = ".switchyard.\(space).\(CurrentProcess.id).aaaaaaaaaa"
            let others = ".switchyard.1.\(gone.id).bbbbbbbbbb"
            let left = ".switchyard.\(space).\(gone.id).cccccccccc"
            for name in [mine, others, left] {
                try FileSystem.writeAtomically([1], to: "\(folder)/\(name)")
            }
            #expect(try upload(FileUpload(.bytes([2]), to: "\(folder)/file")) == .stored)
            #expect(try FileSystem.entries(of: folder) == [mine, others, "file"].sorted())
        }
    }

    @Test("a disk that fills up is said to be full, by whichever way the bytes go")
    func fullDisk() throws {
        try withScratchDirectory { folder in
            let mount = try CommandRun.of(
                ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]
            )
            try #require(mount.status == 0, "\(mount.output)")
            defer { _ = try? CommandRun.of(["umount", folder]) }
            let large = FileUpload(
                .bytes([UInt8](repeating: 65, count: 200_000)),
                to: "\(folder)/f"
            )
            let full = UploadOutcome.failed(
                "cannot write '\(folder)/f': no space left on device"
            )
            #expect(try upload(large) == full)
            let target = ShellTarget(
                name: "box",
                transport: FillingTransport(),
                incus: NoIncus(),
                timeout: .seconds(10)
            )
            defer { target.close() }
            #expect(try target.perform([.upload(large)], as: nil)[0].upload == full)
            #expect(try FileSystem.entries(of: folder).isEmpty)
        }
    }
}

/// This machine, with a way of its own for the bytes of files, which cuts what does not fit.
private struct FillingTransport: TargetTransport {
    private let local = LocalTransport(name: "box")

    var user: String? { local.user }
    var fillsFiles: Bool { true }

    func start(_ words: [String]) throws(ConnectionFailure) -> ProgramStreams {
        try local.start(words)
    }

    func openStream(_ endpoint: StreamEndpoint) throws(ConnectionFailure) -> any ByteStream {
        try local.openStream(endpoint)
    }

    func fill(_ path: String, from source: OpenedSource) throws(ConnectionFailure) -> String? {
        guard let file = try? FileSystem.open(path, .write) else { return "no file" }
        defer { file.close() }
        _ = source.forEachPiece { try? file.writeAll($0) }
        return nil
    }

    func close() {}
}
