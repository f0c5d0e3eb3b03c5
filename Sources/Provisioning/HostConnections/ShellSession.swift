internal import LinuxSystem

/// One long-lived `sh` on a target: many commands in one round trip, each with its own standard
/// output, error output and status, whatever bytes they hold.
///
/// Calls block, and are not made by two threads at once. After a failure the session is over.
final class ShellSession {
    /// Who the shell acts as.
    struct Identity: Hashable, Sendable {
        var userID: Int
        var userName: String
    }

    /// The longest wait in which a shell takes no byte of its input.
    static let writeTimeout = Duration.seconds(120)

    let target: String
    let marker: String
    private let streams: ProgramStreams
    private let arrival: Arrival
    private let feeds: [StreamFeed]
    private var readers: [FrameReader]
    private var nextNumber = 1
    private var isClosed = false

    /// Takes over the streams of a program that is, or becomes, ``ShellFraming/loop``.
    init(target: String, streams: ProgramStreams) throws(ConnectionFailure) {
        self.target = target
        self.streams = streams
        do throws(SystemError) {
            let random = try randomBytes(count: 16)
            marker = random.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            arrival = try Arrival()
            feeds = [
                try StreamFeed(streams.output, name: "sh-out", arrival: arrival),
                try StreamFeed(streams.errorOutput, name: "sh-err", arrival: arrival),
            ]
        } catch {
            streams.close()
            throw ConnectionFailure(target, .local(error.description))
        }
        readers = [FrameReader(marker: marker), FrameReader(marker: marker)]
    }

    deinit {
        close()
    }

    /// Whether no command can be run any more: it was closed, or ended by itself since the last.
    var isOver: Bool { isClosed || feeds.contains(where: \.isEnded) }

    /// Ends the shell.
    func close() {
        if isClosed { return }
        isClosed = true
        streams.close()
    }

    /// What the shell said outside of any command, as a refusal to start.
    var strayWords: String {
        let text = readers[1].strayText + "\n" + readers[0].strayText
        let lines = text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
        return lines.suffix(3).joined(separator: "; ")
    }

    /// What stands on the error output outside of any command.
    var strayErrorText: String { readers[1].strayText }

    /// Runs commands in order, all sent at once, and gives their results back in order.
    func run(_ commands: [FramedCommand]) throws(ConnectionFailure) -> [CommandResult] {
        if isClosed { throw ConnectionFailure(target, .closed) }
        let first = nextNumber
        nextNumber += commands.count
        do throws(ConnectionFailure) {
            try send(commands, from: first)
            return try answers(to: commands, from: first)
        } catch {
            close()
            throw error
        }
    }

    private func send(_ commands: [FramedCommand], from first: Int) throws(ConnectionFailure) {
        var lines: [UInt8] = []
        for (index, command) in commands.enumerated() {
            lines += command.line(number: first + index)
            if case .none = command.input { continue }
            try send(lines, inFlight: command)
            lines = []
            try command.withInputPieces { (piece) throws(ConnectionFailure) in
                try send(piece, inFlight: command)
            } failing: { why in
                ConnectionFailure(target, .lost(inFlight: command.summary, why: why))
            }
        }
        if let last = commands.last { try send(lines, inFlight: last) }
    }

    private func send(_ bytes: [UInt8], inFlight command: FramedCommand) throws(ConnectionFailure) {
        do throws(StreamFailure) {
            try write(bytes)
        } catch {
            // The shell's own end says more than a write that failed for it.
            let end = ending(after: .milliseconds(500)) ?? error.reason
            throw ConnectionFailure(target, .lost(inFlight: command.summary, why: end))
        }
    }

    /// Writes bytes to the shell's input.
    func write(_ bytes: [UInt8]) throws(StreamFailure) {
        if bytes.isEmpty { return }
        try streams.input.writeAll(bytes, timeout: Self.writeTimeout)
    }

    private func answers(
        to commands: [FramedCommand],
        from first: Int
    ) throws(ConnectionFailure) -> [CommandResult] {
        var outputs: [FrameReader.Frame] = []
        var errors: [FrameReader.Frame] = []
        let deadline = deadline(for: commands)
        while true {
            let end = receive()
            while let frame = readers[0].next() { outputs.append(frame) }
            while let frame = readers[1].next() {
                // The loop's own start may still be on its way on this stream.
                if frame.number >= first { errors.append(frame) }
            }
            let done = min(outputs.count, errors.count)
            if done >= commands.count { break }
            if let why = end ?? tooMuch {
                throw ConnectionFailure(target, .lost(inFlight: commands[done].summary, why: why))
            }
            if !arrival.wait(deadline.map { max(.zero, $0 - MonotonicClock.now) }) {
                let why = "no answer in time"
                throw ConnectionFailure(target, .lost(inFlight: commands[done].summary, why: why))
            }
        }
        return commands.indices.map { index in
            commands[index].result(output: outputs[index], error: errors[index])
        }
    }

    private var tooMuch: String? {
        guard readers.contains(where: { $0.pendingByteCount > StreamFeed.limit }) else {
            return nil
        }
        return "its output is above \(StreamFeed.limit >> 20) MiB"
    }

    /// When the whole must be over: only if each command has a time of its own.
    private func deadline(for commands: [FramedCommand]) -> MonotonicInstant? {
        var total = Duration.seconds(20)
        for command in commands {
            guard let timeout = command.command.timeout else { return nil }
            total += timeout + .seconds(6)
        }
        return MonotonicClock.now + total
    }

    /// Moves what arrived to the readers; why nothing more comes, when both streams are done.
    private func receive() -> String? {
        var ends: [String] = []
        for index in 0..<2 {
            let (bytes, end) = feeds[index].take()
            readers[index].push(bytes)
            if let end { ends.append(end) }
        }
        return ends.count == 2 ? ends[0] : nil
    }

    private func ending(after patience: Duration) -> String? {
        let deadline = MonotonicClock.now + patience
        while true {
            if let end = receive() { return end }
            let left = deadline - MonotonicClock.now
            if left <= .zero || !arrival.wait(left) { return nil }
        }
    }

    /// The frame of the loop's start, when it is there.
    func startFrame() -> Identity? {
        guard let frame = readers[0].next() else { return nil }
        let lines = String(decoding: frame.body, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        return Identity(
            userID: lines.first.flatMap { Int($0) } ?? -1,
            userName: lines.count > 1 ? String(lines[1]) : ""
        )
    }

    /// What one wait for the streams came to.
    enum Turn {
        case moved
        case timedOut
        case ended(String)
    }

    /// Waits until something arrives, and gives it to the readers.
    func turn(until deadline: MonotonicInstant) -> Turn {
        let left = deadline - MonotonicClock.now
        if left <= .zero || !arrival.wait(left) { return .timedOut }
        return receive().map { .ended($0) } ?? .moved
    }
}
