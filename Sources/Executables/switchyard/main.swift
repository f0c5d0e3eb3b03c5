import LinuxSystem
import ProvisioningCommands

FileDescriptor.openMissingStandardStreams()
Signal.brokenPipe.ignore()
CurrentProcess.exit(SwitchyardProgram.run(Array(CommandLine.arguments.dropFirst())))
