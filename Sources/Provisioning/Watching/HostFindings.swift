internal import Cryptography
internal import HostConnections

/// What a host says besides its proxy: addresses, certificate, configurations.
struct HostFindings: Sendable, Hashable {
    /// How a configuration stands to the copy that `roles/proxy` keeps of what has proved to run.
    enum Drift: String, Sendable {
        /// They are the same.
        case none = "same"
        /// The file was changed since.
        case differs
        /// There is no copy to hold it against.
        case unproven
        /// There is no file.
        case absent
        /// The host does not let them be read.
        case unreadable
    }

    /// The addresses of all interfaces; nil when the host does not tell them.
    var addresses: Set<String>?
    /// The last moment at which the certificate is valid, in seconds since 1970.
    var certificateEnd: Int64?
    /// By the path of the configuration.
    var drifts: [String: Drift] = [:]

    /// Tells addresses, the first certificate of the file `$1` (no key is read out of it), and how the
    /// configurations of the other paths stand.
    static let script: ShellScript = """
        echo '= addresses'
        ip -oneline address show 2>/dev/null
        if [ -n "$1" ]; then
            echo '= certificate'
            sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p
                /^-----END CERTIFICATE-----/q' < "$1"
        fi
        shift
        for file; do
            if [ ! -e "$file" ]; then
                word=absent
            elif [ ! -e "$file.proven" ]; then
                word=unproven
            else
                status=0
                cmp -s "$file" "$file.proven" || status=$?
                case $status in
                0) word=same ;;
                1) word=differs ;;
                *) word=unreadable ;;
                esac
            fi
            echo "= $word $file"
        done
        """

    init(
        addresses: Set<String>? = nil,
        certificateEnd: Int64? = nil,
        drifts: [String: Drift] = [:]
    ) {
        self.addresses = addresses
        self.certificateEnd = certificateEnd
        self.drifts = drifts
    }

    /// Reads what ``script`` printed.
    init(_ result: CommandResult?) {
        guard let result, !result.isTimedOut else { return }
        var section = ""
        var certificate = ""
        for line in result.text.split(separator: "\n") {
            if line.hasPrefix("= ") {
                let words = line.dropFirst(2).split(separator: " ", maxSplits: 1)
                section = words.first.map(String.init) ?? ""
                if words.count == 2, let drift = Drift(rawValue: section) {
                    drifts[String(words[1])] = drift
                }
            } else if section == "addresses" {
                addresses = (addresses ?? []).union(Self.addresses(in: line))
            } else if section == "certificate" {
                certificate += line + "\n"
            }
        }
        certificateEnd = (try? CertificateFacts(pem: Array(certificate.utf8)))?.notAfter
    }

    /// The addresses of a line as `2: eth0    inet 10.0.0.5/24 brd …`.
    private static func addresses(in line: Substring) -> [String] {
        let words = line.split { $0 == " " || $0 == "\t" }
        return zip(words, words.dropFirst())
            .filter { $0.0 == "inet" || $0.0 == "inet6" }
            .map { String($0.1.prefix { $0 != "/" }) }
    }
}
