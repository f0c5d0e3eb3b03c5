internal import LinuxSystem

/// Where an upload's bytes come from, opened; a file is closed with it.
public final class OpenedSource: Sendable {
    private let file: FileDescriptor?
    private let bytes: [UInt8]

    /// How many bytes there are.
    public let byteCount: Int

    init(_ source: FileUpload.Source) throws(SystemError) {
        switch source {
        case .bytes(let bytes):
            file = nil
            self.bytes = bytes
            byteCount = bytes.count
        case .file(let path):
            let opened = try FileSystem.open(path)
            guard let status = FileStatus.of(opened), status.kind == .file else {
                opened.close()
                throw SystemError(.invalidArgument, call: "open", subject: path)
            }
            file = opened
            bytes = []
            byteCount = status.size
        }
    }

    deinit {
        file?.close()
    }

    /// Hands out all the bytes piece by piece; false when the file became shorter.
    public func forEachPiece<Failure: Error>(
        _ body: ([UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> Bool {
        guard let file else {
            try body(bytes)
            return true
        }
        var offset = 0
        while offset < byteCount {
            let count = min(byteCount - offset, 262_144)
            var piece = [UInt8](repeating: 0, count: count)
            let read = try? piece.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
            guard let read, read > 0 else { return false }
            if read < count { piece.removeLast(count - read) }
            try body(piece)
            offset += read
        }
        return true
    }
}
