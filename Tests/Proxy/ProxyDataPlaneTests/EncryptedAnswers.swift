import Cryptography
import TestSupport

/// Serves a connection over TLS: for each read with a request in it these answers, each a record of its
/// own, all of them in one write.
func serveEncrypted(
    _ connection: TestClient,
    _ certificate: TestCertificate,
    answers: [String]
) throws {
    var settings = TLSSettings()
    settings.certificatePEM = Array(certificate.whole.utf8)
    let engine = try TLSEngine(TLSContext(server: true, settings))
    var buffer = [UInt8](repeating: 0, count: 65_536)
    func flush() throws {
        while true {
            let count = buffer.withUnsafeMutableBytes { engine.takeOutput(into: $0) }
            if count == 0 { return }
            try connection.send(Array(buffer[..<count]))
        }
    }
    while let bytes = connection.read(), !bytes.isEmpty {
        bytes.withUnsafeBytes { engine.receive($0) }
        guard case .moved = engine.handshake() else {
            try flush()
            continue
        }
        if case .moved = buffer.withUnsafeMutableBytes({ engine.read(into: $0) }) {
            for answer in answers { _ = Array(answer.utf8).withUnsafeBytes { engine.write($0) } }
        }
        try flush()
    }
}
