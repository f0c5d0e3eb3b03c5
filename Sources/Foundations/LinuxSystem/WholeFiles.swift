extension FileSystem {
    /// The bytes of a file.
    public static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try open(path)
        defer { file.close() }
        do throws(SystemError) {
            return try file.readToEnd()
        } catch {
            throw SystemError(error.code, call: error.call, subject: path)
        }
    }

    /// The text of a file; bytes that are no UTF-8 become replacement characters.
    public static func readText(_ path: String) throws(SystemError) -> String {
        String(decoding: try read(path), as: UTF8.self)
    }

    /// Writes a file so that readers see the old content or the new one, never a part.
    ///
    /// A temporary beside it is synchronised and renamed. A device or a pipe is written into.
    public static func writeAtomically(
        _ bytes: some Collection<UInt8>,
        to path: String,
        mode: UInt32 = 0o644
    ) throws(SystemError) {
        if let kind = FileStatus.of(path)?.kind, kind != .file, kind != .directory {
            return try writeInto(path, bytes)
        }
        let temporary = "\(path).\(randomName()).tmp"
        let file = try open(temporary, [.write, .create, .exclusive], mode: mode)
        do throws(SystemError) {
            defer { file.close() }
            try file.writeAll(bytes)
            try setMode(mode, of: temporary)
            try file.synchronize()
            try rename(temporary, to: path)
        } catch {
            try? removeFile(temporary)
            throw SystemError(error.code, call: error.call, subject: path)
        }
    }

    private static func writeInto(
        _ path: String,
        _ bytes: some Collection<UInt8>
    ) throws(SystemError) {
        let file = try open(path, .write)
        defer { file.close() }
        do throws(SystemError) {
            try file.writeAll(bytes)
        } catch {
            throw SystemError(error.code, call: error.call, subject: path)
        }
    }

    /// Writes a text file atomically.
    public static func writeAtomically(
        _ text: String,
        to path: String,
        mode: UInt32 = 0o644
    ) throws(SystemError) {
        try writeAtomically(text.utf8, to: path, mode: mode)
    }
}
