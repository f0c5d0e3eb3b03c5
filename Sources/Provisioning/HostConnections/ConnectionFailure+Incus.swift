internal import Diagnostics

extension ConnectionFailure.Reason {
    /// The sentence of a failure on the way through Incus.
    var incusText: String {
        switch self {
        case .socketForbidden(let path, let user):
            """
            user '\(user)' may not use the Incus socket '\(path)': permission denied
              hint: add the user to the group incus-admin (lxd for LXD) on the host, or connect as root
            """
        case .incusSilent(let host, let path):
            """
            no Incus daemon answers on '\(host)': nobody listens on the socket '\(path)'
              hint: start it there (systemctl start incus, or lxd for LXD); if another daemon is \
            meant, name its socket in ansible_incus_socket
            """
        case .incusMissing(let host, let paths):
            """
            no Incus daemon answers on '\(host)': none of \(paths.joined(separator: ", ")) is a socket
              hint: install and start incus (or lxd) there, or set ansible_incus_socket
            """
        case .instanceMissing(let name, let project, let present):
            missingText(name: name, project: project, present: present)
        case .instanceStopped(let name, let project, let status):
            "instance '\(name)' in project '\(project)' is not running but \(status.lowercased())"
        case .incusRefused(let code, let message):
            "Incus refused to run a program there (\(code)): \(message)"
        default:
            ""
        }
    }

    private func missingText(name: String, project: String, present: [String]) -> String {
        var text = "there is no instance '\(name)' in project '\(project)'"
        if let close = closestWord(to: name, among: present) {
            text += "; did you mean '\(close)'?"
        }
        if present.isEmpty {
            text += "\n  hint: the project has no instances"
        } else {
            text += "\n  hint: there are \(present.sorted().joined(separator: ", "))"
        }
        return text
    }
}
