internal import Cryptography
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
        if let report = invocation.versionReport {
            print(report.text)
            return 0
        }
        if invocation.showsHelp {
            print(ProxyInvocation.help)
            return 0
        }
        if let condition = invocation.condition { return evaluate(condition, invocation) }
        if let classes = invocation.wordLists { return listWords(classes) }
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
            if invocation.tellsLoadedFiles { print(loadedFiles()) }
            if invocation.checksOnly {
                let warnings = try RunningProxy.check(configuration)
                if !invocation.isQuiet {
                    for warning in warnings { say(warning.rendered()) }
                }
                guard configuration.hasListeners else {
                    print(
                        "Configuration file has no error but will not start (no listener) "
                            + "=> exit(2)."
                    )
                    return 2
                }
                if !invocation.isQuiet { print("Configuration file is valid") }
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
        let reader = ProxyConfigurationReader(environment: environment(invocation))
        let result = try reader.read(files: invocation.files)
        var configuration = result.configuration
        if !invocation.isQuiet, !configuration.global.isQuiet || invocation.isVerbose {
            for warning in result.warnings { say(warning.rendered()) }
        }
        let failsOnWarnings = invocation.failsOnWarnings || configuration.global.failsOnWarnings
        if failsOnWarnings, result.warnings.contains(where: { $0.severity == .warning }) {
            throw DiagnosticList([
                Diagnostic(
                    "there are warnings, and with them nothing is started",
                    hint: "they are told above; '-dW' and 'zero-warning' ask for that"
                )
            ])
        }
        if let limit = invocation.maximumConnections {
            configuration.global.maximumConnections = limit
        }
        if let name = invocation.localPeer { configuration.global.localPeer = name }
        if let limit = invocation.maximumConnectionsOfProxy {
            for index in configuration.proxies.indices
            where configuration.proxies[index].maximumConnections == nil {
                configuration.proxies[index].maximumConnections = limit
            }
        }
        return configuration
    }

    /// What a configuration is read with: this machine, and what the command line says of the program.
    private static func environment(_ invocation: ProxyInvocation) -> ConfigurationEnvironment {
        var environment = ConfigurationEnvironment.machine
        environment.facts = ProgramFacts(
            tlsLibrary: CryptographyLibrary.name,
            tellsRemarks: invocation.tellsRemarks
        )
        environment.facts.trustsServers = invocation.trustsServers
        environment.facts.toleratesUnknownNames = invocation.toleratesUnknownNames
        let variables = variables(invocation)
        environment.variable = { name in variables[name] ?? Environment[name] }
        return environment
    }

    private static func variables(_ invocation: ProxyInvocation) -> [String: String] {
        var variables = ["HAPROXY_CFGFILES": invocation.files.joined(separator: ";")]
        variables["HAPROXY_LOCALPEER"] = invocation.localPeer ?? machineName()
        if invocation.isMasterWorker { variables["HAPROXY_MWORKER"] = "1" }
        return variables
    }

    /// `-cc`: 0 when the condition holds, 1 when it does not, 2 when it is none.
    private static func evaluate(_ condition: String, _ invocation: ProxyInvocation) -> Int32 {
        do throws(Diagnostic) {
            return try environment(invocation).holds(condition: condition) ? 0 : 1
        } catch {
            say(error.rendered())
            return 2
        }
    }

    /// `-dK`: lists words of the language.
    private static func listWords(_ classes: String) -> Int32 {
        let wanted = classes.split(separator: ",").map(String.init)
        let known = LanguageWords.classes.map(\.name)
        if wanted.isEmpty || wanted.contains("help") {
            print("classes of words: all, " + known.joined(separator: ", "))
            return 0
        }
        for name in wanted where name != "all" && !known.contains(name) {
            say(Diagnostic.unknown("class of words", name, among: known, at: nil).rendered())
            return 1
        }
        for group in LanguageWords.classes
        where wanted.contains(group.name) || wanted.contains("all") {
            print("# \(group.title)")
            for word in group.words { print("\t\(word)") }
        }
        return 0
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

    /// `-dL`: the files that the kernel has mapped for this process, each on a line.
    private static func loadedFiles() -> String {
        let maps = (try? FileSystem.readText("/proc/self/maps")) ?? ""
        let paths = maps.split(separator: "\n").compactMap { line in
            line.firstIndex(of: "/").map { String(line[$0...]) }
        }
        return Set(paths).sorted().joined(separator: "\n")
    }

    /// Tells the operator something on standard error.
    static func say(_ text: String) {
        try? FileDescriptor.standardError.writeAll(text + "\n")
    }
}
