public import DocumentValues

/// One request to the REST API of the Incus (or LXD) daemon on a target.
public struct IncusRequest: Sendable, Hashable {
    /// The HTTP method: GET, PUT, PATCH, POST or DELETE.
    public var method: String

    /// The path with its leading `/1.0`, without a query; segments from data are percent-encoded
    /// by ``path(_:)``.
    public var path: String

    /// The query's names and values, not encoded.
    public var query: [String: String]

    /// The JSON body.
    public var body: Value?

    /// Further headers, as `If-Match`.
    public var headers: [String: String]

    /// How long an operation that the request starts is waited for; nil does not wait.
    public var operationTimeout: Duration?

    /// Describes a request; operations are waited for up to ten minutes.
    public init(
        _ method: String,
        _ path: String,
        query: [String: String] = [:],
        body: Value? = nil,
        headers: [String: String] = [:],
        operationTimeout: Duration? = .seconds(600)
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.headers = headers
        self.operationTimeout = operationTimeout
    }

    /// A path of the API from its segments, each percent-encoded: `/1.0/instances/a%20b`.
    public static func path(_ segments: String...) -> String {
        "/1.0" + segments.map { "/" + percentEncoded($0) }.joined()
    }
}

/// An image to import from files of the controller.
public struct IncusImageUpload: Sendable, Hashable {
    /// The metadata tarball, or the whole image when there is no root file system file.
    public var metadataPath: String

    /// The root file system (squashfs), when the image is split.
    public var rootFileSystemPath: String?

    /// Properties set on the image.
    public var properties: [String: String]

    /// The aliases given to it.
    public var aliases: [String]

    /// The project it goes to; nil is the default one.
    public var project: String?

    /// Describes an image.
    public init(
        metadataPath: String,
        rootFileSystemPath: String? = nil,
        properties: [String: String] = [:],
        aliases: [String] = [],
        project: String? = nil
    ) {
        self.metadataPath = metadataPath
        self.rootFileSystemPath = rootFileSystemPath
        self.properties = properties
        self.aliases = aliases
        self.project = project
    }
}

/// What the daemon answered.
public enum IncusReply: Sendable, Hashable {
    /// It did what was asked: the `metadata` of the answer, or of the finished operation, and the
    /// `ETag` of a GET.
    case success(Value, etag: String?)
    /// It refused, or the operation failed: its code (404, 409, …) and its own words.
    case failure(code: Int, message: String)
}
