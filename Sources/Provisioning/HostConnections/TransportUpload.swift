internal import LinuxSystem

/// A file put in place where a transport fills files itself, as by the Incus files API: the shell
/// makes the temporary, the transport fills it, the shell does the rest.
struct TransportUpload {
    let upload: FileUpload
    let source: OpenedSource
    let transport: any TargetTransport
    let session: ShellSession

    func run() throws(ConnectionFailure) -> UploadOutcome {
        let prepare = ShellCommand.script(
            UploadScripts.prepare,
            UploadWork.parameters(upload, byteCount: source.byteCount)
        )
        let prepared = try session.run([FramedCommand(prepare)])[0]
        let prefix = "temporary "
        guard prepared.text.hasPrefix(prefix), prepared.text.hasSuffix("\n") else {
            return UploadWork(upload, source: source).outcome(prepared)
        }
        let temporary = String(prepared.text.dropFirst(prefix.count).dropLast())
        let work = UploadWork(upload, filled: temporary, byteCount: source.byteCount)
        if let failure = try transport.fill(temporary, from: source) {
            let remove = ShellCommand.arguments(["rm", "-f", "--", temporary])
            _ = try session.run([FramedCommand(remove)])
            return .failed("cannot write '\(upload.destination)': \(failure)")
        }
        return work.outcome(try session.run([work.framed])[0])
    }
}
