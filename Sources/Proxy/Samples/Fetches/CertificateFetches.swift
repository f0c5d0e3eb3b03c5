internal import Diagnostics

/// Certificates of both sides, and what was found when a client's was checked.
extension FetchKeyword {
    /// `ssl_c_*` is what the client has shown, `ssl_f_*` what it was shown, `ssl_s_*` what the server
    /// has shown.
    static let certificates: [FetchKeyword] =
        holders.flatMap { holder in
            parts.map { .encryption("\(holder.prefix)_\($0.name)", $0.type, holder.side, $0.fact) }
                + names.map { .distinguishedName("\(holder.prefix)_\($0.name)", holder, $0.fact) }
        } + [
            .encryption("ssl_c_chain_der", .bin, .client(.peer), .chain),
            .encryption("ssl_s_chain_der", .bin, .server(.peer), .chain),
            .distinguishedName("ssl_c_r_dn", holders[0], .rootName),
            .encryption("ssl_c_used", .bool, .client(.peer), .isShown),
            .encryption("ssl_c_verify", .sint, .client(.peer), .verificationResult),
            .encryption("ssl_c_err", .sint, .client(.peer), .certificateFault),
            .encryption("ssl_c_ca_err", .sint, .client(.peer), .authorityFault),
            .encryption("ssl_c_ca_err_depth", .sint, .client(.peer), .authorityDepth),
            .encryption("ssl_fc_has_crt", .bool, .client(.peer), .wasChecked),
        ]

    /// Whose certificates there are.
    private static let holders: [Holder] = [
        Holder(prefix: "ssl_c", side: .client(.peer)),
        Holder(prefix: "ssl_f", side: .client(.own)),
        Holder(prefix: "ssl_s", side: .server(.peer)),
    ]

    struct Holder: Sendable {
        let prefix: String
        let side: EncryptionQuestion.Side
    }

    private static let parts: [(name: String, type: SampleType, fact: EncryptionFact)] = [
        ("der", .bin, .der), ("sha1", .bin, .fingerprint), ("serial", .bin, .serialNumber),
        ("notbefore", .str, .notBefore), ("notafter", .str, .notAfter),
        ("key_alg", .str, .keyAlgorithm), ("sig_alg", .str, .signatureAlgorithm),
        ("version", .sint, .certificateVersion),
    ]

    private static let names: [(name: String, fact: EncryptionFact)] = [
        ("s_dn", .subjectName), ("i_dn", .issuerName),
    ]

    /// A fetch that asks the TLS of a connection.
    static func encryption(
        _ name: String,
        _ output: SampleType,
        _ side: EncryptionQuestion.Side,
        _ fact: EncryptionFact
    ) -> FetchKeyword {
        FetchKeyword(name, .none, output, side.sources) { _, context in
            context.stream.encryption(EncryptionQuestion(side, fact), &context.arena)
        }
    }

    /// HAProxy knows one other form of a name.
    private static let checkFormat: Check = { draft throws(Diagnostic) in
        guard let format = draft.text(2), !format.isEmpty, format != "rfc2253" else { return }
        throw draft.error("'\(format)' is no form of a name", expected: "rfc2253")
    }

    /// A fetch of a name: all of it, a part, or in another form.
    private static func distinguishedName(
        _ name: String,
        _ holder: Holder,
        _ fact: EncryptionFact
    ) -> FetchKeyword {
        FetchKeyword(
            name,
            ArgumentSignature(required: 0, .text, .number, .text),
            .str,
            holder.side.sources,
            check: checkFormat
        ) { arguments, context in
            var question = EncryptionQuestion(holder.side, fact)
            question.part = arguments.text(0)
            question.position = arguments.has(1) ? Int(arguments.number(1)) : 1
            question.isFormatted = arguments.text(2).count > 0
            return context.stream.encryption(question, &context.arena)
        }
    }
}

/// A question about the TLS of a connection.
public struct EncryptionQuestion {
    /// Whose connection, and whose certificate on it.
    public enum Side: Sendable, Hashable {
        /// The client's connection.
        case client(Owner)
        /// The server's connection.
        case server(Owner)

        var sources: SampleSources {
            switch self {
            case .client: .clientConnection
            case .server: .serverConnection
            }
        }
    }

    /// Whose certificate.
    public enum Owner: Sendable, Hashable {
        /// That of the other side.
        case peer
        /// That of the proxy.
        case own
    }

    /// Whose connection, and whose certificate on it.
    public let side: Side
    /// What is asked.
    public let fact: EncryptionFact
    /// The part of a name, as `CN`; empty asks for all of it.
    public internal(set) var part = UnsafeRawBufferPointer(start: nil, count: 0)
    /// Which of several such parts, from 1, or from -1 backwards.
    public internal(set) var position = 1
    /// Whether a name is wanted in the form of RFC 2253.
    public internal(set) var isFormatted = false

    init(_ side: Side, _ fact: EncryptionFact) {
        self.side = side
        self.fact = fact
    }
}

/// What can be asked about the TLS of a connection.
public enum EncryptionFact: UInt8, Sendable {
    // The connection.
    case cipher, version, algorithmBits, usedBits, isResumed, applicationProtocol, group
    case sessionIdentity, sessionSecret, clientRandom, serverRandom, uniqueIdentity
    case faultNumber, faultDescription
    // What was found about a client.
    case isShown, wasChecked, verificationResult, certificateFault, authorityFault, authorityDepth
    // A certificate.
    case der, chain, fingerprint, serialNumber, notBefore, notAfter, keyAlgorithm
    case signatureAlgorithm, certificateVersion, subjectName, issuerName, rootName
}

extension StreamFacts {
    /// Nothing is known of TLS where nobody says otherwise.
    public func encryption(
        _ question: EncryptionQuestion,
        _ arena: inout SampleArena
    ) -> Sample? {
        nil
    }
}
