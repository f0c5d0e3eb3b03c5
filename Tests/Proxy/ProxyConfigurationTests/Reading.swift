import Diagnostics
import ProxyConfiguration

/// A machine with some variables and files.
func machine(
    variables: [String: String] = [:],
    files: [String: String] = [:]
) -> ConfigurationEnvironment {
    ConfigurationEnvironment(
        variable: { variables[$0] },
        readFile: { path in
            guard let text = files[path] else { return .unreadable("no such file or directory") }
            return .bytes(Array(text.utf8))
        }
    )
}

/// A file with certificate and key.
let pemFile = """
    -----BEGIN CERTIFICATE-----
    -----END CERTIFICATE-----
    -----BEGIN PRIVATE KEY-----
    -----END PRIVATE KEY-----
    """

/// Reads a text as `proxy.cfg`, which ends as a file of lines does.
func read(
    _ text: String,
    on environment: ConfigurationEnvironment = machine(
        files: ["/tls/site.pem": pemFile, "/tls/ca.pem": pemFile]
    )
) throws -> (configuration: ProxyConfiguration, warnings: [Diagnostic]) {
    try ProxyConfigurationReader(environment: environment)
        .read([SourceText(name: "proxy.cfg", text: text.hasSuffix("\n") ? text : text + "\n")])
}

/// What reading a text says: the diagnostics, or `valid`.
func outcome(of text: String) -> String {
    do {
        let (_, warnings) = try read(text)
        return (["valid"] + warnings.map { $0.rendered() }).joined(separator: "\n")
    } catch let list as DiagnosticList {
        return list.description
    } catch {
        return "unexpected: \(error)"
    }
}
