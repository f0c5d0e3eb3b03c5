public import Diagnostics
public import Samples
public import StickTables

/// One whole configuration: what a generation of the proxy runs.
///
/// A value without references to the text it came from. Two configurations, and any two parts of
/// them, can be compared: what is equal keeps its state over a reload. Places are not compared.
public struct ProxyConfiguration: Sendable, Hashable {
    /// The `global` sections added up.
    public var global: GlobalSettings

    /// The certificates that binds and servers name.
    public var certificates: CertificateDeclarations

    /// The frontends, backends and listens in the order in which they were declared.
    public var proxies: [ProxySettings]

    /// The servers that expressions name, as they name them.
    public var referredServers: Set<String> = []

    /// The maps and pattern files, which the runtime may change.
    public var patterns = PatternCatalogue()

    /// The names of tables that it uses.
    public var tables = TableCatalogue()

    /// The `resolvers` sections.
    public var resolvers: [ResolversSettings]

    /// Collects what was declared.
    public init(
        global: GlobalSettings = .init(),
        certificates: CertificateDeclarations = .init(),
        proxies: [ProxySettings] = [],
        resolvers: [ResolversSettings] = []
    ) {
        self.global = global
        self.certificates = certificates
        self.proxies = proxies
        self.resolvers = resolvers
    }

    /// The proxies that accept connections: frontends and listens.
    public var frontends: [ProxySettings] { proxies.filter(\.hasFrontend) }

    /// The proxies that own servers: backends and listens.
    public var backends: [ProxySettings] { proxies.filter(\.hasBackend) }

    /// The backend or listen of a name.
    public func backend(named name: String) -> ProxySettings? {
        proxies.first { $0.hasBackend && $0.name == name }
    }

    /// The frontend or listen of a name.
    public func frontend(named name: String) -> ProxySettings? {
        proxies.first { $0.hasFrontend && $0.name == name }
    }
}

/// Where a thing was declared; equal to every other, so that moving a line is not a change.
public struct DeclarationPlace: Sendable, Hashable {
    /// The place; nil when no text declared it.
    public var place: SourcePlace?

    /// Remembers a place.
    public init(_ place: SourcePlace? = nil) {
        self.place = place
    }

    /// Always true: where a thing stands is no part of what it is.
    public static func == (left: DeclarationPlace, right: DeclarationPlace) -> Bool { true }

    /// Hashes nothing, as equality compares nothing.
    public func hash(into hasher: inout Hasher) {}
}
