import Foundation
import LinuxSystem

/// An sshd on loopback with keys and a configuration of its own.
public final class LoopbackServer {
    /// Where its files are; `client` is a key that it knows.
    public let directory: String
    /// The port.
    public let port: UInt16
    private let process: Subprocess

    /// Starts one whose files lie below a directory.
    public init(below parent: String, name: String = "sshd", extra: [String] = []) throws {
        directory = "\(parent)/\(name)"
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        try FileManager.default.createDirectory(
            atPath: "/run/sshd",
            withIntermediateDirectories: true
        )
        port = try Self.freePort()
        for key in ["host", "client"] {
            _ = try CommandRun.of(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(directory)/\(key)"]
            )
        }
        try Data(contentsOf: URL(filePath: "\(directory)/client.pub"))
            .write(to: URL(filePath: "\(directory)/authorized"))
        let lines = [
            "Port \(port)", "ListenAddress 127.0.0.1", "HostKey \(directory)/host",
            "AuthorizedKeysFile \(directory)/authorized", "UsePAM no", "StrictModes no",
            "PermitRootLogin yes", "PasswordAuthentication yes", "PidFile none",
            "AllowStreamLocalForwarding yes", "MaxStartups 100",
        ]
        try (lines + extra).joined(separator: "\n").appending("\n")
            .write(toFile: "\(directory)/config", atomically: true, encoding: .utf8)
        Signal.brokenPipe.ignore()
        // Foundation's launcher takes a program that closes its inherited descriptors for ended.
        process = try Subprocess.start(
            ["/usr/sbin/sshd", "-D", "-f", "\(directory)/config", "-E", "\(directory)/log"]
        )
        try waitUntilItListens()
    }

    private func waitUntilItListens() throws {
        for _ in 0..<200 {
            let socket = try FileDescriptor.streamSocket(
                for: .loopback(port: port),
                nonblocking: false
            )
            defer { socket.close() }
            if (try? socket.connect(to: .loopback(port: port))) == .connected { return }
            MonotonicClock.sleep(for: .milliseconds(20))
        }
    }

    deinit {
        try? process.send(.kill)
        _ = try? process.wait()
    }

    /// A port where nothing listens.
    public static func freePort() throws -> UInt16 {
        let socket = try FileDescriptor.listening(on: .loopback(port: 0))
        defer { socket.close() }
        return socket.localAddress()?.port ?? 0
    }

    /// The file in which the host's key is on record.
    public var knownHosts: String { "\(directory)/known_hosts" }

    /// The public key of the host: type and base64.
    public func publicKey(_ name: String = "host") throws -> String {
        try String(contentsOfFile: "\(directory)/\(name).pub", encoding: .utf8)
            .split(separator: " ").prefix(2).joined(separator: " ")
    }

    /// What `ssh-keygen` shows for a key.
    public func fingerprint(_ name: String = "host") throws -> String {
        try CommandRun.of(["ssh-keygen", "-l", "-f", "\(directory)/\(name).pub"]).output
            .split(separator: " ").dropFirst().first.map(String.init) ?? ""
    }

    /// Puts the host's key on record.
    public func record() throws {
        try "[127.0.0.1]:\(port) \(publicKey())\n"
            .write(toFile: knownHosts, atomically: true, encoding: .utf8)
    }
}
