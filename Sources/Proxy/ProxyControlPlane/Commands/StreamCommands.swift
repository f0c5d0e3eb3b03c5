internal import LinuxSystem
internal import ProxyConfiguration
internal import ProxyDataPlane
internal import Synchronization

/// `show sess` and `shutdown session`: the streams that run.
enum StreamCommands {
    static let all: [ControlCommand] = [
        ControlCommand(
            "show sess",
            usage: "show sess [<id>|all]",
            "report the list of current streams",
            level: .operator,
            machine: { call in
                StreamsAnswer(call.runtime) { list(call.argument(0), $0) }
            }
        ),
        ControlCommand(
            "shutdown session",
            usage: "shutdown session [id]",
            "kill a specific session",
            level: .admin,
            machine: { call in
                guard let word = call.argument(0), word.hasPrefix("0x") else {
                    return WholeAnswer("Session pointer expected (use 'show sess').\n")
                }
                return StreamsAnswer(call.runtime) { streams in
                    guard let stream = streams.first(where: { identifier(of: $0) == word }) else {
                        return WholeAnswer("No such session (use 'show sess').\n")
                    }
                    call.runtime.shutDown(stream.identity)
                    return AnswerAfterWorkers(call.runtime, "")
                }
            }
        ),
    ]

    private static func list(_ word: String?, _ streams: [StreamReport]) -> any CommandMachine {
        guard let word, word != "all" else {
            return AnswerParts(streams.count) { line(of: streams[$0]) }
        }
        guard let stream = streams.first(where: { identifier(of: $0) == word }) else {
            return WholeAnswer("Session not found.\n")
        }
        return WholeAnswer(line(of: stream))
    }

    /// What names a stream, as HAProxy's pointers do.
    static func identifier(of stream: StreamReport) -> String {
        "0x" + String(stream.identity.number, radix: 16)
    }

    /// A stream in the words of HAProxy's line; what has no meaning here is left out.
    static func line(of stream: StreamReport) -> String {
        let (requestFlags, requestWork) = requestState(of: stream)
        let family =
            switch stream.client {
            case .v4: "tcpv4"
            case .v6: "tcpv6"
            case .unix: "unix_stream"
            }
        let patience = stream.patience.map { time($0) } ?? ""
        return "\(identifier(of: stream)): proto=\(family) "
            + "src=\(stream.client.host):\(stream.client.port.map { "\($0)" } ?? "0") "
            + "fe=\(stream.frontend) be=\(stream.backend ?? "<NONE>") "
            + "srv=\(stream.server ?? "<none>") age=\(time(stream.age)) "
            + "rq[f=\(requestFlags)h,i=\(stream.waitingFromClient),an=\(requestWork)h] "
            + "rp[f=80000000h,i=\(stream.waitingForClient),an=\(responseWork(of: stream))h] "
            + "exp=\(patience)\n"
    }

    /// HAProxy's flags of a request (whether its end was reached) and what is still done with it.
    private static func requestState(of stream: StreamReport) -> (flags: String, work: String) {
        let flags = stream.hasWholeRequest ? "40000000" : "000000"
        switch stream.progress {
        case .connecting, .asking, .answering: return (flags, "8000")
        case .tunneling: return ("000000", "00")
        }
    }

    /// What HAProxy still has to do with the response of such a stream: to wait for its head, to
    /// pass its body, or nothing.
    private static func responseWork(of stream: StreamReport) -> String {
        switch stream.progress {
        case .connecting, .asking: "1400000"
        case .answering: "4000000"
        case .tunneling: "00"
        }
    }

    /// A time as HAProxy writes it for people, in two units that are not zero: `3s`, `1m5s`, `2h`.
    static func time(_ milliseconds: Int64) -> String {
        var seconds = milliseconds / 1000
        var parts: [String] = []
        for (size, letter) in [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")]
            as [(Int64, String)]
        {
            if seconds >= size, parts.count < 2 { parts.append("\(seconds / size)\(letter)") }
            seconds %= size
        }
        return parts.isEmpty ? "0s" : parts.joined()
    }
}

/// An answer that needs to know the streams that run.
private struct StreamsAnswer: CommandMachine {
    private let runtime: ProxyRuntime
    private let answer: ([StreamReport]) -> any CommandMachine
    private let found = FoundStreams()
    private var hasAsked = false
    private var rest: (any CommandMachine)?

    init(_ runtime: ProxyRuntime, _ answer: @escaping ([StreamReport]) -> any CommandMachine) {
        self.runtime = runtime
        self.answer = answer
    }

    mutating func next() -> CommandStep {
        if !hasAsked {
            hasAsked = true
            return .wait(
                CommandWait { [runtime, found] loop, resume in
                    runtime.listStreams(on: loop) { streams in
                        found.streams.withLock { $0 = streams }
                        resume()
                    }
                }
            )
        }
        var rest = self.rest ?? answer(found.streams.withLock { $0 })
        let step = rest.next()
        self.rest = rest
        return step
    }
}

private final class FoundStreams: Sendable {
    let streams = Mutex<[StreamReport]>([])
}
