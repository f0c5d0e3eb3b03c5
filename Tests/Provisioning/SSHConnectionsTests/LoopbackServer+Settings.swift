import SSHConnections
import TestSupport

extension LoopbackServer {
    /// Settings that reach it by its own key and nothing else.
    func settings() -> SSHSettings {
        var settings = SSHSettings(host: "127.0.0.1")
        settings.port = port
        settings.user = "root"
        settings.identityFiles = ["\(directory)/client"]
        settings.knownHostsFiles = [knownHosts]
        settings.usesConfiguration = false
        settings.agentSocket = ""
        return settings
    }

    /// Connects after putting the host's key on record.
    func connect() throws -> SSHConnection {
        try record()
        return try SSHConnection(settings: settings(), name: "lb1")
    }
}
