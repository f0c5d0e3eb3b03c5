import Cryptography
import TestSupport
import Testing

@Suite("settings of TLS that cannot be used")
struct TLSContextTests {
    /// One bad setting and what is said about it.
    struct Fault: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let words: String
        let spoil: @Sendable (inout TLSSettings, TestCertificate) throws -> Void
    }

    static let faults = [
        Fault(testDescription: "another key", words: "key values mismatch") { settings, own in
            let other = try TestCertificate(name: "other.lab")
            settings.certificatePEM = Array((own.certificate + other.key).utf8)
        },
        Fault(testDescription: "an encrypted key", words: "it is encrypted") { settings, own in
            settings.certificatePEM = Array((own.certificate + (try own.encryptedKey())).utf8)
        },
        Fault(testDescription: "a cut key", words: "read the private key") { settings, own in
            settings.certificatePEM = Array((own.certificate + own.key.prefix(500)).utf8)
        },
        Fault(testDescription: "no key", words: "read the private key") { settings, own in
            settings.certificatePEM = Array(own.certificate.utf8)
        },
        Fault(testDescription: "a cut certificate", words: "read the certificate") {
            settings,
            own in
            settings.certificatePEM = Array((own.certificate.prefix(300) + own.key).utf8)
        },
        Fault(testDescription: "a cut chain", words: "read the certificate chain") {
            settings,
            own in
            let text = own.certificate + own.key + own.certificate.prefix(300)
            settings.certificatePEM = Array(text.utf8)
        },
        Fault(testDescription: "nothing", words: "read the certificate") { settings, _ in
            settings.certificatePEM = []
        },
        Fault(testDescription: "no such cipher", words: "set ciphers 'NOPE'") { settings, _ in
            settings.ciphers = "NOPE"
        },
        Fault(testDescription: "no such suite", words: "set ciphersuites 'NOPE'") { settings, _ in
            settings.cipherSuites = "NOPE"
        },
        Fault(testDescription: "a missing file of authorities", words: "/no/such/file") {
            settings,
            _ in
            settings.verification = .required(authoritiesFile: "/no/such/file")
        },
        Fault(testDescription: "authorities that are none", words: "read the authorities") {
            settings,
            _ in
            settings.verification = .requiredBy(authoritiesPEM: Array("nonsense".utf8))
        },
        Fault(testDescription: "cut authorities", words: "read the authorities") { settings, own in
            let text = own.certificate + own.certificate.prefix(300)
            settings.verification = .requiredBy(authoritiesPEM: Array(text.utf8))
        },
    ]

    /// Whichever step fails, the context is freed once: twice would end the process.
    @Test("each is said on either side, and the program lives", arguments: faults)
    func said(_ fault: Fault) throws {
        let own = try TestCertificate(name: "own.lab")
        for isServer in [true, false] {
            var settings = TLSSettings()
            settings.certificatePEM = Array(own.whole.utf8)
            try fault.spoil(&settings, own)
            let error = #expect(throws: OpenSSLError.self) {
                try TLSContext(server: isServer, settings)
            }
            #expect(error?.description.contains(fault.words) == true, "\(error as Any)")
        }
        var settings = TLSSettings()
        settings.certificatePEM = Array(own.whole.utf8)
        #expect(try TLSContext(server: true, settings).certificate?.names == ["own.lab"])
    }
}
