import DocumentValues
import HTTPWire
import HostConnections

extension IncusDaemon {
    /// What a response means: an answer, a refusal, or an operation that is waited for.
    func outcome(
        of response: HTTPResponse,
        waiting timeout: Duration?
    ) throws(ConnectionFailure) -> IncusReply {
        let answer: Value
        do {
            answer = try JSONReader.read(response.text, name: "the daemon's answer")
        } catch {
            return .failure(code: response.status, message: "the answer is no JSON")
        }
        switch answer["type"]?.string {
        case "sync":
            return .success(answer["metadata"] ?? .null, etag: response.headers["ETag"])
        case "async":
            guard let timeout, let path = answer["operation"]?.string else {
                return .success(answer["metadata"] ?? .null, etag: nil)
            }
            return try finished(operation: path, within: timeout)
        default:
            return .failure(
                code: answer["error_code"]?.integer ?? response.status,
                message: answer["error"]?.string ?? response.reason
            )
        }
    }

    /// Waits for an operation; its metadata are the answer.
    func finished(
        operation path: String,
        within timeout: Duration
    ) throws(ConnectionFailure) -> IncusReply {
        let seconds = max(1, timeout.components.seconds)
        let bare = path.prefix { $0 != "?" }
        let head = HTTPRequestHead(
            method: "GET",
            target: "\(bare)/wait?timeout=\(seconds)",
            headers: ["Host": "incus"]
        )
        let response = try exchange(head, timeout: timeout + .seconds(30))
        let reply = try outcome(of: response, waiting: nil)
        guard case .success(let operation, _) = reply else { return reply }
        let code = operation["status_code"]?.integer ?? 0
        if code == 200 { return .success(operation["metadata"] ?? .null, etag: nil) }
        if code == 103 {
            return .failure(code: code, message: "the operation did not end within \(seconds) s")
        }
        let message = operation["err"]?.string ?? ""
        return .failure(code: code, message: message.isEmpty ? "the operation failed" : message)
    }
}
