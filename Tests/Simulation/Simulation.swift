internal import CSimulation
internal import Glibc

/// Runs worlds, and tells of those in which something happens that must not.
enum Simulation {
    /// Tries many seeds; ends with 1 when one of them fails.
    static func trySeeds(_ seeds: Range<UInt64>) {
        var failures = 0
        for seed in seeds where !fails(seed, nil, name: "seed \(seed)").isEmpty { failures += 1 }
        print("simulate: \(seeds.count) seeds from \(seeds.lowerBound), \(failures) fail")
        exit(failures == 0 ? 0 : 1)
    }

    /// Tries one seed again, and tells what happens in its world.
    static func repeatSeed(_ seed: UInt64) {
        let violations = fails(seed, nil, name: "seed \(seed)", isTraced: true)
        if violations.isEmpty { print("seed \(seed): nothing fails") }
        exit(violations.isEmpty ? 0 : 1)
    }

    /// Tries the worlds that have found something once.
    static func tryNamedSeeds() {
        var failures = 0
        for named in NamedSeeds.all {
            for seed in named.seeds where !fails(seed, named.kind, name: named.name).isEmpty {
                failures += 1
            }
        }
        print("simulate: \(NamedSeeds.all.count) worlds with a name, \(failures) fail")
        exit(failures == 0 ? 0 : 1)
    }

    private static func fails(
        _ seed: UInt64,
        _ kind: WorldKind?,
        name: String,
        isTraced: Bool = false
    ) -> [String] {
        say_when_trapped("\(name): the proxy traps; repeat it with 'make simulate SEED=\(seed)'\n")
        let world = World(seed: seed, kind: kind)
        if isTraced {
            world.kernel.trace = { [unowned kernel = world.kernel] text in
                let time = Double(kernel.now - 1_000_000_000_000) / 1_000_000
                let thread = kernel.running.map { "thread \($0.number)" } ?? "world"
                print("\(time) ms, \(thread): \(text)")
            }
        }
        let violations = world.run()
        for violation in violations.prefix(3) { print("\(name): \(violation)") }
        return violations
    }
}
