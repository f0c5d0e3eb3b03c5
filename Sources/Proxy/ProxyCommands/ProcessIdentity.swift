internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane

/// What a running proxy was made of, to be held against what would be started now.
enum ProcessIdentity {
    /// Where a unit puts a text that stands for its own settings: with another text a reload makes a
    /// new process, which runs under those.
    static let unitVariable = "SWITCHYARD_PROXY_UNIT"

    /// The program's file, the options that it runs with, what only a start can take of the
    /// configuration, and the unit, as one line.
    static func text(
        of invocation: ProxyInvocation,
        _ configuration: ProxyConfiguration
    ) -> String {
        let program = FileStatus.of("/proc/self/exe")
        let file = program.map { "\($0.device):\($0.inode):\($0.modified.seconds)" } ?? "unknown"
        let options = [
            invocation.files.joined(separator: " "),
            invocation.directory ?? "",
            invocation.pidFile ?? "",
            invocation.maximumConnections.map(String.init) ?? "",
            invocation.processSocket.map { "\($0.address.described) \($0.level) \($0.file)" } ?? "",
            Environment[unitVariable] ?? "",
        ]
        let settings = startSettings(of: configuration.global).map(\.value)
        return "\(file) \(options) \(settings)"
    }

    /// What `show process` answers, with an identity taken at the start.
    static func description(_ identity: String) -> String {
        """
        pid: \(CurrentProcess.id)
        version: \(Release.version)
        identity: \(identity)

        """
    }
}
