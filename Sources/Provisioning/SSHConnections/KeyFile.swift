import LinuxSystem

/// Says what keeps a private key file from being used.
enum KeyFile {
    /// The reason, as far as the file tells it.
    static func whyUnusable(_ path: String) -> String {
        let text: String
        do throws(SystemError) {
            text = try FileSystem.readText(path)
        } catch {
            return "\(error.code)"
        }
        if isEncrypted(text) {
            return "it is protected by a passphrase; load it into ssh-agent, or use a key without"
        }
        if text.contains("PRIVATE KEY-----") { return "it is damaged, or of a kind not supported" }
        return "it is no private key"
    }

    private static func isEncrypted(_ text: String) -> Bool {
        if text.contains("ENCRYPTED") { return true }
        guard text.hasPrefix("-----BEGIN OPENSSH PRIVATE KEY-----") else { return false }
        // "openssh-key-v1", then the cipher's name, in base64: all but 'none' is encrypted.
        let body = text.split(whereSeparator: \.isNewline).dropFirst().joined()
        return !body.hasPrefix("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU")
    }
}
