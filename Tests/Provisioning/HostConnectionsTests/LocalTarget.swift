import HostConnections

/// No daemon at all.
struct NoIncus: IncusAccess {
    func reply(to request: IncusRequest) throws(ConnectionFailure) -> IncusReply {
        .failure(code: 0, message: "no daemon")
    }
    func reply(importing image: IncusImageUpload) throws(ConnectionFailure) -> IncusReply {
        .failure(code: 0, message: "no daemon")
    }
    func close() {}
}

/// Runs a body with a target that is this machine.
func withLocalTarget<Result>(_ body: (ShellTarget) throws -> Result) rethrows -> Result {
    let target = ShellTarget(
        name: "localhost",
        transport: LocalTransport(name: "localhost"),
        incus: NoIncus(),
        timeout: .seconds(10)
    )
    defer { target.close() }
    return try body(target)
}
