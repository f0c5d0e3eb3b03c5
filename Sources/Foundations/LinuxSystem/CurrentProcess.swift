internal import CLinux
internal import Glibc

/// This process: its number, its rights, its end.
public enum CurrentProcess {
    /// Its number.
    public static var id: Int32 { getpid() }
    /// The number of the process that started it.
    public static var parentID: Int32 { getppid() }
    /// The user that started it.
    public static var userID: UInt32 { getuid() }
    /// The user it acts as.
    public static var effectiveUserID: UInt32 { geteuid() }
    /// The group it acts as.
    public static var effectiveGroupID: UInt32 { getegid() }

    /// The number of cores it may run on.
    ///
    /// The C function is `sched_getaffinity`.
    public static var coreCount: Int { Int(clinux_core_count()) }

    /// Gives up root for good: user, group and supplementary groups.
    public static func become(userID: UInt32, groupID: UInt32) throws(SystemError) {
        try check("setresuid", String(userID)) { clinux_become(userID, groupID) }
    }

    /// Gives up root's group only.
    public static func become(groupID: UInt32) throws(SystemError) {
        try check("setgid", String(groupID)) { setgid(groupID) }
    }

    /// Makes a directory the root of all paths.
    ///
    /// The C function is `chroot`.
    public static func changeRoot(to path: String) throws(SystemError) {
        try check("chroot", path) { chroot(path) }
        try check("chdir", path) { chdir("/") }
    }

    /// The directory that relative paths start from.
    ///
    /// The C function is `getcwd`.
    public static var directory: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        guard getcwd(&buffer, buffer.count) != nil else { return "." }
        return String(
            decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
    }

    /// Makes a directory the one that relative paths start from.
    ///
    /// The C function is `chdir`.
    public static func changeDirectory(to path: String) throws(SystemError) {
        try check("chdir", path) { chdir(path) }
    }

    /// The rights that new files do not get; returns those before.
    ///
    /// The C function is `umask`.
    @discardableResult
    public static func setFileModeMask(_ mask: UInt32) -> UInt32 {
        umask(mask)
    }

    /// How many descriptors may be open: now, and the most that may be asked for.
    ///
    /// The C function is `getrlimit`.
    public static var openFileLimit: (current: UInt64, maximum: UInt64) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return (UInt64(limit.rlim_cur), UInt64(limit.rlim_max))
    }

    /// Changes how many descriptors may be open.
    ///
    /// The C function is `setrlimit`.
    public static func setOpenFileLimit(_ count: UInt64) throws(SystemError) {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = rlim_t(count)
        limit.rlim_max = max(limit.rlim_max, rlim_t(count))
        try check("setrlimit") {
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
    }

    /// Lets as many descriptors be open as the system allows, at most `count`.
    public static func raiseOpenFileLimit(upTo count: UInt64) {
        let limit = openFileLimit
        let wanted = min(limit.maximum, count)
        if wanted > limit.current { try? setOpenFileLimit(wanted) }
    }

    /// Ends the process with a status.
    ///
    /// The exit handlers of libraries are left out: threads that still run may be inside of those
    /// libraries, and would find their state gone. The C function is `_exit`.
    public static func exit(_ status: Int32) -> Never {
        fflush(nil)
        _exit(status)
    }

    /// Limits the memory that the process may map; what it asks for beyond fails.
    ///
    /// The C function is `setrlimit`.
    public static func setMemoryLimit(bytes: UInt64) throws(SystemError) {
        var limit = rlimit(rlim_cur: rlim_t(bytes), rlim_max: rlim_t(bytes))
        try check("setrlimit") {
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        }
    }
}
