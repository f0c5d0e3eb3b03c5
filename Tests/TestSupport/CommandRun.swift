import Foundation

/// A command that ran to its end.
public struct CommandRun: Sendable {
    /// Its exit status.
    public let status: Int32
    /// What it wrote to standard output and standard error, in order.
    public let output: String

    /// Runs a command and waits for it.
    ///
    /// - Parameters:
    ///   - words: the program, by path or name, and its arguments.
    ///   - environment: variables beside those of the tests.
    ///   - directory: where it runs; the package's folder if nil.
    /// - Returns: what it printed and how it ended.
    /// - Throws: when the program cannot be started.
    public static func of(
        _ words: [String],
        environment: [String: String] = [:],
        directory: String? = nil
    ) throws -> CommandRun {
        let running = try RunningCommand(words, environment: environment, directory: directory)
        return running.wait()
    }

    /// The output's lines.
    public var lines: [String] { output.components(separatedBy: "\n") }
}

/// A command that is running.
public final class RunningCommand: @unchecked Sendable {
    private let process = Process()
    private let log: URL

    /// Starts a command; its output goes to a file until it ends.
    public init(
        _ words: [String],
        environment: [String: String] = [:],
        directory: String? = nil
    ) throws {
        log = FileManager.default.temporaryDirectory
            .appending(path: "switchyard-test-\(UUID().uuidString)")
        try Data().write(to: log)
        let output = try FileHandle(forWritingTo: log)
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(filePath: directory ?? Package.folder)
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    /// The output so far.
    public var output: String {
        let bytes = (try? Data(contentsOf: log)) ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Its process number.
    public var identifier: Int32 { process.processIdentifier }

    /// Sends a signal.
    public func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for its end.
    @discardableResult
    public func wait() -> CommandRun {
        process.waitUntilExit()
        defer { try? FileManager.default.removeItem(at: log) }
        return CommandRun(status: process.terminationStatus, output: output)
    }
}

/// Where the package and what was built of it are.
public enum Package {
    /// The package's folder.
    public static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path(percentEncoded: false).trimmingSuffix("/")

    /// The release binary of that name, as `make build` leaves it.
    public static func binary(_ name: String) -> String { "\(folder)/.build/release/\(name)" }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
