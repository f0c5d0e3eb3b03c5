internal import HostConnections

/// Why no Incus socket of a host could be connected.
enum IncusSockets {
    private static let looking: ShellScript = """
        for path in "$@"; do
          if [ -S "$path" ] && ! [ -w "$path" ]; then echo "$path"; id -un; exit 0; fi
        done
        for path in "$@"; do
          if [ -S "$path" ]; then echo "$path"; exit 0; fi
        done
        exit 1
        """

    /// Tells a socket that the user may not use from one that nobody listens on, and from a daemon
    /// that is not there; nil when the host can't be asked.
    static func problem(
        among paths: [String],
        of host: String,
        seenBy connection: any TargetConnection
    ) -> ConnectionFailure.Reason? {
        guard let result = try? connection.run(.script(looking, paths)) else { return nil }
        return reason(result, paths: paths, host: host)
    }

    /// The same over a transport, by a shell of its own.
    static func problem(
        among paths: [String],
        of host: String,
        seenBy transport: some TargetTransport
    ) -> ConnectionFailure.Reason? {
        let words = ["sh", "-c", looking.text, "sh"] + paths
        guard let program = try? transport.start(words) else { return nil }
        defer { program.close() }
        var output: [UInt8] = []
        while let bytes = try? program.output.read(upTo: 4096, timeout: .seconds(10)),
            !bytes.isEmpty
        {
            output += bytes
        }
        let status: Int32 = output.isEmpty ? 1 : 0
        return reason(CommandResult(exitStatus: status, output: output), paths: paths, host: host)
    }

    static func reason(
        _ result: CommandResult,
        paths: [String],
        host: String
    ) -> ConnectionFailure.Reason {
        let lines = result.text.split(separator: "\n").map(String.init)
        guard result.isSuccess, let path = lines.first else {
            return .incusMissing(host: host, paths: paths)
        }
        if lines.count == 2 { return .socketForbidden(path: path, user: lines[1]) }
        return .incusSilent(host: host, path: path)
    }
}
