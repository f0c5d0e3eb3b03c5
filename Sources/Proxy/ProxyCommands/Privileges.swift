internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// Gives up what the process needs no more once it listens: `chroot`, `group`, `user`.
func giveUpPrivileges(_ global: GlobalSettings) throws(DiagnosticList) {
    let group = try number(of: global.group, "group", \.groupID)
    let user = try number(of: global.user, "user", \.userID)
    do throws(SystemError) {
        if let directory = global.chrootDirectory {
            try CurrentProcess.changeRoot(to: directory)
        }
        guard CurrentProcess.effectiveUserID == 0 else { return }
        if let user {
            try CurrentProcess.become(
                userID: user,
                groupID: group ?? CurrentProcess.effectiveGroupID
            )
        } else if let group {
            try CurrentProcess.become(groupID: group)
        }
    } catch {
        throw DiagnosticList([
            Diagnostic("cannot give up privileges: \(error)")
        ])
    }
}

private func number(
    of name: AccountName?,
    _ kind: String,
    _ lookup: (AccountName) -> UInt32?
) throws(DiagnosticList) -> UInt32? {
    guard let name else { return nil }
    guard let number = lookup(name) else {
        var text = ""
        if case .named(let word) = name { text = word }
        throw DiagnosticList([Diagnostic("there is no \(kind) '\(text)' on this machine")])
    }
    return number
}
