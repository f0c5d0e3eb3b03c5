/// Worlds in which something was found once: a test with a name of its own.
///
/// What a seed makes changes when the simulator does, so each has a few of the kind.
struct NamedSeeds {
    let name: String
    let kind: WorldKind
    let seeds: Range<UInt64>

    static let all = [
        NamedSeeds(
            name: "an HTTP/2 stream ends though settings have shrunk its window below zero",
            kind: .clean,
            seeds: 700..<740
        )
    ]
}
