internal import CLinux
internal import Glibc

/// An entry of the user database.
///
/// The C functions are `getpwnam_r` and `getpwuid_r`.
public struct UserEntry: Hashable, Sendable {
    /// The login name.
    public var name: String
    /// The user's number.
    public var userID: UInt32
    /// The number of the user's first group.
    public var groupID: UInt32
    /// The home directory.
    public var homeDirectory: String
    /// The login shell.
    public var shell: String

    /// The user of that name; nil when there is none.
    public static func named(_ name: String) -> UserEntry? {
        find { getpwnam_r(name, $0, $1, $2, $3) }
    }

    /// The user of that number; nil when there is none.
    public static func numbered(_ number: UInt32) -> UserEntry? {
        find { getpwuid_r(number, $0, $1, $2, $3) }
    }

    /// The user that this process acts as.
    public static var current: UserEntry? { numbered(CurrentProcess.effectiveUserID) }

    private static func find(
        _ call: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
            UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> UserEntry? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        return buffer.withUnsafeMutableBufferPointer { text in
            guard let base = text.baseAddress,
                call(&entry, base, text.count, &found) == 0, found != nil
            else { return nil }
            return UserEntry(
                name: String(cString: entry.pw_name),
                userID: entry.pw_uid,
                groupID: entry.pw_gid,
                homeDirectory: String(cString: entry.pw_dir),
                shell: String(cString: entry.pw_shell)
            )
        }
    }
}

/// The number of the group of that name; nil when there is none.
///
/// The C function is `getgrnam_r`.
public func groupID(named name: String) -> UInt32? {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
        return nil
    }
    return entry.gr_gid
}

/// The name of the group of that number; nil when there is none.
///
/// The C function is `getgrgid_r`.
public func groupName(of number: UInt32) -> String? {
    var entry = group()
    var found: UnsafeMutablePointer<group>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getgrgid_r(number, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
        return nil
    }
    return String(cString: entry.gr_name)
}
