public import Diagnostics
internal import LinuxSystem

/// Reads configurations in HAProxy's language, the subset that `docs/keywords.md` states.
///
/// Everything that is not supported is an error with its place; reading goes on after one, so that
/// an operator sees all of them at once.
public struct ProxyConfigurationReader: Sendable {
    private let environment: ConfigurationEnvironment

    /// A reader that asks this machine, unless told otherwise, for variables and files.
    public init(environment: ConfigurationEnvironment = .machine) {
        self.environment = environment
    }

    /// Reads files in order, as several `-f` options do; a directory stands for the files in it
    /// whose names end with `.cfg`, in the order of their names.
    public func read(
        files paths: [String]
    ) throws(DiagnosticList) -> (configuration: ProxyConfiguration, warnings: [Diagnostic]) {
        var texts: [SourceText] = []
        var errors: [Diagnostic] = []
        for path in paths {
            switch environment.readFile(path) {
            case .bytes(let bytes):
                texts.append(SourceText(name: path, text: String(decoding: bytes, as: UTF8.self)))
            case .directory(let names):
                for name in names.sorted() where name.hasSuffix(".cfg") && !name.hasPrefix(".") {
                    let file = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
                    guard case .bytes(let bytes) = environment.readFile(file) else { continue }
                    let text = String(decoding: bytes, as: UTF8.self)
                    texts.append(SourceText(name: file, text: text))
                }
            case .unreadable(let reason):
                errors.append(Diagnostic("cannot open configuration file '\(path)': \(reason)"))
            }
        }
        if !errors.isEmpty { throw DiagnosticList(errors) }
        return try read(texts)
    }

    /// Reads texts in order.
    public func read(
        _ texts: [SourceText]
    ) throws(DiagnosticList) -> (configuration: ProxyConfiguration, warnings: [Diagnostic]) {
        let found = DiagnosticCollection()
        var sections = SectionReader(environment: environment, found: found)
        for text in texts { sections.read(text) }
        let resolver = ConfigurationResolver(environment: environment, found: found)
        let configuration = resolver.resolve(sections.finish())
        if !found.errors.isEmpty { throw DiagnosticList(found.errors + found.warnings) }
        return (configuration, found.warnings)
    }
}

extension ConfigurationEnvironment {
    /// The variables and files of this machine.
    public static let machine: ConfigurationEnvironment = {
        var machine = ConfigurationEnvironment(
            variable: { Environment[$0] },
            readFile: { path in
                if FileStatus.of(path)?.kind == .directory { return .directory(entries(of: path)) }
                do throws(SystemError) {
                    return .bytes(try FileSystem.read(path))
                } catch {
                    return .unreadable(error.code.description)
                }
            },
            userExists: { UserEntry.named($0) != nil },
            groupExists: { groupID(named: $0) != nil }
        )
        machine.kindOfFile = { path in
            switch FileStatus.of(path)?.kind {
            case .directory: return .directory(entries(of: path))
            case nil: break
            default: return .file
            }
            do throws(SystemError) {
                // Only to learn the reason.
                _ = try FileSystem.read(path)
                return .file
            } catch {
                return .unreadable(error.code.description)
            }
        }
        return machine
    }()

    private static func entries(of path: String) -> [String] {
        (try? FileSystem.entries(of: path)) ?? []
    }
}
