/// What a program wrote and how it ended.
public struct CollectedOutput: Sendable {
    /// How it ended.
    public var ending: ProcessEnding
    /// What it wrote.
    public var output: [UInt8]
    /// What it wrote as errors.
    public var error: [UInt8]

    /// The output as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// The errors as text.
    public var errorText: String { String(decoding: error, as: UTF8.self) }
}

extension Subprocess {
    /// Runs a program to its end, gives it the input and collects what it writes.
    ///
    /// When the time is over it is killed and the error is `timed out`.
    public static func run(
        _ arguments: [String],
        environment: [String: String]? = nil,
        input: [UInt8] = [],
        directory: String? = nil,
        timeout: Duration? = nil
    ) throws(SystemError) -> CollectedOutput {
        let child = try start(
            arguments,
            environment: environment,
            input: .pipe,
            output: .pipe,
            error: .pipe,
            directory: directory
        )
        var transfer = PipeTransfer(child: child, input: input)
        do throws(SystemError) {
            try transfer.run(until: timeout.map { MonotonicClock.now + $0 })
        } catch {
            try? Signal.kill.send(to: child.id)
            _ = try? child.wait()
            throw SystemError(error.code, call: error.call, subject: arguments.first ?? "")
        }
        return CollectedOutput(
            ending: try child.wait(),
            output: transfer.output,
            error: transfer.error
        )
    }
}

/// Moves bytes to and from a child until it has closed its outputs.
private struct PipeTransfer {
    var input: ArraySlice<UInt8>
    var output: [UInt8] = []
    var error: [UInt8] = []
    private var open: [FileDescriptor?]

    init(child: Subprocess, input: [UInt8]) {
        self.input = input[...]
        open = [child.standardInput, child.standardOutput, child.standardError]
        try? child.standardInput?.setNonblocking(true)
    }

    mutating func run(until deadline: MonotonicInstant?) throws(SystemError) {
        defer { for descriptor in open { descriptor?.close() } }
        closeInputIfDone()
        while open[1] != nil || open[2] != nil {
            var entries = open.enumerated().compactMap { index, descriptor in
                descriptor.map { PollEntry($0, index == 0 ? .writable : .readable) }
            }
            let left = deadline.map { $0 - MonotonicClock.now }
            if let left, left <= .zero { throw SystemError(.timedOut, call: "run") }
            try poll(&entries, timeout: left)
            for entry in entries where !entry.ready.isEmpty {
                guard let index = open.firstIndex(of: entry.descriptor) else { continue }
                if index == 0 { feed(entry.descriptor) } else { try collect(index) }
            }
        }
    }

    private mutating func feed(_ descriptor: FileDescriptor) {
        do throws(SystemError) {
            let chunk = Array(input.prefix(65_536))
            var written = 0
            var failure: SystemError?
            chunk.withUnsafeBytes { bytes in
                do throws(SystemError) {
                    written = try descriptor.write(bytes)
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            input = input.dropFirst(written)
        } catch {
            // A child that does not want its input is no failure; the rest is not written.
            if error.code != .wouldBlock { input = [] }
        }
        closeInputIfDone()
    }

    private mutating func closeInputIfDone() {
        guard input.isEmpty, let descriptor = open[0] else { return }
        descriptor.close()
        open[0] = nil
    }

    private mutating func collect(_ index: Int) throws(SystemError) {
        guard let descriptor = open[index] else { return }
        let bytes = try descriptor.read(upTo: 65_536)
        if bytes.isEmpty {
            descriptor.close()
            open[index] = nil
        } else if index == 1 {
            output += bytes
        } else {
            error += bytes
        }
    }
}
