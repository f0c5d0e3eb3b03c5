internal import LinuxSystem
internal import ProxyConfiguration

/// SIGUSR2 with `-W`: what a reload in place cannot take, a new process does, as with HAProxy's master.
///
/// It is `switchyard-proxy reload` with the words of this process's start, which needs the socket of
/// `-S` to have a path.
enum Succession {
    /// The command that replaces a process of this identity; nil when a reload in place will do.
    ///
    /// What cannot be read is left to the reload in place, which says so.
    static func command(_ invocation: ProxyInvocation, _ identity: String) -> [String]? {
        guard invocation.isMasterWorker, case .unix = invocation.processSocket?.address,
            let program = try? FileSystem.linkTarget(of: "/proc/self/exe")
        else { return nil }
        // A program that was replaced shows so in its link.
        let mark = " (deleted)"
        let isReplaced = program.hasSuffix(mark)
        let path = isReplaced ? String(program.dropLast(mark.count)) : program
        guard isReplaced || asksForStart(invocation, identity) else { return nil }
        return [path, "reload"] + invocation.words
    }

    /// Whether the configuration on disk says what only a start can take.
    private static func asksForStart(_ invocation: ProxyInvocation, _ identity: String) -> Bool {
        var quiet = invocation
        quiet.isQuiet = true
        guard let configuration = try? ProxyCommand.read(quiet) else { return false }
        return ProcessIdentity.text(of: invocation, configuration) != identity
    }

    /// Starts it; its end is awaited beside.
    static func start(
        _ command: [String],
        _ notification: ServiceNotification
    ) throws(SystemError) {
        let environment = Environment.all.merging(notification.environment) { $1 }
        let process = try Subprocess.start(command, environment: environment)
        try Thread.start(name: "successor") { _ = try? process.wait() }.detach()
    }
}
