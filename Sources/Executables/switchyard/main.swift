import LinuxSystem
import ProvisioningCommands

FileDescriptor.openMissingStandardStreams()
Signal.brokenPipe.ignore()
let words = CommandLine.arguments
let status = SwitchyardProgram.run(Array(words.dropFirst()), calledAs: words.first ?? "switchyard")
CurrentProcess.exit(status)
