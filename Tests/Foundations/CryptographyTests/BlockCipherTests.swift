import Cryptography
import Testing

@Suite("AES over whole texts")
struct BlockCipherTests {
    private let key = Array("foooofooofoooooo".utf8)
    private let text = Array("Hello".utf8)

    @Test("what was enciphered is deciphered", arguments: [128, 192, 256])
    func sealsAndOpens(bits: Int) throws {
        let key = [UInt8](repeating: 7, count: bits / 8)
        let nonce = Array("123456789012".utf8)
        for mode in [BlockCipher.Mode.gcm, .cbc] {
            let cipher = try #require(BlockCipher(mode, bits: bits, key: key, nonce: nonce))
            let sealed = try #require(cipher.seal(text))
            #expect(sealed.bytes != text)
            #expect(cipher.open(sealed.bytes, tag: sealed.tag) == text)
        }
    }

    @Test("a text, a tag or further bytes that were changed open nothing")
    func changed() throws {
        let cipher = try #require(
            BlockCipher(.gcm, bits: 128, key: key, nonce: Array("123456789012".utf8))
        )
        let sealed = try #require(cipher.seal(text, proving: [1]))
        #expect(cipher.open(sealed.bytes, tag: sealed.tag, proving: [1]) == text)
        #expect(cipher.open(sealed.bytes, tag: sealed.tag, proving: [2]) == nil)
        #expect(cipher.open(sealed.bytes, tag: sealed.tag.reversed(), proving: [1]) == nil)
        #expect(cipher.open(sealed.bytes, tag: [], proving: [1]) == nil)
        #expect(cipher.open([], tag: sealed.tag, proving: [1]) == nil)
    }

    @Test("a key of another length is refused")
    func keys() {
        #expect(BlockCipher(.cbc, bits: 256, key: key, nonce: [1]) == nil)
        #expect(BlockCipher(.cbc, bits: 100, key: key, nonce: [1]) == nil)
        #expect(BlockCipher(.gcm, bits: 128, key: key, nonce: []) == nil)
    }
}
