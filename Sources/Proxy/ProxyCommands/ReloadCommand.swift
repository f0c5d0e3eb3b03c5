internal import Diagnostics
internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyControlPlane

/// `switchyard-proxy reload`: has the configuration on disk put in force, and waits for the outcome.
enum ReloadCommand {
    /// Asks the running proxy, or takes its place; returns the status to exit with.
    static func run(_ invocation: ProxyInvocation) throws(DiagnosticList) -> Int32 {
        guard let socket = invocation.processSocket else {
            throw problem("'reload' has no socket to ask", hint: "name the one of '-S'")
        }
        guard case .unix(path: let path) = socket.address else {
            throw problem(
                "'reload' asks over a socket with a path, not over '\(socket.address.described)'",
                hint: "'-S /run/...' at the proxy and here"
            )
        }
        let running = try ask("show process", path)
        guard let process = field("pid", of: running).flatMap({ Int32($0) }) else {
            throw problem("the proxy behind '\(path)' does not say what it is")
        }
        // What cannot be read the running proxy reads as well: it refuses it, and knows of it then.
        guard let configuration = try? ProxyCommand.read(invocation),
            field("identity", of: running) != ProcessIdentity.text(of: invocation, configuration)
        else { return try report(ask("reload", path), path) }
        var successor = invocation
        successor.predecessorSocket = path
        successor.processesToFinish = [process]
        successor.processesToStop = []
        successor.runsInBackground = true
        successor.staysInForeground = false
        successor.keepsOutput = true
        return try RunningProxy(successor, configuration).run()
    }

    private static func report(_ answer: String, _ path: String) throws(DiagnosticList) -> Int32 {
        guard let outcome = ReloadOutcome(answer: answer) else {
            throw problem("the proxy behind '\(path)' ended before it had reloaded")
        }
        ProxyCommand.say(outcome.text)
        return outcome.isSuccess ? 0 : 1
    }

    /// Sends a command and reads the answer to its end, however long the proxy takes.
    private static func ask(
        _ command: String,
        _ path: String
    ) throws(DiagnosticList) -> String {
        do throws(SystemError) {
            let address = SocketAddress.unix(path)
            let socket = try FileDescriptor.streamSocket(for: address, nonblocking: false)
            defer { socket.close() }
            _ = try socket.connect(to: address)
            try socket.writeAll(command + "\n")
            return String(decoding: try socket.readToEnd(), as: UTF8.self)
        } catch {
            throw problem(
                "no proxy answers on '\(path)': \(error.code)",
                hint: "it listens there when it is started with '-S \(path)'"
            )
        }
    }

    private static func field(_ name: String, of answer: String) -> String? {
        answer.split(separator: "\n").first { $0.hasPrefix("\(name): ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    private static func problem(_ message: String, hint: String? = nil) -> DiagnosticList {
        DiagnosticList([Diagnostic(message, hint: hint)])
    }
}
