internal import Synchronization

/// What is answered in place of one of the proxy's pages.
public enum ErrorAnswer: Sendable, Hashable {
    /// A ready response; an empty one ends the connection without a word.
    case file(ErrorFile)
    /// One that is made for each request.
    case made(ImmediateResponse)
}

/// A ready response of `errorfile`.
public struct ErrorFile: Sendable, Hashable {
    /// The path as the operator wrote it.
    public var path: String
    /// The bytes, read at start: status line, headers, body.
    public var response: [UInt8]

    /// A response that was read.
    public init(path: String, response: [UInt8]) {
        self.path = path
        self.response = response
    }
}

/// The answers of an `http-errors` section: known when the whole configuration is read.
public final class ErrorGroup: Sendable {
    /// The section's name.
    public let name: String
    private let content = Mutex<[Int: ErrorFile]>([:])

    init(_ name: String) { self.name = name }

    /// The answer for a status; nil when the section has none.
    public func file(of status: Int) -> ErrorFile? { content.withLock { $0[status] } }

    var files: [Int: ErrorFile] { content.withLock { $0 } }

    func set(_ status: Int, _ file: ErrorFile) { content.withLock { $0[status] = file } }
}

extension ErrorGroup: Hashable {
    /// Whether both have the same answers.
    public static func == (left: ErrorGroup, right: ErrorGroup) -> Bool {
        left === right || left.name == right.name && left.files == right.files
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
