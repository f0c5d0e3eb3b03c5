/// `unix-bind` of `global`: a prefix of all paths to listen on, and the files' owner and rights.
struct UnixSocketDefaults: Sendable {
    var prefix = ""
    var file = SocketFile()

    /// The address that is listened on, and its file.
    func applied(to address: BindAddress, _ file: SocketFile) -> (BindAddress, SocketFile) {
        guard case .unix(let path) = address else { return (address, file) }
        var file = file
        file.mode = file.mode ?? self.file.mode
        file.user = file.user ?? self.file.user
        file.group = file.group ?? self.file.group
        return (.unix(path: prefix + path), file)
    }
}
