/// A seed that has found something once: a test with a name of its own.
struct NamedSeed {
    let name: String
    let seed: UInt64
    let kind: WorldKind?

    static let all: [NamedSeed] = []
}
