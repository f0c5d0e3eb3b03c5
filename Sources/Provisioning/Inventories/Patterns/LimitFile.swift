public import Diagnostics
internal import LinuxSystem

extension HostPattern {
    /// The pattern of `--limit`: terms as in a pattern; `@FILE` stands for the lines of a file.
    public static func limit(_ text: String) throws(Diagnostic) -> HostPattern {
        var texts: [String] = []
        for part in text.split(separator: ",").map({ String($0.trimmingBlanks()) }) {
            guard part.hasPrefix("@") else {
                texts.append(part)
                continue
            }
            let path = String(part.dropFirst())
            do throws(SystemError) {
                let lines = try FileSystem.readText(path).split(whereSeparator: \.isNewline)
                texts += lines.map { String($0.trimmingBlanks()) }.filter { !$0.isEmpty }
            } catch {
                throw Diagnostic("the limit file '\(path)' can't be read: \(error.code)")
            }
        }
        return HostPattern(texts)
    }
}
