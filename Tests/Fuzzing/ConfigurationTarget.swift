internal import Diagnostics
internal import ProxyConfiguration

extension FuzzTarget {
    /// Configuration files: they are read or refused, and what is refused has its place in the file.
    static let configuration = FuzzTarget(name: "configuration") { bytes in
        let text = SourceText(name: "fuzz.cfg", text: String(decoding: bytes, as: UTF8.self))
        let reader = ProxyConfigurationReader(
            environment: ConfigurationEnvironment(
                variable: { $0 == "NAME" ? "value" : nil },
                readFile: { _ in .unreadable("No such file or directory") }
            )
        )
        do throws(DiagnosticList) {
            _ = try reader.read([text])
        } catch {
            precondition(!error.diagnostics.isEmpty)
        }
    }
}
