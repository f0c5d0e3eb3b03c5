internal import ProxyProtocol

extension FuzzTarget {
    /// Headers of the PROXY protocol, both versions.
    ///
    /// A header that was understood is understood again when it is written, and no part of it is one.
    static let proxyHeader = FuzzTarget(name: "proxy-header") { bytes in
        guard case .complete(let header, let count) = ProxyHeader.read(bytes) else { return }
        precondition(count > 0 && count <= bytes.count)
        let part = UnsafeRawBufferPointer(rebasing: bytes[..<(count - 1)])
        precondition(ProxyHeader.read(part) == .incomplete)
        let written = header.binary
        written.withUnsafeBytes { written in
            guard case .complete(_, let size) = ProxyHeader.read(written) else {
                preconditionFailure("a header that was written is not understood")
            }
            precondition(size == written.count)
        }
    }
}
