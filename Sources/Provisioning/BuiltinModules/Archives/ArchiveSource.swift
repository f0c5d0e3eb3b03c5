internal import HostConnections
internal import ModuleContract

/// An archive as `unarchive` is given it.
enum ArchiveSource: Sendable {
    /// A file of the controller.
    case bytes([UInt8], name: String)
    /// A file of the target.
    case file(String)
    /// What the target's network has at an address.
    case address(HTTPCall)

    /// An archive of the network or of the controller is held in memory on its way to the target.
    private static let byteLimit = 512 << 20

    init(_ arguments: ArgumentReader, _ context: ModuleContext) throws(ModuleFailure) {
        let source = arguments.string("src")
        let isRemote =
            arguments.optionalBool("remote_src")
            ?? arguments.optionalBool("copy").map { !$0 } ?? false
        guard isRemote else {
            let path = try context.controller.find(source, in: "files")
            self = .bytes(try context.controller.read(path), name: source)
            return
        }
        guard source.contains("://") else {
            self = .file(source)
            return
        }
        var call = HTTPCall("GET", source)
        call.redirectLimit = 10
        call.bodyLimit = Self.byteLimit
        call.isTimeoutOfSilence = true
        call.trust = arguments.bool("validate_certs") ? .system : .anyone
        call.addHeader("User-Agent", "ansible-httpget")
        self = .address(call)
    }

    /// What the archive is called in results and messages.
    var name: String {
        switch self {
        case .bytes(_, let name), .file(let name): name
        case .address(let call): call.url
        }
    }

    /// The archive, once it is known of what kind it is; empty and missing ones are refused.
    var probe: Probe<Archive> {
        switch self {
        case .bytes(let bytes, let name):
            return .ask([]) { (_) throws(ModuleFailure) in
                .known(try Archive(bytes: bytes, name: name))
            }
        case .file(let path):
            return .facts(from: [.command(.script(Self.look, [path]))]) {
                (replies) throws(ModuleFailure) in
                let found = try commandResult(replies.first, doing: "look at \(path)").text
                switch trimmed(found) {
                case "missing": throw ModuleFailure("Source '\(path)' does not exist")
                case "unreadable": throw ModuleFailure("Source '\(path)' not readable")
                case "empty": throw Archive.emptiness(path)
                case let word:
                    return Archive(kind: Archive.Kind(rawValue: word) ?? .tar, path: path)
                }
            }
        case .address(let call):
            return .facts(from: [.http(call)]) { (replies) throws(ModuleFailure) in
                switch replies.first?.http {
                case .response(let answer)? where answer.status == 200:
                    return try Archive(bytes: answer.body, name: call.url)
                case .response(let answer)?:
                    throw ModuleFailure(
                        "Failure downloading \(call.url), HTTP Error \(answer.status): "
                            + answer.reason
                    )
                case .failed(let why)?:
                    throw ModuleFailure("Failure downloading \(call.url), \(why)")
                case nil: throw ModuleFailure("Failure downloading \(call.url), no reply")
                }
            }
        }
    }

    private static let look: ShellScript = """
        if [ ! -e "$1" ]; then echo missing
        elif [ ! -r "$1" ]; then echo unreadable
        elif [ -f "$1" ] && [ ! -s "$1" ]; then echo empty
        else
          start=$(head -c 2 -- "$1" | tr -d '\\000')
          if [ "$start" = PK ]; then echo zip
          elif [ "$start" = "$(printf '\\037\\213')" ]; then echo gzip
          else echo tar; fi
        fi
        """
}

/// An archive that can be put before a program of the target.
struct Archive: Sendable {
    /// What it is made of.
    enum Kind: String, Sendable {
        case zip, gzip
        /// With whatever compression `tar` finds out, or none.
        case tar

        /// What Ansible calls that which unpacks it.
        var handler: String {
            switch self {
            case .zip: "ZipArchive"
            case .gzip: "TgzArchive"
            case .tar: "TarArchive"
            }
        }
    }

    var kind: Kind
    /// Where it is on the target; empty when it comes with each command.
    var path: String
    /// The bytes that come with each command.
    var bytes: [UInt8]?
    /// What messages call it.
    var name: String

    init(kind: Kind, path: String) {
        self.kind = kind
        self.path = path
        name = path
    }

    init(bytes: [UInt8], name: String) throws(ModuleFailure) {
        if bytes.isEmpty { throw Self.emptiness(name) }
        kind =
            bytes.starts(with: Array("PK".utf8))
            ? .zip : bytes.starts(with: [0x1F, 0x8B]) ? .gzip : .tar
        path = ""
        self.bytes = bytes
        self.name = name
    }

    static func emptiness(_ name: String) -> ModuleFailure {
        ModuleFailure("Invalid archive '\(name)', the file is 0 bytes")
    }
}
