import DocumentValues
import HTTPWire
public import HostConnections
import LinuxSystem

extension IncusDaemon {
    /// Imports an image from files of the controller, streamed; waits for it and sets its aliases.
    public func reply(importing image: IncusImageUpload) throws(ConnectionFailure) -> IncusReply {
        let body: ImageBody
        do throws(SystemError) {
            body = try ImageBody(image)
        } catch {
            throw ConnectionFailure(hostName, .local(error.description))
        }
        defer { body.close() }
        let query = image.project.map { ["project": $0] } ?? [:]
        var headers: HTTPHeaders = ["Host": "incus"]
        headers.add("Content-Type", body.contentType)
        headers.add("Content-Length", String(body.byteCount))
        if !image.properties.isEmpty {
            let pairs = image.properties.sorted { $0.key < $1.key }
                .map { "\(percentEncoded($0.key))=\(percentEncoded($0.value))" }
            headers.add("X-Incus-properties", pairs.joined(separator: "&"))
            headers.add("X-LXD-properties", pairs.joined(separator: "&"))
        }
        let head = HTTPRequestHead(
            method: "POST",
            target: "/1.0/images" + percentEncodedQuery(query),
            headers: headers
        )
        let link = try connect()
        let response: HTTPResponse
        do throws(StreamFailure) {
            response = try link.exchange(
                head,
                bodyPieces: { send throws(StreamFailure) in try body.send(send) },
                timeout: .seconds(600)
            )
        } catch {
            link.close()
            throw lost(head, error)
        }
        keep(link)
        let reply = try outcome(of: response, waiting: .seconds(1800))
        guard case .success(let metadata, _) = reply,
            let fingerprint = metadata["fingerprint"]?.string
        else { return reply }
        for alias in image.aliases {
            let named = try self.reply(
                to: IncusRequest(
                    "POST",
                    "/1.0/images/aliases",
                    query: query,
                    body: .map(["name": .string(alias), "target": .string(fingerprint)])
                )
            )
            if case .failure = named { return named }
        }
        return reply
    }
}

/// The body of an image's import: one file, or two in a multipart form.
private struct ImageBody {
    private enum Part {
        case text([UInt8])
        case file(FileDescriptor)
    }

    private let parts: [Part]
    let contentType: String
    let byteCount: Int

    init(_ image: IncusImageUpload) throws(SystemError) {
        let metadata = try FileSystem.open(image.metadataPath)
        let metadataSize = FileStatus.of(metadata)?.size ?? 0
        guard let rootPath = image.rootFileSystemPath else {
            parts = [.file(metadata)]
            contentType = "application/octet-stream"
            byteCount = metadataSize
            return
        }
        let root = try FileSystem.open(rootPath)
        let boundary = "switchyard-image-boundary"
        let start = Self.partHead("metadata", boundary: boundary)
        let middle = Array("\r\n".utf8) + Self.partHead("rootfs.img", boundary: boundary)
        let end = Array("\r\n--\(boundary)--\r\n".utf8)
        parts = [.text(start), .file(metadata), .text(middle), .file(root), .text(end)]
        contentType = "multipart/form-data; boundary=\(boundary)"
        byteCount =
            start.count + metadataSize + middle.count + (FileStatus.of(root)?.size ?? 0) + end.count
    }

    private static func partHead(_ name: String, boundary: String) -> [UInt8] {
        let form = name == "metadata" ? "metadata" : "rootfs"
        return Array(
            """
            --\(boundary)\r
            Content-Disposition: form-data; name="\(form)"; filename="\(name)"\r
            Content-Type: application/octet-stream\r
            \r\n
            """.utf8
        )
    }

    func send(
        _ send: ([UInt8]) throws(StreamFailure) -> Void
    ) throws(StreamFailure) {
        for part in parts {
            switch part {
            case .text(let bytes):
                try send(bytes)
            case .file(let file):
                while let piece = try? file.read(upTo: 262_144), !piece.isEmpty {
                    try send(piece)
                }
            }
        }
    }

    func close() {
        for case .file(let file) in parts { file.close() }
    }
}
