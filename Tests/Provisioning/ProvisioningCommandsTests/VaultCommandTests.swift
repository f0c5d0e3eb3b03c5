import Foundation
import TestSupport
import Testing

@Suite("vaulted files")
struct VaultCommandTests {
    @Test("any bytes come back as they were, and a link stays one")
    func bytes() throws {
        try withScratchDirectory { folder in
            let bytes = Data((0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) })
            let path = "\(folder)/secret"
            try bytes.write(to: URL(filePath: path))
            try write(["key": "vault key\n"], below: folder)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/link",
                withDestinationPath: "secret"
            )
            func vault(_ verb: String) -> ProgramRun {
                ProgramRun.of(
                    "vault",
                    verb,
                    "--vault-password-file",
                    "DIR/key",
                    "DIR/link",
                    in: folder
                )
            }
            #expect(vault("encrypt").status == 0)
            let sealed = try String(contentsOfFile: path, encoding: .utf8)
            #expect(sealed.hasPrefix("$ANSIBLE_VAULT;1.1;AES256\n"))
            #expect(vault("encrypt").status == 1)
            #expect(vault("decrypt").status == 0)
            #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
            let kind = try FileManager.default.attributesOfItem(atPath: "\(folder)/link")[.type]
            #expect(kind as? FileAttributeType == .typeSymbolicLink)
        }
    }
}
