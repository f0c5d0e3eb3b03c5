import DocumentValues
import Foundation
import HostConnections
import IncusConnections
import LinuxSystem
import TestSupport

/// What `lab/env` says; nil when the lab is down.
enum Lab {
    static let environment: [String: String]? = {
        guard let run = try? CommandRun.of(["\(Package.folder)/lab/env"]), run.status == 0 else {
            return nil
        }
        var variables: [String: String] = [:]
        for line in run.lines where line.hasPrefix("export ") {
            let parts = line.dropFirst(7).split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { variables[parts[0]] = parts[1] }
        }
        return variables
    }()

    static var isUp: Bool { environment != nil }
}

/// The Incus daemon of the lab's first host, its socket forwarded by OpenSSH, with an instance in
/// a project of its own.
final class LabDaemon {
    static let project = "switchyard-tests-incus"
    static let instance = "box"

    let daemon: IncusDaemon
    private let forward: RunningCommand
    private let hosts = LabHosts()

    init(below folder: String) throws {
        let lab = try Lab.environment.unwrapped("the lab is down")
        let socket = "\(folder)/incus.socket"
        forward = try RunningCommand(
            [
                "ssh", "-F", lab["SWITCHYARD_LAB_SSH_CONFIG"] ?? "", "-N", "-L",
                "\(socket):/var/lib/incus/unix.socket", "incus-a",
            ]
        )
        let transport = LocalTransport(name: "incus-a")
        // The socket is there a moment before it takes connections.
        for _ in 0..<600 {
            if (try? transport.openStream(.unix(path: socket))) != nil { break }
            usleep(50_000)
        }
        daemon = IncusDaemon(
            hostName: "incus-a",
            socketPaths: [socket],
            diagnose: { _ in nil },
            open: { (path) throws(ConnectionFailure) in
                try transport.openStream(.unix(path: path))
            }
        )
        try remove()
        try make(image: lab["SWITCHYARD_LAB_IMAGE"] ?? "")
    }

    deinit {
        try? remove()
        daemon.close()
        forward.send(9)
        forward.wait()
    }

    /// The instance as a target.
    func target(_ instance: String = LabDaemon.instance) -> ShellTarget {
        ShellTarget(
            name: instance,
            transport: IncusTransport(
                name: instance,
                instance: instance,
                project: Self.project,
                daemon: daemon
            ),
            incus: daemon,
            timeout: .seconds(30)
        )
    }

    private func ask(_ method: String, _ path: String, _ body: Value? = nil) throws -> Value {
        let query = path.hasPrefix("/1.0/projects") ? [:] : ["project": Self.project]
        switch try daemon.reply(to: IncusRequest(method, path, query: query, body: body)) {
        case .success(let value, _): return value
        case .failure(let code, let message): throw Refusal(text: "\(path): \(code) \(message)")
        }
    }

    private func make(image: String) throws {
        _ = try ask(
            "POST",
            "/1.0/projects",
            ["name": .string(Self.project), "config": ["features.images": "true"]]
        )
        _ = try ask(
            "PUT",
            "/1.0/profiles/default",
            ["devices": ["root": ["type": "disk", "path": "/", "pool": "default"]]]
        )
        let upload = IncusImageUpload(
            metadataPath: image,
            aliases: ["debian"],
            project: Self.project
        )
        if case .failure(let code, let message) = try daemon.reply(importing: upload) {
            throw Refusal(text: "image: \(code) \(message)")
        }
        _ = try ask(
            "POST",
            "/1.0/instances",
            [
                "name": .string(Self.instance),
                "source": ["type": "image", "alias": "debian"],
            ]
        )
        _ = try ask("PUT", "/1.0/instances/\(Self.instance)/state", ["action": "start"])
    }

    private func remove() throws {
        let stop: Value = ["action": "stop", "force": true]
        _ = try? ask("PUT", "/1.0/instances/\(Self.instance)/state", stop)
        _ = try? ask("DELETE", "/1.0/instances/\(Self.instance)")
        if let images = try? ask("GET", "/1.0/images") {
            for image in images.list ?? [] {
                if let path = image.string { _ = try? ask("DELETE", path) }
            }
        }
        _ = try? ask("DELETE", "/1.0/projects/\(Self.project)")
    }

    struct Refusal: Error { let text: String }
}

extension Optional {
    fileprivate func unwrapped(_ why: String) throws -> Wrapped {
        guard let value = self else { throw LabDaemon.Refusal(text: why) }
        return value
    }
}
