import Foundation

/// A turn with the lab's Incus hosts: tests that use them go side by side, tests that make them anew
/// go alone.
///
/// Tests of several suites run at once, and a host that is made anew takes what others do on it
/// along. The C function is `flock`.
public final class LabHosts: Sendable {
    private let descriptor: Int32

    /// Waits for the turn, which lasts as long as this lives.
    public init(toMakeAnew isAlone: Bool = false) {
        descriptor = open("/tmp/switchyard-lab-hosts.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        flock(descriptor, isAlone ? LOCK_EX : LOCK_SH)
    }

    deinit { close(descriptor) }
}
