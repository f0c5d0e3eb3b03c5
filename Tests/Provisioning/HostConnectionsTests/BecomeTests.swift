import LinuxSystem
import Testing

@testable import HostConnections

@Suite(
    "acting as another user",
    .enabled(if: CurrentProcess.userID == 0, "only root may become anybody without a password")
)
struct BecomeTests {
    private func identity(_ become: Become) throws -> String? {
        try withLocalTarget { target in
            let request = HostRequest.command(.arguments(["id", "-un"]))
            return try target.perform([request], as: become).first?.command?.text
        }
    }

    @Test("the usual way from root needs no program but su")
    func usual() throws {
        #expect(try identity(Become(user: "nobody")) == "nobody\n")
    }

    @Test("a method that is asked for is the one that is used")
    func asked() throws {
        #expect(try identity(Become(user: "nobody", method: .su)) == "nobody\n")
        let failure = try #require(throws: ConnectionFailure.self) {
            try identity(Become(user: "nobody", method: .doasThatIsMissing))
        }
        #expect(failure.description.contains("no-such-doas"))
    }

    @Test("words of the programs")
    func words() {
        let start = BecomeMethod.Start(flags: ["-H", "-n"], user: "u", prompt: "p:", shell: "x")
        #expect(
            BecomeMethod.sudo.words(start) == [
                "sudo", "-H", "-S", "-p", "p:", "-u", "u", "--", "sh", "-c", "x",
            ]
        )
        #expect(
            BecomeMethod.doas.words(start) == ["doas", "-H", "-n", "-u", "u", "sh", "-c", "x"]
        )
        let plain = BecomeMethod.Start(flags: ["-"], user: "u", prompt: "", shell: "x")
        #expect(BecomeMethod.su.words(plain) == ["su", "-", "-s", "/bin/sh", "u", "-c", "x"])
    }

    @Test("a method is known by its name, and by that of a collection before it")
    func names() {
        #expect(BecomeMethod.named("community.general.doas") == .doas)
        #expect(BecomeMethod.named("ansible.builtin.su") == .su)
        #expect(BecomeMethod.named("pbrun") == nil)
    }
}

extension BecomeMethod {
    /// A method whose program is on no machine.
    fileprivate static let doasThatIsMissing = BecomeMethod(
        name: "no-such-doas",
        usualFlags: [],
        question: .none,
        words: { _ in [] }
    )
}
