import LinuxSystem
import TestSupport

/// Runs the proxy with these sections until the body returns; `{{port}}` is a free port.
func withConfiguredProxy<Result>(
    _ sections: String,
    global: String = "",
    _ body: (_ port: UInt16, _ proxy: ProxyProcess) throws -> Result
) throws -> Result {
    let port = try freePort()
    let configuration = configurationText(sections, global: global, port: port)
    return try withProxy(configuration: configuration, waitingFor: port) { proxy in
        try body(port, proxy)
    }
}

/// The whole configuration around some sections.
func configurationText(_ sections: String, global: String = "", port: UInt16) -> String {
    """
    global\(global.isEmpty ? "" : "\n    \(global)")
        log stdout format raw local0
    defaults
        mode http
        log global
        option httplog
        timeout connect 1s
        timeout client 5s
        timeout server 5s
    \(sections.replacing("{{port}}", with: String(port)))

    """
}
