import LinuxSystem
import TestSupport
import Testing

/// Runs a body with a disk of a few pages at a folder.
func withSmallDisk(at folder: String, _ body: () throws -> Void) throws {
    let mount = try CommandRun.of(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder])
    try #require(mount.status == 0, "\(mount.output)")
    defer { _ = try? CommandRun.of(["umount", folder]) }
    try body()
}

/// Runs a body with a disk at a folder that has no room left.
func withFullDisk(at folder: String, _ body: () throws -> Void) throws {
    try withSmallDisk(at: folder) {
        _ = try CommandRun.of(["sh", "-c", "cat /dev/zero >\(folder)/filling"])
        try body()
    }
}
