internal import Glibc

/// A reader of bytes from outside, with what must hold whatever they are.
struct FuzzTarget: Sendable {
    /// What `SWITCHYARD_FUZZ_TARGET` and the corpus's folder call it.
    let name: String

    /// Reads an input; a statement that does not hold ends the process.
    let read: @Sendable (UnsafeRawBufferPointer) -> Void

    /// All targets.
    static let all = [
        requestHead, responseHead, chunks, configuration, http2, proxyHeader, samples, logFormat,
        commands,
    ]

    /// The one that this process is to try.
    static let chosen: FuzzTarget = {
        let name = getenv("SWITCHYARD_FUZZ_TARGET").map { String(cString: $0) } ?? ""
        guard let target = all.first(where: { $0.name == name }) else {
            fatalError(
                "SWITCHYARD_FUZZ_TARGET is one of \(all.map(\.name).joined(separator: ", "))"
            )
        }
        return target
    }()
}
