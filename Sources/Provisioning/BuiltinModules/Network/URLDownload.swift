internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import LinuxSystem
internal import ModuleContract

/// What `get_url` finds: the file that is there, and what the server sent.
struct URLDownload: Sendable {
    /// The file that is to hold it: in the destination, where that is a directory.
    var target: FileState
    /// The directory that holds the file.
    var parent: FileState
    /// The digest that the file has to have.
    var checksum: URLChecksum?
    /// Whether what is there has that digest already.
    var isInPlace = false
    /// What the server sent.
    var outcome: HTTPOutcome?
    /// How long that took.
    var seconds = 0

    /// Looks at the destination, then asks the server as far as need be.
    static func probe(_ arguments: GetURLModule.Arguments) -> Probe<URLDownload> {
        let bare = TargetPath.withoutFinalSlashes(arguments.destination)
        var look = look(at: bare)
        look.paths.append(TargetPath.directory(bare))
        var requests = [look.request]
        if let checksum = arguments.checksum, checksum.isListed {
            var call = arguments.call
            call.url = checksum.text
            requests.append(.http(call))
        }
        return Probe<URLDownload>.facts(from: requests) {
            [look] (replies) throws(ModuleFailure) in
            let states = try look.states(replies.first)
            var download = URLDownload(target: states[0], parent: states[1])
            download.checksum = try checksum(arguments, replies.last?.http)
            return download
        }
        .followed { $0.comparingDigest(arguments) }
        .followed { $0.asking(arguments) }
        .followed { $0.lookingInside(arguments) }
    }

    private static func look(at path: String) -> FileLook {
        var look = FileLook(paths: [path])
        look.followsLinks = true
        look.wantsChecksum = true
        return look
    }

    private static func checksum(
        _ arguments: GetURLModule.Arguments,
        _ list: HTTPOutcome?
    ) throws(ModuleFailure) -> URLChecksum? {
        guard let checksum = arguments.checksum, checksum.isListed else {
            return arguments.checksum
        }
        switch list {
        case .response(let answer)? where answer.status == 200:
            let name = URLChecksum.fileName(in: arguments.call.url)
            return try checksum.resolved(in: answer.body, for: name)
        case .response(let answer)?:
            throw ModuleFailure(
                "Request failed",
                result: [
                    "status_code": .integer(answer.status), "url": .string(checksum.text),
                    "response": .string("HTTP Error \(answer.status): \(answer.reason)"),
                ]
            )
        case .failed(let why)?:
            throw ModuleFailure(
                "Request failed: \(why)",
                result: ["url": .string(checksum.text), "status_code": -1]
            )
        case nil: throw ModuleFailure("Request failed: no reply")
        }
    }

    /// The digest of what is there, where it may save the download.
    private func comparingDigest(_ arguments: GetURLModule.Arguments) -> Probe<URLDownload> {
        guard let checksum, !arguments.isForced, target.exists, !target.isDirectory else {
            return .known(self)
        }
        let words = ["\(checksum.digest.rawValue)sum", "--", target.path]
        return .facts(from: [.command(.arguments(words))]) { (replies) throws(ModuleFailure) in
            let result = try commandResult(replies.first, doing: "read \(target.path)")
            // A name with a backslash has one before the digits.
            let digits = result.text.drop { $0 == "\\" }.prefix { !$0.isWhitespace }
            var download = self
            download.isInPlace = digits == checksum.text
            return download
        }
    }

    private func asking(_ arguments: GetURLModule.Arguments) -> Probe<URLDownload> {
        if isInPlace { return .known(self) }
        var call = arguments.call
        if arguments.isCheckMode { call.method = "HEAD" }
        if let modified = target.status?.modified, !target.isDirectory, checksum == nil,
            !arguments.isForced
        {
            let time = WallTime(seconds: Int64(modified))
            call.addHeader(
                "If-Modified-Since",
                time.formatted("%a, %d %b %Y %H:%M:%S GMT", inUTC: true)
            )
        } else if arguments.isForced {
            call.addHeader("Cache-Control", "no-cache")
        }
        let start = MonotonicClock.now
        return .facts(from: [.http(call)]) { (replies) throws(ModuleFailure) in
            var download = self
            download.outcome = replies.first?.http
            download.seconds = Int((MonotonicClock.now - start).components.seconds)
            return download
        }
    }

    /// The file in the directory that the destination is.
    private func lookingInside(_ arguments: GetURLModule.Arguments) -> Probe<URLDownload> {
        guard target.isDirectory, case .response(let answer)? = outcome else { return .known(self) }
        let name =
            answer.header("content-disposition").flatMap(Self.attachmentName)
            ?? URLChecksum.fileName(in: answer.url)
        let look = Self.look(at: TargetPath.join(target.path, name))
        return .facts(from: [look.request]) { (replies) throws(ModuleFailure) in
            var download = self
            download.parent = target
            download.target = try look.state(replies.first)
            return download
        }
    }

    /// The file's name in `attachment; filename="NAME"`, without folders.
    private static func attachmentName(_ header: String) -> String? {
        guard header.hasPrefix("attachment;") else { return nil }
        let rest = header.dropFirst("attachment;".count).drop { $0 == " " }
        guard rest.hasPrefix("filename=") else { return nil }
        let name = rest.dropFirst("filename=".count).drop { $0 == "\"" }.prefix { $0 != "\"" }
        let base = TargetPath.baseName(String(name))
        return base.isEmpty || base == "." || base == ".." ? nil : base
    }
}
