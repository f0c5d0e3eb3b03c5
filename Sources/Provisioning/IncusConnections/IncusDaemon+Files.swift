import HTTPWire
import HostConnections

extension IncusDaemon {
    /// Writes a file of an instance, streamed, readable by root alone; nil, or why not.
    ///
    /// The API is `POST /1.0/instances/NAME/files`; the headers are Incus's and LXD's.
    func write(
        _ source: OpenedSource,
        to path: String,
        in instance: String,
        project: String
    ) throws(ConnectionFailure) -> String? {
        var headers: HTTPHeaders = ["Host": "incus"]
        headers.add("Content-Type", "application/octet-stream")
        headers.add("Content-Length", String(source.byteCount))
        for vendor in ["Incus", "LXD"] {
            headers.add("X-\(vendor)-type", "file")
            headers.add("X-\(vendor)-write", "overwrite")
            headers.add("X-\(vendor)-uid", "0")
            headers.add("X-\(vendor)-gid", "0")
            headers.add("X-\(vendor)-mode", "0600")
        }
        let query = percentEncodedQuery(["path": path, "project": project])
        let target = IncusRequest.path("instances", instance, "files") + query
        let head = HTTPRequestHead(method: "POST", target: target, headers: headers)
        let link = try connect()
        let response: HTTPResponse
        var isWhole = true
        do throws(StreamFailure) {
            response = try link.exchange(
                head,
                bodyPieces: { send throws(StreamFailure) in
                    isWhole = try source.forEachPiece(send)
                    if !isWhole { throw .closed("the controller's file became shorter") }
                },
                timeout: .seconds(120)
            )
        } catch {
            link.close()
            if !isWhole { return "the controller's file became shorter" }
            throw lost(head, error)
        }
        keep(link)
        switch try outcome(of: response, waiting: nil) {
        case .success: return nil
        case .failure(_, let message): return message
        }
    }
}
