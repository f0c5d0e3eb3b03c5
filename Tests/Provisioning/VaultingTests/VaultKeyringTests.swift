import Diagnostics
import DocumentValues
import TestSupport
import Testing
import Vaulting

@Suite("vaulted texts")
struct VaultKeyringTests {
    /// Made by ansible-vault with the password `correct horse`.
    static let file = """
        $ANSIBLE_VAULT;1.1;AES256
        39366633313736343335383437383165373064613164326539666362663236343031663338383535
        3935333238393364323530653335343139396366666233390a323936633933363731306431373430
        66653130626437343635636638613031373536313136613334323232313566353133303130653830
        3464623062646236380a346631663336323731303234313037346638303535336562643466643364
        62366635333562393033343130373937373332393932656362386338653439313735396334386666
        3266343938323337313039356233353265623566633937343030

        """

    /// Made by `ansible-vault encrypt_string` with a vault id.
    static let named = """
        $ANSIBLE_VAULT;1.2;AES256;lab
        35623562333036383466326235633431333762383738626665383561613664383161316232376361
        6433323334323861623665346436653866343539363530650a663633346663373230353731343332336533
        """

    static let keyring = VaultKeyring([.init("correct horse")])

    @Test("what ansible-vault encrypted is decrypted")
    func decryptsForeign() throws {
        let text = try VaultKeyringTests.keyring.decrypt(VaultKeyringTests.file)
        #expect(text == "proxy_password: s3cret\nlevel: 2\n")
    }

    @Test("what is encrypted is decrypted again, with and without a name")
    func roundTrip() throws {
        let keyring = VaultKeyring([.init(identity: "lab", "swordfish"), .init("other")])
        for text in ["", "x", "0123456789abcdef", "ünï\ncode"] {
            let named = try keyring.encrypt(text.utf8, identity: "lab")
            #expect(named.hasPrefix("$ANSIBLE_VAULT;1.2;AES256;lab\n"))
            #expect(try keyring.decrypt(named) == text)
            let unnamed = try keyring.encrypt(text.utf8)
            #expect(unnamed.hasPrefix("$ANSIBLE_VAULT;1.1;AES256\n"))
            #expect(try keyring.decrypt(unnamed) == text)
        }
    }

    @Test("a wrong password is said without anything of the text")
    func wrongPassword() {
        let keyring = VaultKeyring([.init("wrong")])
        #expect(
            throws: Diagnostic(
                "none of the vault passwords decrypts this",
                hint: "tried: default"
            )
        ) {
            try keyring.decrypt(VaultKeyringTests.file)
        }
    }

    @Test("without a password the hint says how to give one")
    func noPassword() {
        #expect(
            throws: Diagnostic(
                "this is encrypted and there is no vault password",
                hint: "give --vault-password-file FILE or --vault-id NAME@FILE"
            )
        ) {
            try VaultKeyring().decrypt(VaultKeyringTests.file)
        }
    }

    @Test("a damaged text is refused")
    func damaged() {
        #expect(
            throws: Diagnostic(
                "this vaulted text is damaged",
                expected: "lines of hexadecimal digits after the header",
                hint: "in YAML every line of it is indented by the same number of blanks"
            )
        ) {
            try VaultKeyringTests.keyring.decrypt(VaultKeyringTests.named)
        }
    }

    @Test("a vaulted file's variables keep their places, and no line of it shows")
    func vaultedFile() throws {
        try withScratchDirectory { folder in
            try write(["secret.yml": VaultKeyringTests.file], below: folder)
            let set = try VariableFile.read(
                "\(folder)/secret.yml",
                keyring: VaultKeyringTests.keyring
            )
            #expect(set.isSecret)
            let node = try #require(set["proxy_password"])
            #expect(node.string == "s3cret")
            #expect(node.place.source.text.isEmpty)
        }
    }

    @Test("a password comes from a file, or from what a script prints")
    func passwordSources() throws {
        try withScratchDirectory { folder in
            try write(
                ["pw": "correct horse\n", "pw.sh": "#!/bin/sh\necho correct horse\n"],
                below: folder
            )
            _ = try CommandRun.of(["chmod", "755", "\(folder)/pw.sh"])
            for source in ["\(folder)/pw", "lab@\(folder)/pw", "\(folder)/pw.sh"] {
                let keyring = try VaultKeyring.load([source])
                #expect(try keyring.decrypt(VaultKeyringTests.file).hasPrefix("proxy_password"))
            }
        }
    }
}
