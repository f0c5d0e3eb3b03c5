public import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
public import ProxyDataPlane

/// `server-state-file`: what `show servers state` said before the process ended, so that a start knows who
/// was drained, in maintenance or down.
///
/// What cannot be read is warned about and changes nothing: a start does not depend on it.
public struct ServerStateFile {
    private let runtime: ProxyRuntime
    private var warnings: [Diagnostic] = []

    /// Reads the files that the configuration names and gives the servers their states; what there is to be
    /// warned about.
    public static func restore(_ runtime: ProxyRuntime) -> [Diagnostic] {
        var file = ServerStateFile(runtime: runtime)
        file.restore()
        return file.warnings
    }

    private init(runtime: ProxyRuntime) {
        self.runtime = runtime
    }

    private mutating func restore() {
        let generation = runtime.generation
        let global = generation.configuration.global
        let backends = generation.backends
        if let name = global.serverStateFile,
            backends.contains(where: { $0.settings.serverStateSource == .global })
        {
            let lines = read(path(name, global), "config: Can't open global server state file")
            for line in lines {
                apply(line, to: backends.filter { $0.settings.serverStateSource == .global })
            }
        }
        for backend in backends where backend.settings.serverStateSource == .local {
            let name = backend.settings.serverStateFile ?? backend.name
            let title = "Proxy '\(backend.name)': Can't open server state file"
            for line in read(path(name, global), title) { apply(line, to: [backend]) }
        }
    }

    private func path(_ name: String, _ global: GlobalSettings) -> String {
        guard !name.hasPrefix("/"), let base = global.serverStateDirectory else { return name }
        return base.hasSuffix("/") ? base + name : "\(base)/\(name)"
    }

    /// The lines of a file of version 1, each as its words.
    private mutating func read(_ path: String, _ title: String) -> [[String]] {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try FileSystem.read(path)
        } catch {
            // Before the first stop there is none.
            warn("\(title) '\(path)': \(error.code)", isNote: error.code == .notFound)
            return []
        }
        let text = String(decoding: bytes, as: UTF8.self)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true)
        guard let version = lines.first else { return [] }
        lines.removeFirst()
        guard version.drop(while: { $0 == " " }).first == "1" else {
            warn("\(title) '\(path)': its version is not 1")
            return []
        }
        return lines.filter { !$0.hasPrefix("#") }.map { line in
            line.split { $0 == " " || $0 == "\t" || $0 == "\r" }.map(String.init)
        }
    }

    private mutating func warn(_ message: String, isNote: Bool = false) {
        warnings.append(Diagnostic(message, at: nil, severity: isNote ? .note : .warning))
    }

    /// Gives the server of a line its state; a backend is found by its name or its number, as HAProxy does.
    private mutating func apply(_ words: [String], to backends: [BackendRuntime]) {
        guard words.count > 14 else { return warn("a line of the server state file is too short") }
        guard let backend = backends.first(where: { $0.name == words[1] }) else { return }
        let server =
            backend.server(named: words[3])
            ?? backend.servers.first { "\($0.settings.id)" == words[2] }
        guard let server else {
            return warn(
                "Proxy '\(backend.name)': can't find server '\(words[3])' in backend "
                    + "'\(backend.name)'"
            )
        }
        guard let state = SavedServerState(words) else {
            return warn(
                "server-state application failed for server '\(backend.name)/\(words[3])'"
            )
        }
        runtime.restore(state, of: server, in: backend)
    }
}

extension SavedServerState {
    /// The state of a line; nil when a number is none that it can be.
    fileprivate init?(_ words: [String]) {
        self.init()
        guard let operation = Int(words[5]).flatMap(Operation.init(rawValue:)),
            let admin = Int(words[6]), (0...0x7F).contains(admin),
            let weight = Int(words[7]), (0...256).contains(weight),
            let initialWeight = Int(words[8]), (0...256).contains(initialWeight),
            let seconds = Int(words[9]), (0...Int(Int32.max)).contains(seconds),
            let status = Int(words[10]), let health = Int(words[12]),
            (0...Int(Int32.max)).contains(health),
            let checkState = Int(words[13]), let agentState = Int(words[14])
        else { return nil }
        self.operation = operation
        isInMaintenance = admin & 1 != 0
        wasDisabled = admin & 4 != 0
        isDraining = admin & 8 != 0
        self.weight = weight
        self.initialWeight = initialWeight
        self.seconds = seconds
        checkStatus = ServerStates.word(ofStatus: status)
        checkHealth = health
        areChecksStopped = checkState & 6 == 2
        isAgentStopped = agentState & 6 == 2
    }
}
