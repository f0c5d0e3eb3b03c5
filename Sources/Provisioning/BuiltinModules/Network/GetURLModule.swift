internal import Cryptography
internal import DocumentValues
internal import HostConnections
internal import HTTPWire
internal import LinuxSystem
internal import ModuleContract

/// `get_url`: a file of the target that is downloaded from its network.
enum GetURLModule: TaskModule {
    struct Arguments: Sendable {
        var call: HTTPCall
        var destination: String
        var isForced: Bool
        var keepsBackup: Bool
        var checksum: URLChecksum?
        var attributes: FileAttributes
        var isCheckMode: Bool
    }

    static let description = ModuleDescription(
        name: "get_url",
        arguments: ArgumentTable(
            [
                ArgumentSpecification("url", isRequired: true),
                ArgumentSpecification("dest", .path, isRequired: true),
                ArgumentSpecification("checksum", defaultValue: ""),
                ArgumentSpecification("force", .bool, defaultValue: false),
                ArgumentSpecification("backup", .bool, defaultValue: false),
                ArgumentSpecification("headers", .map, defaultValue: [:]),
                ArgumentSpecification("timeout", .integer, defaultValue: 10),
                ArgumentSpecification("validate_certs", .bool, defaultValue: true),
                ArgumentSpecification("url_username", aliases: ["username"]),
                ArgumentSpecification("url_password", aliases: ["password"], isSecret: true),
                ArgumentSpecification("force_basic_auth", .bool, defaultValue: false),
                ArgumentSpecification("http_agent", defaultValue: "ansible-httpget"),
            ] + FileAttributes.specifications
        )
    )

    /// A download is held in memory on its way to the target.
    private static let byteLimit = 512 << 20

    static func decode(
        _ arguments: ArgumentReader,
        context: ModuleContext
    ) throws(ModuleFailure) -> Arguments {
        let checksum = try checksum(arguments)
        var call = HTTPCall("GET", arguments.string("url"))
        call.timeout = .seconds(arguments.integer("timeout"))
        call.isTimeoutOfSilence = true
        call.redirectLimit = 10
        call.bodyLimit = byteLimit
        call.trust = arguments.bool("validate_certs") ? .system : .anyone
        call.headers = (arguments.map("headers") ?? [:]).map {
            HTTPCall.Header($0.key.pythonText, $0.value.pythonText)
        }
        call.addHeader("User-Agent", arguments.string("http_agent"))
        if let user = arguments.optionalString("url_username") {
            call.addBasicAuthentication(user, arguments.optionalString("url_password") ?? "")
        }
        return Arguments(
            call: call,
            destination: arguments.string("dest"),
            isForced: arguments.bool("force"),
            keepsBackup: arguments.bool("backup"),
            checksum: checksum,
            attributes: try FileAttributes(arguments),
            isCheckMode: context.isCheckMode
        )
    }

    private static func checksum(
        _ arguments: ArgumentReader
    ) throws(ModuleFailure) -> URLChecksum? {
        do throws(ModuleFailure) {
            return try URLChecksum(arguments.string("checksum"))
        } catch {
            throw ModuleFailure(
                error.message,
                result: [
                    "url": .string(arguments.string("url")), "elapsed": 0,
                    "dest": .string(arguments.string("dest")), "checksum_src": .null,
                    "checksum_dest": .null,
                ]
            )
        }
    }

    static func probe(_ arguments: Arguments) -> Probe<URLDownload> {
        URLDownload.probe(arguments)
    }

    static func plan(_ arguments: Arguments, facts: URLDownload) throws(ModuleFailure) -> Plan {
        var common: ValueMap = [
            "url": .string(arguments.call.url), "dest": .string(facts.target.path),
            "elapsed": .integer(facts.seconds),
        ]
        if facts.isInPlace {
            var plan = Plan(result: common)
            plan.changes = arguments.attributes.changes(of: facts.target, followsLinks: true)
            let words = plan.changes.isEmpty ? "" : " but file attributes changed"
            plan.result["msg"] = .string("file already exists" + words)
            plan.result["checksum_src"] = .null
            plan.result["checksum_dest"] = .null
            plan.result.merge(facts.target.resultValues)
            completeAfterChanges(&plan, path: facts.target.path)
            return plan
        }
        let answer: HTTPAnswer
        switch facts.outcome {
        case .response(let response)?: answer = response
        case .failed(let why)?:
            common["status_code"] = -1
            throw ModuleFailure("Request failed: \(why)", result: common)
        case nil: throw ModuleFailure("Request failed: no reply", result: common)
        }
        common["status_code"] = .integer(answer.status)
        if answer.status == 304 {
            common["msg"] = .string("HTTP Error 304: \(answer.reason)")
            return Plan(result: common.merging(facts.target.resultValues))
        }
        guard answer.status == 200 else {
            common["response"] = .string("HTTP Error \(answer.status): \(answer.reason)")
            throw ModuleFailure("Request failed", result: common)
        }
        common["status_code"] = nil
        var plan = try placement(of: answer, arguments, facts, common)
        let length = answer.header("content-length") ?? "unknown"
        plan.result["msg"] = .string("OK (\(length) bytes)")
        if !arguments.isCheckMode { plan.result["status_code"] = 200 }
        return plan
    }

    private static func placement(
        of answer: HTTPAnswer,
        _ arguments: Arguments,
        _ facts: URLDownload,
        _ common: ValueMap
    ) throws(ModuleFailure) -> Plan {
        let target = facts.target
        let sum = Digest.sha1.hexadecimal(of: answer.body)
        var result = common
        result["checksum_src"] = .string(sum)
        result["checksum_dest"] = target.sha1.map { .string($0) } ?? .null
        guard facts.parent.isDirectory else {
            throw ModuleFailure("Destination \(facts.parent.path) does not exist", result: result)
        }
        if target.isDirectory {
            throw ModuleFailure("Destination \(target.path) is a directory", result: result)
        }
        if let checksum = facts.checksum, !arguments.isCheckMode {
            let found = checksum.digest.hexadecimal(of: answer.body)
            guard found == checksum.text else {
                throw ModuleFailure(
                    "The checksum for \(arguments.call.url) did not match \(checksum.text); it was "
                        + "\(found).",
                    result: result
                )
            }
        }
        if arguments.isCheckMode {
            // Nothing is downloaded, so nobody knows; Ansible says the same.
            return Plan(
                changes: [Change("download \(arguments.call.url)", requests: [])],
                result: result
            )
        }
        var placement = FilePlacement(
            content: answer.body,
            sourceName: arguments.call.url,
            destination: target.path,
            attributes: arguments.attributes
        )
        placement.keepsBackup = arguments.keepsBackup
        let facts = PlacementFacts(destination: target, inside: nil, parent: facts.parent)
        var plan = try placement.plan(facts)
        for name in ["diff", "checksum", "path"] { plan.result[name] = nil }
        plan.result["md5sum"] = .string(Digest.md5.hexadecimal(of: answer.body))
        plan.result.merge(result)
        return plan
    }
}

extension HTTPCall {
    /// Adds a header field unless there is one of that name.
    mutating func addHeader(_ name: String, _ value: String) {
        let lowered = name.lowercased()
        if headers.contains(where: { $0.name.lowercased() == lowered }) { return }
        headers.append(Header(name, value))
    }

    /// Sends a user and password with the first request.
    mutating func addBasicAuthentication(_ user: String, _ password: String) {
        let pair = Array("\(user):\(password)".utf8)
        addHeader("Authorization", "Basic " + Base64.encode(pair))
    }
}
