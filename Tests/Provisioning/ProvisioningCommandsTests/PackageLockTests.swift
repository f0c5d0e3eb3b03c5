import Foundation
import LinuxSystem
import TestSupport
import Testing

/// An apt of a folder of its own: lists, archives and packages, and a dpkg that does nothing.
private struct ScratchApt {
    let folder: String

    init(_ folder: String) throws {
        self.folder = folder
        for path in ["lib/apt/lists/partial", "cache/apt/archives/partial", "log/apt"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/root/var/\(path)",
                withIntermediateDirectories: true
            )
        }
        try write(
            [
                "root/var/lib/dpkg/status": "", "root/etc/apt/preferences.d/none": "",
                "root/etc/apt/sources.list": "deb [trusted=yes] file:\(folder)/repository ./\n",
                "dpkg": "#!/bin/sh\nexit 0\n", "hold.pl": Self.holder,
                "package/DEBIAN/control": """
                Package: switchyard-nothing
                Version: 1
                Architecture: all
                Maintainer: nobody <nobody@example.org>
                Description: nothing

                """,
                "apt.conf": """
                Dir "\(folder)/root";
                Dir::State::status "\(folder)/root/var/lib/dpkg/status";
                Dir::Bin::dpkg "\(folder)/dpkg";
                Dir::Etc::parts "/dev/null";
                Dir::Etc::sourceparts "/dev/null";
                APT::Sandbox::User "root";
                Acquire::Languages "none";

                """,
            ],
            below: folder
        )
        let making = """
            cd "$1" && chmod +x dpkg && mkdir repository && cd repository
            dpkg-deb -b ../package nothing.deb >/dev/null || exit 1
            {
                cat ../package/DEBIAN/control
                printf 'Filename: ./nothing.deb\\nSize: %s\\n' "$(stat -c %s nothing.deb)"
                printf 'SHA256: %s\\n' "$(sha256sum <nothing.deb | cut -d ' ' -f 1)"
            } >Packages
            """
        let made = try CommandRun.of(["sh", "-c", making, "sh", folder])
        #expect(made.status == 0, "\(made.output)")
    }

    /// Locks a file as apt does until its input ends, or for so many seconds.
    private static let holder = """
        use Fcntl;
        my $lock = pack("s s x4 q q i x4", F_WRLCK, 0, 0, 0, 0);
        open(my $file, '+>>', $ARGV[0]) or die;
        fcntl($file, F_SETLK, $lock) or die "$!";
        open(my $told, '>', "$ARGV[0].held") or die;
        close($told);
        sleep $ARGV[1];
        """

    /// Has another process hold a lock for so many seconds.
    func hold(_ lock: String, seconds: Int) throws -> Subprocess {
        let path = "\(folder)/root/var/\(lock)"
        let process = try Subprocess.start(["perl", "\(folder)/hold.pl", path, String(seconds)])
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: "\(path).held") {
            MonotonicClock.sleep(for: .milliseconds(20))
        }
        try FileManager.default.removeItem(atPath: "\(path).held")
        return process
    }

    /// Installs the package, waiting so long for locks.
    func install(lockTimeout seconds: Int) throws -> ProgramRun {
        let site = """
            - hosts: web
              gather_facts: false
              environment: {APT_CONFIG: \(folder)/apt.conf}
              tasks:
                - apt: {name: switchyard-nothing, update_cache: true, lock_timeout: \(seconds)}
            """
        try write(["site.yml": site, "hosts": ProgramRun.hosts(folder)], below: folder)
        return ProgramRun.of("provision", "-i", "DIR/hosts", "DIR/site.yml", in: folder)
    }
}

@Suite("locks of other programs on packages", .serialized)
struct PackageLockTests {
    @Test(
        "lock_timeout counts for every lock that apt takes",
        .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/apt-get")),
        arguments: [
            "lib/apt/lists/lock", "cache/apt/archives/lock", "lib/dpkg/lock-frontend",
            "lib/dpkg/lock",
        ]
    )
    func locks(_ lock: String) throws {
        try withScratchDirectory { folder in
            let apt = try ScratchApt(folder)
            let long = try apt.hold(lock, seconds: 600)
            let refused = try apt.install(lockTimeout: 0)
            try long.send(.kill)
            _ = try long.wait()
            #expect(refused.status == 2)
            #expect(refused.output.contains("Could not get lock"), "\(refused.output)")
            let short = try apt.hold(lock, seconds: 3)
            let waiting = try apt.install(lockTimeout: 120)
            _ = try short.wait()
            #expect(waiting.status == 0, "\(waiting.output)")
            #expect(waiting.output.contains("changed=1"))
        }
    }
}
