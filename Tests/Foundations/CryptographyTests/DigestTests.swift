import Cryptography
import Testing

@Suite("digests")
struct DigestTests {
    @Test(
        "the digests of 'abc' are those of the standards",
        arguments: [
            (Digest.md5, "900150983cd24fb0d6963f7d28e17f72"),
            (.sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha224, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ]
    )
    func standard(digest: Digest, expected: String) {
        #expect(digest.hexadecimal(of: Array("abc".utf8)) == expected)
    }

    @Test("bytes in pieces have the digest of the whole")
    func pieces() {
        var running = RunningDigest(.sha256)
        running.update(Array("a".utf8))
        running.update([])
        running.update(Array("bc".utf8))
        #expect(running.finish() == Digest.sha256.bytes(of: Array("abc".utf8)))
    }
}
