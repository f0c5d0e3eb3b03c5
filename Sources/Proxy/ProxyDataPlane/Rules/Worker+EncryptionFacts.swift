internal import Cryptography
internal import Samples

/// What expressions ask about the TLS of a stream's connections.
extension Worker {
    func encryption(
        _ question: EncryptionQuestion,
        _ arena: inout SampleArena
    ) -> Sample? {
        guard let stream = ruled else { return nil }
        switch question.side {
        case .client(let owner):
            return stream.client.transport.tls.flatMap { answer(question, $0, owner, &arena) }
        case .server(let owner):
            guard let engine = stream.connection?.transport.tls else { return nil }
            return answer(question, engine, owner, &arena)
        }
    }

    private func answer(
        _ question: EncryptionQuestion,
        _ engine: TLSEngine,
        _ owner: EncryptionQuestion.Owner,
        _ arena: inout SampleArena
    ) -> Sample? {
        if let known = connectionFact(question.fact, engine, &arena) { return known }
        if let known = findings(question.fact, engine) { return known }
        switch question.fact {
        case .chain:
            return binary(engine.peerChain.flatMap(\.der), &arena)
        case .rootName:
            return engine.trustedRoot.flatMap { name($0.subject, question, &arena) }
        default: break
        }
        guard let certificate = owner == .peer ? engine.peer : engine.ownCertificate else {
            return nil
        }
        return self.certificate(question, certificate, &arena)
    }

    private func connectionFact(
        _ fact: EncryptionFact,
        _ engine: TLSEngine,
        _ arena: inout SampleArena
    ) -> Sample? {
        switch fact {
        case .cipher: return text(engine.cipher, &arena)
        case .version: return text(engine.version, &arena)
        case .applicationProtocol: return text(engine.applicationProtocol, &arena)
        case .group: return text(engine.keyExchangeGroup, &arena)
        case .algorithmBits: return engine.keySizes.map { .integer(Int64($0.algorithm)) }
        case .usedBits: return engine.keySizes.map { .integer(Int64($0.used)) }
        case .isResumed: return .bool(engine.isResumed)
        case .sessionIdentity: return binary(engine.sessionIdentity, &arena)
        case .sessionSecret: return binary(engine.sessionSecret, &arena)
        case .clientRandom: return binary(engine.clientRandom, &arena)
        case .serverRandom: return binary(engine.serverRandom, &arena)
        case .uniqueIdentity: return binary(engine.uniqueIdentity, &arena)
        case .faultNumber: return .integer(Int64(engine.faultNumber))
        case .faultDescription: return text(engine.faultDescription, &arena)
        default: return nil
        }
    }

    private func findings(_ fact: EncryptionFact, _ engine: TLSEngine) -> Sample? {
        let found = engine.findings
        switch fact {
        case .isShown: return .bool(engine.peer != nil)
        case .wasChecked: return .bool(found.hasRun)
        case .verificationResult: return .integer(Int64(engine.verificationResult))
        case .certificateFault: return .integer(Int64(found.certificateFault))
        case .authorityFault: return .integer(Int64(found.authorityFault))
        case .authorityDepth: return .integer(Int64(found.authorityDepth))
        default: return nil
        }
    }

    private func certificate(
        _ question: EncryptionQuestion,
        _ certificate: Certificate,
        _ arena: inout SampleArena
    ) -> Sample? {
        switch question.fact {
        case .der: return binary(certificate.der, &arena)
        case .fingerprint: return binary(certificate.fingerprint(.sha1), &arena)
        case .serialNumber: return binary(certificate.serialNumber, &arena)
        case .notBefore: return arena.store(certificate.notBefore).map { .text($0) }
        case .notAfter: return arena.store(certificate.notAfter).map { .text($0) }
        case .keyAlgorithm: return text(certificate.keyAlgorithm, &arena)
        case .signatureAlgorithm: return text(certificate.signatureAlgorithm, &arena)
        case .certificateVersion: return .integer(Int64(certificate.version))
        case .subjectName: return name(certificate.subject, question, &arena)
        case .issuerName: return name(certificate.issuer, question, &arena)
        default: return nil
        }
    }

    private func name(
        _ name: DistinguishedName,
        _ question: EncryptionQuestion,
        _ arena: inout SampleArena
    ) -> Sample? {
        let bytes: [UInt8]?
        if question.part.count > 0 {
            bytes = name.value(of: Array(question.part), position: question.position)
        } else {
            bytes = question.isFormatted ? name.rfc2253 : name.line
        }
        return bytes.flatMap { arena.store($0) }.map { .text($0) }
    }

    private func binary(_ bytes: [UInt8]?, _ arena: inout SampleArena) -> Sample? {
        bytes.flatMap { arena.store($0) }.map { .binary($0) }
    }
}
