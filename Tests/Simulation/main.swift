// simulate FIRST COUNT, or simulate SEED: see docs/simulator.md.

internal import CSimulation

make_repeatable(CommandLine.unsafeArgv)
let numbers = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
switch (numbers.first, numbers.dropFirst().first) {
case (let seed?, nil): Simulation.repeatSeed(seed)
case (let first?, let count?): Simulation.trySeeds(first..<(first + count))
default: Simulation.tryNamedSeeds()
}
