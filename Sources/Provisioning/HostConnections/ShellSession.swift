import LinuxSystem
import Synchronization

/// The three streams of a program that runs on a target.
public struct ProgramStreams: Sendable {
    /// What is written here the program reads.
    public let input: any ByteStream
    /// What the program writes on standard output.
    public let output: any ByteStream
    /// What the program writes on standard error.
    public let errorOutput: any ByteStream
    /// Ends the program.
    public let close: @Sendable () -> Void

    /// Puts the streams of a program together.
    public init(
        input: any ByteStream,
        output: any ByteStream,
        errorOutput: any ByteStream,
        close: @escaping @Sendable () -> Void
    ) {
        self.input = input
        self.output = output
        self.errorOutput = errorOutput
        self.close = close
    }
}

/// One long-lived `sh` on a target that runs framed commands.
///
/// Several commands of one call travel in one round trip. Not for several threads at once: the
/// connection that owns it lets one call in at a time.
final class ShellSession: Sendable {
    private let target: String
    private let streams: ProgramStreams
    private let output: ArrivingBytes
    private let errors: ArrivingBytes

    /// Takes a program that was started with ``words`` and waits for its greeting.
    init(
        target: String,
        streams: ProgramStreams,
        become: Become? = nil,
        timeout: Duration
    ) throws(ConnectionFailure) {
        self.target = target
        self.streams = streams
        do throws(SystemError) {
            output = try ArrivingBytes(of: streams.output, name: "sh-out")
            errors = try ArrivingBytes(of: streams.errorOutput, name: "sh-err")
        } catch {
            streams.close()
            throw ConnectionFailure(target, .local(error.description))
        }
        do throws(ConnectionFailure) {
            try greet(become, until: MonotonicClock.now + timeout, timeout: timeout)
        } catch {
            streams.close()
            throw error
        }
    }

    /// The words that start a session's program.
    static func words(for become: Become?) -> [String] {
        guard let become else { return ShellBootstrap.words }
        let asking = become.password == nil ? ["-n"] : ["-S", "-p", SudoDialogue.prompt]
        return ["sudo", "-H"] + asking + ["-u", become.user, "--"] + ShellBootstrap.words
    }

    private func greet(
        _ become: Become?,
        until deadline: MonotonicInstant,
        timeout: Duration
    ) throws(ConnectionFailure) {
        if let become, become.password != nil {
            try SudoDialogue(target: target, become: become).answer(
                output: output,
                errors: errors,
                input: streams.input,
                until: deadline
            )
        }
        let greeting = Array("\(ShellBootstrap.greeting)\n".utf8)
        do throws(StreamFailure) {
            _ = try output.wait(until: deadline) { $0.takeUpTo(greeting) }
        } catch {
            if case .timedOut = error {
                throw ConnectionFailure(target, .timedOut(during: "starting sh", after: timeout))
            }
            let words = String(decoding: errors.settled(), as: UTF8.self)
            if let become {
                let failure = SudoDialogue(target: target, become: become).failure(saying: words)
                throw ConnectionFailure(target, .become(failure))
            }
            throw ConnectionFailure(target, .shellUnusable(why: words.isEmpty ? "\(error)" : words))
        }
    }

    /// Runs commands in order; each is answered.
    func run(_ commands: [ShellCommand]) throws(ConnectionFailure) -> [CommandResult] {
        let marks = commands.map { _ in randomName(count: 26) }
        var frames: [UInt8] = []
        for (command, mark) in zip(commands, marks) {
            let text = Array(command.shellText.utf8)
            let input = command.input.map { String($0.count) } ?? "-"
            frames += Array("\(mark) \(text.count) \(input)\n".utf8)
            frames += text
            frames += command.input ?? []
        }
        let writing = try send(frames, inFlight: commands.first?.inFlightText ?? "nothing")
        var results: [CommandResult] = []
        for (command, mark) in zip(commands, marks) {
            do throws(StreamFailure) {
                results.append(try result(of: command, mark: mark))
            } catch {
                streams.close()
                let why = errors.pending.isEmpty ? "\(error)" : errors.lastLine
                throw ConnectionFailure(
                    target,
                    .lost(inFlight: command.inFlightText, why: why)
                )
            }
        }
        writing?.join()
        return results
    }

    /// Sends frames; many bytes by a thread of their own, so that answers are read meanwhile.
    private func send(
        _ frames: [UInt8],
        inFlight: String
    ) throws(ConnectionFailure) -> Thread? {
        if frames.count > 16_384 {
            let input = streams.input
            let thread = try? Thread.start(name: "sh-in") {
                try? input.writeAll(frames, timeout: .seconds(120))
            }
            if let thread { return thread }
        }
        do throws(StreamFailure) {
            try streams.input.writeAll(frames, timeout: .seconds(120))
        } catch {
            throw ConnectionFailure(target, .lost(inFlight: inFlight, why: "\(error)"))
        }
        return nil
    }

    private func result(
        of command: ShellCommand,
        mark: String
    ) throws(StreamFailure) -> CommandResult {
        let start = Array("\n\(mark) ".utf8)
        let written = try output.wait(until: nil) { $0.takeUpTo(start) }
        let status = try output.wait(until: nil) { $0.takeUpTo([0x0A]) }
        let errorMark = Array("\n\(mark)\n".utf8)
        let errorOutput = try errors.wait(until: nil) { $0.takeUpTo(errorMark) }
        let number = Int32(String(decoding: status, as: UTF8.self)) ?? -1
        return CommandResult(
            exitStatus: number,
            output: written,
            errorOutput: errorOutput,
            isTimedOut: command.timeout != nil && number == 124
        )
    }

    /// Ends the shell.
    func close() {
        streams.close()
    }
}

extension ArrivingBytes {
    /// What arrives within a moment after the other stream ended.
    func settled() -> [UInt8] {
        _ = try? wait(until: MonotonicClock.now + .milliseconds(500)) { _ in Optional<Int>.none }
        return pending
    }

    /// The last line that arrived.
    var lastLine: String {
        String(decoding: pending, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? ""
    }
}
