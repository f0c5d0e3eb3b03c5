import Cryptography
public import HTTPWire
public import LinuxSystem

/// One kind of traffic of a load: what is asked, how, and how often.
public struct LoadTraffic: Sendable {
    /// What it is called.
    public var name: String
    /// What is asked for.
    public var target: LoadTarget
    /// Where the connections go.
    public var address: SocketAddress
    /// Requests a second; of a WebSocket, messages.
    public var rate: Double
    /// Requests that may be under way at once; WebSockets that are open.
    public var clientCount: Int
    /// How long a request may take.
    public var timeout: Duration
    /// The method.
    public var method = "GET"
    /// The header lines beside those that every request has.
    public var headers: HTTPHeaders = [:]
    /// The body.
    public var body: [UInt8] = []
    /// Whether connections are kept from one request to the next.
    public var keepsConnections = true
    /// Whether a request may be asked twice without harm.
    public var isIdempotent = true
    /// Whether clients keep the cookies that they are given.
    public var isSticky = false
    /// How many bytes a second are read at most.
    public var readRate: Int?
    /// How long an answer is waited for before the request is sent again, on a new connection.
    public var retryTime: Duration?
    /// What TLS connections are made by.
    var tls: TLSContext?
    /// What TLS asks for by name, and has to be answered by.
    var serverName: String?
    /// Whether the certificate has to be one of that name.
    var verifiesName = true

    /// Plain GET requests.
    public init(
        name: String = "",
        target: LoadTarget,
        address: SocketAddress,
        rate: Double,
        clientCount: Int,
        timeout: Duration
    ) {
        self.name = name
        self.target = target
        self.address = address
        self.rate = rate
        self.clientCount = clientCount
        self.timeout = timeout
    }

    /// What is said of it where the load starts.
    var title: String {
        let unit = target.isWebSocket ? "messages" : "requests"
        let clients =
            target.isWebSocket
            ? "over \(clientCount) WebSockets" : "by up to \(clientCount) clients"
        let count = rate == rate.rounded() ? "\(Int(rate))" : "\(rate)"
        return "\(count) \(unit) a second \(clients)"
    }

    /// What a record calls it.
    var recordName: String {
        if target.isWebSocket { return name.isEmpty ? "WebSocket" : name }
        let how = "\(method), \(keepsConnections ? "kept" : "fresh") connections"
        return name.isEmpty ? how : "\(name): \(how)"
    }

    /// A request with these cookies.
    func request(cookies: String? = nil) -> [UInt8] {
        HTTPRequestHead(method: method, target: target.target, headers: headerLines(cookies))
            .serialized(body: body)
    }

    /// The header lines of a request, `Host` among them.
    func headerLines(_ cookies: String?) -> HTTPHeaders {
        var lines = HTTPHeaders()
        if headers["Host"] == nil { lines.add("Host", target.authority) }
        if headers["User-Agent"] == nil { lines.add("User-Agent", "switchyard-drill") }
        if !keepsConnections { lines.add("Connection", "close") }
        for line in headers.lines { lines.add(line.name, line.value) }
        if let cookies { lines.add("Cookie", cookies) }
        return lines
    }
}
