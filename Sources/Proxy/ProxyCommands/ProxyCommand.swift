internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration

/// The program switchyard-proxy.
public enum ProxyCommand {
    /// Does what the program's command line asks for, and ends the process.
    public static func main() -> Never {
        CurrentProcess.exit(run(CommandLine.arguments))
    }

    /// Does what the command line asks for; returns the status to exit with.
    public static func run(_ arguments: [String]) -> Int32 {
        if arguments.dropFirst().first == "probe" {
            return ProbeCommand.run(Array(arguments.dropFirst(2)))
        }
        let invocation: ProxyInvocation
        do throws(Diagnostic) {
            invocation = try ProxyInvocation(Array(arguments.dropFirst()))
        } catch {
            say(error.rendered())
            say(ProxyInvocation.help)
            return 1
        }
        if invocation.versionDetail > 0 { return tellVersion(invocation.versionDetail) }
        if invocation.showsHelp {
            print(ProxyInvocation.help)
            return 0
        }
        guard !invocation.files.isEmpty else {
            say("error: no configuration file\n  hint: name one with '-f FILE'")
            say(ProxyInvocation.help)
            return 1
        }
        return run(invocation)
    }

    private static func run(_ invocation: ProxyInvocation) -> Int32 {
        do throws(DiagnosticList) {
            if let directory = invocation.directory { try enter(directory) }
            if invocation.isReload { return try ReloadCommand.run(invocation) }
            let configuration = try read(invocation)
            if invocation.checksOnly {
                try RunningProxy.check(configuration)
                guard configuration.hasListeners else {
                    print(
                        "Configuration file has no error but will not start (no listener) "
                            + "=> exit(2)."
                    )
                    return 2
                }
                print("Configuration file is valid")
                return 0
            }
            return try RunningProxy(invocation, configuration).run()
        } catch {
            say(error.description)
            return 1
        }
    }

    /// Reads the configuration files; warnings are told unless `-q`.
    static func read(
        _ invocation: ProxyInvocation
    ) throws(DiagnosticList) -> ProxyConfiguration {
        let result = try ProxyConfigurationReader().read(files: invocation.files)
        if !invocation.isQuiet {
            for warning in result.warnings { say(warning.rendered()) }
        }
        var configuration = result.configuration
        if let limit = invocation.maximumConnections {
            configuration.global.maximumConnections = limit
        }
        return configuration
    }

    private static func enter(_ directory: String) throws(DiagnosticList) {
        do throws(SystemError) {
            try CurrentProcess.changeDirectory(to: directory)
        } catch {
            throw DiagnosticList([
                Diagnostic("cannot change to directory '\(directory)': \(error.code)")
            ])
        }
    }

    private static func tellVersion(_ detail: Int) -> Int32 {
        print("switchyard-proxy version \(Release.version)")
        if detail > 1 {
            print("configuration language: the subset of HAProxy's in docs/proxy-keywords.md")
            print("poller: epoll; threads: one loop each; TLS: OpenSSL; regular expressions: PCRE2")
        }
        return 0
    }

    /// Tells the operator something on standard error.
    static func say(_ text: String) {
        try? FileDescriptor.standardError.writeAll(text + "\n")
    }
}
