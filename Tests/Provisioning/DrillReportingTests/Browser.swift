import Foundation
import LinuxSystem
import TestSupport

/// A headless Chromium that is told what to do over its DevTools pipe.
///
/// It shows a file at a width, in a colour scheme, on a screen or on paper, and answers what a
/// script finds there.
final class Browser {
    /// The program itself: what stands in the path is a script that waits for it.
    private static let program = "/usr/lib/chromium/chromium-headless-shell"

    /// Whether Debian's package is installed.
    static let isInstalled = FileManager.default.fileExists(atPath: program)

    /// A browser that ended, or said no.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private let process: RunningCommand
    private let requests: FileDescriptor
    private let answers: FileDescriptor
    private var buffer: [UInt8] = []
    private var lastNumber = 0
    private var session: String?
    /// The addresses that pages asked for.
    private(set) var requestedAddresses: [String] = []

    /// Starts one that keeps its things in a folder.
    init(in folder: String) throws {
        let pipes = ["\(folder)/requests", "\(folder)/answers"]
        _ = try CommandRun.of(["mkfifo"] + pipes)
        let script = """
            exec "$4" --no-sandbox --disable-gpu --disable-dev-shm-usage \
            --hide-scrollbars --user-data-dir="$3" --remote-debugging-pipe 3<>"$1" 4<>"$2"
            """
        process = try RunningCommand(
            ["sh", "-c", script, "sh"] + pipes + ["\(folder)/profile", Self.program]
        )
        requests = try FileSystem.open(pipes[0], [.readWrite])
        answers = try FileSystem.open(pipes[1], [.readWrite])
        let target = try call("Target.createTarget", ["url": "about:blank"])
        let attached = try call(
            "Target.attachToTarget",
            ["targetId": target["targetId"] as? String ?? "", "flatten": true]
        )
        session = attached["sessionId"] as? String
        for domain in ["Page", "Runtime", "Network"] { _ = try call("\(domain).enable") }
    }

    /// Ends it.
    func stop() {
        process.send(SIGKILL)
        process.wait()
        requests.close()
        answers.close()
    }

    /// Shows a file.
    func show(_ path: String, width: Int, scheme: String, media: String = "screen") throws {
        _ = try call(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600]
        )
        let features = [["name": "prefers-color-scheme", "value": scheme]]
        _ = try call("Emulation.setEmulatedMedia", ["media": media, "features": features])
        requestedAddresses = []
        let number = try send("Page.navigate", ["url": "file://\(path)"])
        try wait { $0["method"] as? String == "Page.loadEventFired" }
        _ = number
    }

    /// What a script answers.
    func evaluate(_ script: String) throws -> Any? {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": script, "returnByValue": true]
        )
        if let details = answer["exceptionDetails"] {
            throw Problem(description: "\(details)")
        }
        return (answer["result"] as? [String: Any])?["value"]
    }

    /// Writes a picture of the whole page.
    func takePicture(_ path: String) throws {
        let answer = try call("Page.captureScreenshot", ["captureBeyondViewport": true])
        try write(answer["data"], to: path)
    }

    /// Writes what a printer would get.
    func print(to path: String) throws {
        try write(try call("Page.printToPDF", ["preferCSSPageSize": true])["data"], to: path)
    }

    private func write(_ encoded: Any?, to path: String) throws {
        guard let text = encoded as? String, let data = Data(base64Encoded: text) else {
            throw Problem(description: "no picture")
        }
        try data.write(to: URL(filePath: path))
    }

    private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
        let number = try send(method, parameters)
        let answer = try wait { $0["id"] as? Int == number }
        if let error = answer["error"] { throw Problem(description: "\(method): \(error)") }
        return answer["result"] as? [String: Any] ?? [:]
    }

    private func send(_ method: String, _ parameters: [String: Any]) throws -> Int {
        lastNumber += 1
        var message: [String: Any] = ["id": lastNumber, "method": method, "params": parameters]
        if let session { message["sessionId"] = session }
        let data = try JSONSerialization.data(withJSONObject: message)
        try requests.writeAll(String(decoding: data, as: UTF8.self) + "\0")
        return lastNumber
    }

    /// The next message of that kind; others are read over, but for what they asked for.
    @discardableResult
    private func wait(for isWanted: ([String: Any]) -> Bool) throws -> [String: Any] {
        let deadline = MonotonicClock.now + .seconds(60)
        while true {
            while let end = buffer.firstIndex(of: 0) {
                let message = buffer[..<end]
                buffer = Array(buffer[(end + 1)...])
                let object = try JSONSerialization.jsonObject(with: Data(message))
                guard let fields = object as? [String: Any] else { continue }
                note(fields)
                if isWanted(fields) { return fields }
            }
            var entries = [PollEntry(answers, .readable)]
            let left = deadline - MonotonicClock.now
            guard left > .zero, try poll(&entries, timeout: left) > 0 else {
                throw Problem(description: "the browser is silent: \(process.output.suffix(500))")
            }
            buffer += try answers.read(upTo: 1 << 20)
        }
    }

    private func note(_ message: [String: Any]) {
        guard message["method"] as? String == "Network.requestWillBeSent",
            let request = (message["params"] as? [String: Any])?["request"] as? [String: Any],
            let address = request["url"] as? String
        else { return }
        requestedAddresses.append(address)
    }
}
